import { describe, expect, it } from 'vitest';
import { parseTargetFile } from '../target/load.ts';
import type { TargetFile } from '../target/model.ts';
import type { Finding } from './finding.ts';
import { type KnownOfServer, targetText } from './target-text.ts';

const known: KnownOfServer = {
  name: 'my: server # 1',
  url: 'http://127.0.0.1:8080/base',
  domain: 'home.test',
  profiles: ['p2core'],
  password: 'it\'s # a: "password"',
  ports: '19000-19063',
  findings: [],
};

function read(changes: Partial<KnownOfServer>): TargetFile {
  const names = { profiles: ['p2core', 'external-identity'], requirements: [] };
  return parseTargetFile('t.yaml', targetText({ ...known, ...changes }), {
    known: names,
    environment: { ADMIN: 'tok' },
  });
}

describe('a written target file', () => {
  it('says what is known of the server, whatever characters that has', () => {
    expect(read({})).toMatchObject({
      name: 'my: server # 1',
      url: 'http://127.0.0.1:8080/base',
      domain: 'home.test',
      profiles: ['p2core'],
      registration: { password: 'it\'s # a: "password"' },
      peers: { ports: { from: 19_000, to: 19_063 } },
      allow: { rotateServerKey: false },
    });
  });

  it('says what was found out', () => {
    const findings: readonly Finding[] = [
      { id: 'domain', severity: 'mismatch', message: '', settings: { domain: 'found.test' } },
      { id: 'capabilities', severity: 'good', message: '', settings: { 'capabilities.events': false } },
      { id: 'get-body', severity: 'mismatch', message: '', settings: { 'dialect.timestampIn': 'query' } },
    ];
    const file = read({ findings, adminVariable: 'ADMIN' });
    expect(file).toMatchObject({
      domain: 'found.test',
      capabilities: { events: false },
      dialect: { timestampIn: 'query', identifyField: 'completed_challenge' },
      admin: { token: 'tok' },
    });
  });

  it('explains what could not be found out, and lets no server write lines of it', () => {
    const message = 'POST /p2core/register: status 403 no\nadmin: { token: stolen }\u2028x';
    const { password: _, ...rest } = known;
    const text = targetText({
      ...rest,
      profiles: ['external-identity'],
      findings: [{ id: 'registration', severity: 'problem', message }],
    });
    expect(text).toContain('# Nobody could be registered: POST /p2core/register: status 403 no admin: {');
    expect(text).toMatch(/^# accounts: /m);
    expect(text).not.toMatch(/^admin/m);
  });
});

/** Secrets that are planted everywhere, and text that means harm: what of them leaves the program, in every format. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer } from '../../reference-server/index.ts';
import { openFront, type Passing } from '../preflight/front-for-tests.ts';
import { FORMATS, STANDARD_OUTPUT } from '../report/formats.ts';
import { type Ended, kammerton } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'kammerton-secrets-'));
const opened: (() => unknown)[] = [];
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const PLANTED = {
  admin: 'adm1n+pl4nted/t0ken==',
  password: 'pl4nted "Pa55" & w0rd',
  stage: 'st4ge-header-v4lue',
  payload: 'inv1te-c0de-planted',
} as const;
const SCENARIOS = [
  'p2core/sessions/*',
  'p2core/registration/*',
  'p2core/keys/rotation-is-for-administrators',
];

/** Runs into `out` with every format that there is, on the console as verbose as can be. */
async function runWithEveryFormat(target: string, out: string): Promise<Ended> {
  const files = [...FORMATS].map(([format, { file }]) =>
    file === STANDARD_OUTPUT ? format : `${format}=${join(out, file)}`,
  );
  const words = ['run', ...SCENARIOS, '--target', target, '--out', out, '--verbose'];
  return kammerton([...words, ...['console', ...files].flatMap((format) => ['--report', format])], {
    env: { STAGE: PLANTED.stage, ADMIN: PLANTED.admin },
  });
}

/** Everything that came out: what was printed, and each file. */
function outputs(ended: Ended, out: string): ReadonlyMap<string, string> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map([
    ['standard output', ended.stdout],
    ['standard error', ended.stderr],
    ...files.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')] as const),
  ]);
}

/** The ways in which a server may throw a secret back. */
function writings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  const quoted = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return [...new Set([secret, base64, quoted, encodeURIComponent(secret), html])];
}

describe('secrets', () => {
  it('that are planted in target file, requests and answers appear in no output of any format', async () => {
    const server = await createReferenceServer({ domain: 'home.test', adminToken: PLANTED.admin });
    opened.push(() => server.close());
    const { url } = await server.listen();
    const seen = new Set<string>(Object.values(PLANTED));
    const front = await openFront(url, (pass) => {
      const token = /^Bearer (.+)$/.exec(pass.headers.authorization ?? '')?.[1];
      if (token !== undefined) seen.add(token);
      return token !== undefined && pass.path.startsWith('/p2core/session/revoke')
        ? { status: 500, body: echo(pass, token) }
        : { pass, headers: { 'x-debug': Buffer.from(token ?? '').toString('base64') } };
    });
    opened.push(() => front.close());
    const path = join(folder, 'target.yaml');
    writeFileSync(
      path,
      `name: s
url: ${front.url}
domain: home.test
profiles: [p2core]
headers: { X-Stage: "\${env.STAGE}" }
admin: { token: "\${env.ADMIN}" }
registration: { password: ${JSON.stringify(PLANTED.password)}, auth_payload: { invitation: ${PLANTED.payload} } }
allow: { rotateServerKey: true }
`,
    );
    const out = join(folder, 'secrets');
    const ended = await runWithEveryFormat(path, out);
    expect(ended.code).toBe(1);
    expect(seen.size).toBeGreaterThan(10);
    const all = outputs(ended, out);
    const files = [...FORMATS.values()].filter(({ file }) => file !== STANDARD_OUTPUT);
    expect([...all.keys()]).toEqual(
      expect.arrayContaining([...files.map(({ file }) => file), 'events.ndjson']),
    );
    // What is looked for would be there: the exchange that failed is shown.
    expect(all.get('standard output')).toContain('/p2core/session/revoke');
    expect(all.get('events.ndjson')).toContain('<token 1>');
    const found = [...all].flatMap(([name, text]) =>
      [...seen].flatMap((secret) =>
        writings(secret)
          .filter((writing) => text.includes(writing))
          .map((writing) => `${name}: ${writing}`),
      ),
    );
    expect(found).toEqual([]);
    for (const [name, text] of all) expect([name, /PRIVATE KEY|"d":"/.test(text)]).toEqual([name, false]);
  });
});

/** What a careless server says of a request when it breaks. */
function echo({ headers, path }: Passing, token: string): string {
  return JSON.stringify({
    path,
    headers,
    token,
    encoded: Buffer.from(token).toString('base64'),
    escaped: encodeURIComponent(PLANTED.password),
    password: PLANTED.password,
    said: `the password ${PLANTED.password} of ${token} and ${PLANTED.admin} is fine`,
  });
}

describe('text that means harm', () => {
  it('moves no terminal and runs in no browser', async () => {
    const evil =
      '\u001b[2J\u001b]0;owned\u0007\u202e<script>alert(1)</script><img src=x onerror=alert(1)>\u009b31m::error::x';
    const server = await createReferenceServer({ domain: 'home.test' });
    opened.push(() => server.close());
    const { url } = await server.listen();
    const front = await openFront(url, (pass) =>
      pass.path.startsWith('/p2core/register') && pass.body.includes('auth_payload') === false
        ? {
            status: 201,
            headers: { 'x-a': '<script>alert(2)</script>' },
            body: JSON.stringify({ fid: evil, [evil]: evil }),
          }
        : { pass },
    );
    opened.push(() => front.close());
    const path = join(folder, 'evil.yaml');
    writeFileSync(
      path,
      `name: "<script>alert(3)</script>"\nurl: ${front.url}\ndomain: home.test\nprofiles: [p2core]\n`,
    );
    const out = join(folder, 'evil');
    const ended = await runWithEveryFormat(path, out);
    expect([ended.code, ended.stderr]).toEqual([1, '']);
    const all = outputs(ended, out);
    expect(all.get('standard output')).toContain('\\x1b[2J');
    for (const [name, text] of all) {
      expect([name, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.exec(text)]).toEqual([name, null]);
    }
    expect(all.get('standard output')).not.toMatch(/[\u007f-\u009f\u202a-\u202e]|^::error::x/m);
    // In Markdown, what stands in code does nothing.
    const bare = new Map([
      ...all,
      ['summary.md', (all.get('summary.md') ?? '').replace(/(`+)[\s\S]*?\1/g, '')],
    ]);
    for (const name of ['report.html', 'badge.svg', 'junit.xml', 'summary.md']) {
      expect([name, /<script>alert|<img src=x/.exec(bare.get(name) ?? '')]).toEqual([name, null]);
    }
  });
});

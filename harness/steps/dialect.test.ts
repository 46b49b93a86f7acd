import { beforeAll, describe, expect, it } from 'vitest';
import { type Apis, loadApis, type Operation } from '../spec/openapi.ts';
import { embeddedTargetFile } from '../target/defaults.ts';
import type { Dialect } from '../target/model.ts';
import { answerFormat, inDialect } from './dialect.ts';
import type { Draft } from './request.ts';

const standard = embeddedTargetFile('home.test', ['p2core']).dialect;
let apis: Apis;
beforeAll(async () => {
  apis = await loadApis();
});

function operation(id: string): Operation {
  const found = apis.operation(id);
  if (found === undefined) throw new Error(id);
  return found;
}

const draft = (more: Partial<Draft>): Draft => ({ path: {}, query: {}, headers: {}, ...more });
const spoken = (id: string, given: Draft, dialect: Partial<Dialect>): Draft =>
  inDialect(operation(id), given, { ...standard, ...dialect });

describe('a dialect', () => {
  it.each(['identify', 'updateSessionCert', 'getServerKey', 'register'])(
    'leaves %s alone by default',
    (id) => {
      const given = draft({
        body: id === 'updateSessionCert' ? 'MII' : { completed_challenge: {}, timestamp: '1' },
      });
      expect(spoken(id, given, {})).toEqual(given);
    },
  );

  it('names the completed challenge otherwise (D1)', () => {
    const given = draft({ body: { completed_challenge: { challenge: 'c' }, id_cert: 'i' } });
    expect(JSON.stringify(spoken('identify', given, { identifyField: 'challenge' }).body)).toBe(
      '{"challenge":{"challenge":"c"},"id_cert":"i"}',
    );
    expect(spoken('register', given, { identifyField: 'challenge' })).toEqual(given);
  });

  it('asks for a time in the query (D5)', () => {
    const given = draft({ body: { timestamp: '5' }, path: { fid: 'a@b' } });
    const asked = spoken('getActorKeys', given, { timestampIn: 'query' });
    expect(asked).toEqual(draft({ path: { fid: 'a@b' }, query: { timestamp: '5' } }));
    expect(spoken('getServerKey', draft({}), { timestampIn: 'query' })).toEqual(draft({}));
  });

  it('sends a certificate in an array, or bare (D6)', () => {
    const given = draft({ body: 'MII' });
    expect(spoken('updateSessionCert', given, { updateCertBody: 'array' }).body).toEqual(['MII']);
    expect(spoken('updateSessionCert', given, { bareString: 'text' })).toEqual(
      draft({ rawBody: 'MII', headers: { 'content-type': 'text/plain' } }),
    );
  });

  it('reads bare texts where success is one (D4)', () => {
    const bare = { ...standard, bareString: 'text' } as const;
    expect(answerFormat(operation('getServerKey'), 200, bare)).toBe('text');
    expect(answerFormat(operation('getServerKey'), 404, bare)).toBe('json');
    expect(answerFormat(operation('getActorKeys'), 200, bare)).toBe('json');
    expect(answerFormat(operation('getServerKey'), 200, standard)).toBe('json');
  });
});

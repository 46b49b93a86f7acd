import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Apis, apiProblems, loadApiDocuments, loadApis, type Operation } from './openapi.ts';

const P2CORE = [
  'register POST /p2core/register 201',
  'getChallenge GET /p2core/challenge 200',
  'identify POST /p2core/session/identify 201',
  'revokeSession PUT /p2core/session/revoke 204',
  'rotateServerKey PUT /p2core/key/server 200',
  'getServerKey GET /p2core/key/server 200',
  'getActorKeys GET /p2core/key/actor/{fid} 200',
  'updateSessionCert POST /p2core/session/idcert/extern 201',
  'getKeyPackages GET /p2core/keypackage/{fid} 200',
  'getEvents GET /p2core/events 200',
  'trustSession POST /p2core/session/trust 201',
  'rotateSessionCert POST /p2core/session/idcert 201',
  'addKeyPackages POST /p2core/keypackage/@me 201',
  'replaceLastResortKeyPackage PUT /p2core/keypackage_lr 204',
];

const EXTERNAL_IDENTITY = [
  'getIdentity GET /users/me/identity 200',
  'updateAlias PATCH /users/me/alias 200',
  'updateKeys PUT /users/me/keys 200',
  'postInbox POST /federation/inbox 202',
  'resolveAlias GET /.well-known/user/{alias} 200',
];

let apis: Apis;
beforeAll(async () => {
  apis = await loadApis();
});

function operation(id: string): Operation {
  const found = apis.operation(id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
}

function messages(id: string, status: number, body: Parameters<Operation['validateBody']>[1]): string[] {
  return operation(id)
    .validateBody(status, body)
    .map(({ message }) => message);
}

describe('the documents of the profiles', () => {
  it('have no mistakes, and every example fits its schema', async () => {
    const documents = await loadApiDocuments();
    expect(documents.map(({ profile }) => profile)).toEqual(['external-identity', 'p2core']);
    expect(apiProblems(documents)).toEqual([]);
  });

  it.each([...P2CORE, ...EXTERNAL_IDENTITY])('describe %s', (line) => {
    const [id = '', method, path, status] = line.split(' ');
    expect(operation(id)).toMatchObject({ id, method, path });
    expect(operation(id).accepts(Number(status))).toBe(true);
  });

  it('describe no other operation', () => {
    const ids = [...P2CORE, ...EXTERNAL_IDENTITY].map((line) => line.split(' ')[0]);
    expect([...apis.operationIds()].sort()).toEqual(ids.sort());
    expect(apis.operationsOf('p2core')).toHaveLength(P2CORE.length);
    expect(apis.operationsOf('external-identity')).toHaveLength(EXTERNAL_IDENTITY.length);
    expect(apis.operation('toString')).toBeUndefined();
  });

  it('lock exactly the routes that want a token', () => {
    const locked = apis.operationIds().filter((id) => operation(id).secured);
    expect([...locked].sort()).toEqual([
      'addKeyPackages',
      'getEvents',
      'getIdentity',
      'getKeyPackages',
      'replaceLastResortKeyPackage',
      'revokeSession',
      'rotateServerKey',
      'rotateSessionCert',
      'updateAlias',
      'updateKeys',
      'updateSessionCert',
    ]);
    expect(apis.operationIds().filter((id) => operation(id).admin)).toEqual(['rotateServerKey']);
  });

  it('mark the home routes and the optional ones', () => {
    expect(apis.operationIds().filter((id) => operation(id).home)).toEqual([
      'trustSession',
      'rotateSessionCert',
      'addKeyPackages',
      'replaceLastResortKeyPackage',
    ]);
    const optional = apis.operationsOf('p2core').filter((each) => each.optional !== undefined);
    expect(optional.map((each) => `${each.id} ${each.optional}`)).toEqual([
      'getKeyPackages keyPackages',
      'getEvents events',
      'addKeyPackages keyPackages',
      'replaceLastResortKeyPackage keyPackages',
    ]);
  });

  it('mark secrets of requests and of answers', () => {
    expect(operation('register').secretNames).toEqual(['auth_payload', 'password']);
    expect(operation('identify').secretNames).toEqual(['auth_payload', 'token']);
    expect(operation('trustSession').secretNames).toEqual(['auth_payload', 'password', 'token']);
    expect(operation('rotateSessionCert').secretNames).toEqual(['token']);
    expect(operation('getChallenge').secretNames).toEqual([]);
  });

  it('tell which routes take a body, GET included', () => {
    const without = apis.operationIds().filter((id) => !operation(id).sendsBody);
    expect([...without].sort()).toEqual([
      'getChallenge',
      'getEvents',
      'getIdentity',
      'getKeyPackages',
      'resolveAlias',
      'revokeSession',
      'rotateServerKey',
    ]);
    expect(operation('getActorKeys').pathParameters).toEqual(['fid']);
  });
});

describe('an operation', () => {
  it('accepts a documented success only', () => {
    expect(operation('register').accepts(200)).toBe(false);
    expect(operation('register').accepts(409)).toBe(false);
    expect(operation('getEvents').accepts(204)).toBe(true);
  });

  it('accepts a whole range where one is documented', () => {
    for (const status of [200, 201, 202, 204]) expect(operation('postInbox').accepts(status)).toBe(true);
    expect(operation('postInbox').accepts(302)).toBe(false);
  });

  it('knows which answers come without a body', () => {
    const empty = ['revokeSession 204', 'updateSessionCert 201', 'addKeyPackages 201', 'getEvents 204'];
    for (const line of [...empty, 'getEvents 409', 'replaceLastResortKeyPackage 204']) {
      const [id = '', status] = line.split(' ');
      expect([line, operation(id).emptyBody(Number(status))]).toEqual([line, true]);
      expect([line, operation(id).demandsBody(Number(status))]).toEqual([line, false]);
    }
    expect(operation('register').emptyBody(201)).toBe(false);
    expect(operation('register').demandsBody(201)).toBe(true);
    expect(operation('register').emptyBody(299)).toBe(false);
  });

  it('judges no body of an answer that was only observed', () => {
    expect(messages('updateAlias', 200, 'done')).toEqual([]);
    expect(operation('updateAlias').demandsBody(200)).toBe(false);
    expect(operation('postInbox').emptyBody(204)).toBe(false);
  });

  it.each([
    ['register', 201, { fid: 'a@b.c', payload: {}, extra: [1] }],
    ['getChallenge', 200, { challenge: 'x', lifetime_unix: '0', more: null }],
    ['getEvents', 200, []],
    ['getActorKeys', 200, []],
    ['rotateServerKey', 200, 'key'],
    ['getServerKey', 200, '-----BEGIN CERTIFICATE-----\nAB_-\n-----END CERTIFICATE-----'],
    ['getIdentity', 200, { handle: null, signingKey: null, encryptionKey: null, domain: 'd', id: 7 }],
    ['resolveAlias', 200, { handle: 'a@b', signingKey: '', encryptionKey: '', inbox: 'https://b:1/in' }],
  ] as const)('lets a right answer of %s pass, extra members too', (id, status, body) => {
    expect(messages(id, status, body)).toEqual([]);
  });

  it.each([
    ['register', 201, { fid: 5 }, 'body.fid: expected a string, got number 5'],
    ['register', 201, { fid: 'a@b.c', payload: [] }, 'body.payload: expected an object, got array'],
    ['register', 201, [], 'body: expected an object, got array'],
    ['getChallenge', 200, { challenge: 'x' }, 'body.lifetime_unix: expected a string, got nothing'],
    [
      'getChallenge',
      200,
      { challenge: 'x', lifetime_unix: '17e8' },
      'body.lifetime_unix: expected text that matches ^[0-9]+$, got "17e8"',
    ],
    [
      'getChallenge',
      200,
      { challenge: 'x', lifetime_unix: 1710000600 },
      'body.lifetime_unix: expected a string, got number 1710000600',
    ],
    ['getActorKeys', 200, ['AB', ''], 'body[1]: expected a non-empty string, got ""'],
    ['getActorKeys', 200, 'AB', 'body: expected an array, got string'],
    ['rotateServerKey', 200, '', 'body: expected a non-empty string, got ""'],
    ['getServerKey', 200, ['AB'], 'body: expected a string, got array'],
    ['getEvents', 200, ['event'], 'body[0]: expected an object, got string'],
    ['getKeyPackages', 200, [{}], 'body[0]: expected a string, got object'],
    ['trustSession', 201, { id_cert: 'AB' }, 'body.token: expected a string, got nothing'],
    [
      'getIdentity',
      200,
      { handle: 1, signingKey: null, encryptionKey: null, domain: 'd' },
      'body.handle: expected a string or null, got number 1',
    ],
    [
      'resolveAlias',
      203,
      { handle: 'a@b', signingKey: '', encryptionKey: '', inbox: '/in' },
      'body.inbox: expected text of the format uri, got "/in"',
    ],
  ] as const)('reports a wrong answer of %s (%i %j)', (id, status, body, message) => {
    expect(messages(id, status, body)).toEqual([message]);
  });

  it('shows no secret when one has the wrong type', () => {
    expect(messages('identify', 201, { token: 424242 })).toEqual([
      'body.token: expected a string, got number',
    ]);
  });

  it('cuts long text short', () => {
    const [message = ''] = messages('getChallenge', 200, { challenge: 'x', lifetime_unix: 'z'.repeat(9000) });
    expect(message).toContain('… (9000 characters)');
    expect(message.length).toBeLessThan(200);
  });

  it('stops at the first finding, however many a hostile body holds', () => {
    expect(messages('getActorKeys', 200, new Array(5000).fill(1))).toHaveLength(1);
  });
});

describe('loading', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'openapi-'));
    await mkdir(join(root, 'specs', 'broken'), { recursive: true });
    await mkdir(join(root, 'specs', 'vectors'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('passes over folders without a document', async () => {
    await writeFile(join(root, 'specs/broken/openapi.yaml'), 'openapi: 3.1.1\ninfo: {}\npaths: {}\n');
    expect((await loadApis(root)).operationIds()).toEqual([]);
  });

  it('refuses a broken document and names file, line and field', async () => {
    const text =
      'openapi: 3.1.1\npaths:\n  /a/{b}:\n    get:\n      operationId: a\n      responses:\n        2XX: {}\n';
    await writeFile(join(root, 'specs/broken/openapi.yaml'), text);
    await expect(loadApis(root)).rejects.toThrow(
      'specs/broken/openapi.yaml:4:5: paths./a/{b}.get.parameters: the path has {b}, but no path parameter b is declared',
    );
  });
});

import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import {
  forgedCertificate,
  identification,
  signingRequest,
  type TestActor,
  testActor,
} from './test-client.ts';
import { type Addresses, joinFederation } from './test-federation.ts';
import { bearer, PASSWORD, register, startServer, type TestServer, trust } from './test-servers.ts';

const revoke = '/p2core/session/revoke';
const rotate = '/p2core/session/idcert';
const update = '/p2core/session/idcert/extern';

const LOCKED = [
  ['put', revoke],
  ['put', '/p2core/key/server'],
  ['post', rotate],
  ['post', update],
  ['get', '/p2core/keypackage/alice@home.test'],
  ['post', '/p2core/keypackage/@me'],
  ['put', '/p2core/keypackage_lr'],
  ['get', '/p2core/events'],
] as const;

describe('a locked route', () => {
  it.each(LOCKED)(
    'refuses %s %s without a token, with an unknown and with a malformed one',
    async (method, path) => {
      const { client } = await startServer();
      const headers = [
        {},
        bearer('unknown'),
        { authorization: 'Bearer' },
        { authorization: 'Basic YTpi' },
        { authorization: '' },
      ];
      for (const header of headers) {
        const answer = await client[method](path).set(header);
        expect(answer.status).toBe(401);
        expect(answer.body).toEqual({ errcode: 401, error: 'P2CORE_UNAUTHORIZED' });
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    },
  );

  it.each(LOCKED)('opens %s %s to no revoked token', async (method, path) => {
    const { server, client } = await startServer();
    const { token } = await register({ server, client });
    await client.put(revoke).set(bearer(token)).expect(204);
    await client[method](path).set(bearer(token)).expect(401);
  });
});

describe('revokeSession', () => {
  it('ends the current session, without a body, and no other', async () => {
    const { server, client } = await startServer();
    const first = await register({ server, client });
    const second = await trust({ server, client }, testActor('alice', 'home.test', 's2'));
    const answer = await client.put(revoke).set(bearer(first.token));
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    await client.get('/p2core/events').set(bearer(first.token)).expect(401);
    await client.get('/p2core/events').set(bearer(second.token)).expect(204);
  });

  it('bears a JSON content type without a body', async () => {
    const { server, client } = await startServer();
    const { token } = await register({ server, client });
    await client.put(revoke).set(bearer(token)).set('content-type', 'application/json').expect(204);
  });
});

describe('rotateSessionCert', () => {
  it('gives a new certificate and token and ends the old token', async () => {
    const { server, client } = await startServer();
    const { token, idCert } = await register({ server, client });
    const renewed = testActor('alice', 'home.test');
    const answer = await client
      .post(rotate)
      .set(bearer(token))
      .send({ csr: signingRequest(renewed) });
    expect(answer.status).toBe(201);
    expect(answer.body.id_cert).not.toBe(idCert);
    expect(answer.body.token).not.toBe(token);
    const certificate = new X509Certificate(Buffer.from(answer.body.id_cert, 'base64'));
    expect(certificate.verify(new X509Certificate(server.rootCertificate()).publicKey)).toBe(true);
    await client.get('/p2core/events').set(bearer(token)).expect(401);
    await client.get('/p2core/events').set(bearer(answer.body.token)).expect(204);
  });

  it.each<[string, TestActor]>([
    ['another actor', testActor('bob', 'home.test')],
    ['another session of the same actor', testActor('alice', 'home.test', 's2')],
    ['a session that is not open', testActor('alice', 'home.test', 's9')],
  ])('refuses a request for %s', async (_what, other) => {
    const { server, client } = await startServer();
    const { token } = await register({ server, client });
    await trust({ server, client }, testActor('alice', 'home.test', 's2'));
    await register({ server, client }, 'bob');
    const answer = await client
      .post(rotate)
      .set(bearer(token))
      .send({ csr: signingRequest(other) });
    expect([400, 403]).toContain(answer.status);
    await client
      .post(rotate)
      .set(bearer(token))
      .send({ csr: signingRequest(testActor('alice', 'home.test')) })
      .expect(201);
  });

  it('refuses what is no request', async () => {
    const { server, client } = await startServer();
    const { token } = await register({ server, client });
    for (const body of [{}, { csr: 7 }, { csr: 'x' }, [], 'text']) {
      await client
        .post(rotate)
        .set(bearer(token))
        .set('content-type', 'application/json')
        .send(JSON.stringify(body))
        .expect(400);
    }
  });

  it('keeps the old token where that variant is in use', async () => {
    const { server, client } = await startServer({ variants: ['session.keeps-old-token-after-rotation'] });
    const { token } = await register({ server, client });
    const csr = signingRequest(testActor('alice', 'home.test'));
    await client.post(rotate).set(bearer(token)).send({ csr }).expect(201);
    await client.get('/p2core/events').set(bearer(token)).expect(204);
  });
});

describe('updateSessionCert', () => {
  const homeSeed = new Uint8Array(32).fill(9);
  const homeKey = keyPairFromSeed(homeSeed);
  const alice = testActor('alice', 'alpha.test');

  async function foreignSession(): Promise<{ readonly target: TestServer; readonly token: string }> {
    const addresses: Addresses = new Map();
    const target = await joinFederation(addresses, { domain: 'target.test' });
    await joinFederation(addresses, { domain: 'alpha.test', identityKeySeed: homeSeed });
    const { body } = await target.client.get('/p2core/challenge');
    const answer = await target.client
      .post('/p2core/session/identify')
      .send(identification(alice, body.challenge, forgedCertificate(alice, homeKey)));
    return { target, token: answer.body.token };
  }

  const send = ({ client }: TestServer, token: string, idCert: unknown) =>
    client
      .post(update)
      .set(bearer(token))
      .set('content-type', 'application/json')
      .send(JSON.stringify(idCert));

  it('takes a new certificate of the same actor and session, without a body', async () => {
    const { target, token } = await foreignSession();
    const renewed = testActor('alice', 'alpha.test');
    const answer = await send(target, token, forgedCertificate(renewed, homeKey));
    expect(answer.status).toBe(201);
    expect(answer.text).toBe('');
  });

  it.each<[string, () => unknown]>([
    ['of another actor', () => forgedCertificate(testActor('bob', 'alpha.test'), homeKey)],
    ['of another session', () => forgedCertificate(testActor('alice', 'alpha.test', 's2'), homeKey)],
    ['of nobody’s signing', () => forgedCertificate(alice, alice.keys)],
    ['that has expired', () => forgedCertificate(alice, homeKey, { notAfter: new Date(Date.now() - 1000) })],
    ['that is none', () => 'hello'],
    ['in an array', () => [forgedCertificate(alice, homeKey)]],
    ['in an object', () => ({ id_cert: forgedCertificate(alice, homeKey) })],
  ])('refuses a certificate %s and goes on with the old one', async (_what, idCert) => {
    const { target, token } = await foreignSession();
    const answer = await send(target, token, idCert());
    expect([400, 403]).toContain(answer.status);
    await target.client.get('/p2core/events').set(bearer(token)).expect(204);
    expect((await send(target, token, forgedCertificate(alice, homeKey))).status).toBe(201);
  });

  it('takes of a session at home only the certificate that it has', async () => {
    const { server, client } = await startServer();
    const { token, idCert, actor } = await register({ server, client });
    expect((await send({ server, client }, token, idCert)).status).toBe(201);
    const homemade = forgedCertificate(actor, { ...actor.keys, privateKey: server.identityKey() });
    expect((await send({ server, client }, token, homemade)).status).toBe(403);
  });
});

it('lets no password of one actor open the session of another', async () => {
  const { server, client } = await startServer();
  await register({ server, client }, 'alice');
  await client.post('/p2core/register').send({ actor_name: 'bob', password: 'other' }).expect(201);
  const csr = signingRequest(testActor('bob', 'home.test'));
  await client.post('/p2core/session/trust').send({ actor_name: 'bob', password: PASSWORD, csr }).expect(401);
});

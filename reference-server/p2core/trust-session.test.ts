import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../protocol/certificate-parsing.ts';
import { claimsOf } from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { type RequestChanges, signingRequest, spkiOf, testActor } from './test-client.ts';
import { bearer, handClock, PASSWORD, register, startServer, trust } from './test-servers.ts';

const path = '/p2core/session/trust';

describe('trustSession', () => {
  it('certifies the key and session ID of the request, under its root', async () => {
    const { server, client } = await startServer();
    const { actor, idCert } = await register({ server, client });
    const certificate = new X509Certificate(Buffer.from(idCert, 'base64'));
    const root = new X509Certificate(server.rootCertificate());
    expect(certificate.verify(root.publicKey)).toBe(true);
    expect(certificate.checkIssued(root)).toBe(true);
    const parsed = parseCertificate(Buffer.from(idCert, 'base64'));
    expect(parsed?.publicKey).toEqual(actor.keys.publicKey);
    expect(parsed && claimsOf(parsed.subject)).toEqual({
      domain: 'home.test',
      commonNames: ['alice'],
      userIds: ['alice@home.test'],
      sessionIds: ['s1'],
    });
    expect(parsed?.extensions).toHaveLength(2);
    expect(parsed?.extensions.every(({ critical }) => critical)).toBe(true);
    expect(parsed?.basicConstraints?.ca).toBe(false);
    expect(parsed?.keyUsage?.flags).toEqual(['digitalSignature']);
  });

  it('opens a session whose token works', async () => {
    const { server, client } = await startServer();
    const { token } = await register({ server, client });
    await client.get('/p2core/events').set(bearer(token)).expect(204);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['no password', { password: undefined }],
    ['an unknown actor', { actor_name: 'nobody' }],
  ])('refuses %s with 401', async (_what, change) => {
    const { server, client } = await startServer();
    await register({ server, client });
    const csr = signingRequest(testActor('alice', 'home.test', 's2'));
    const right = { actor_name: 'alice', password: PASSWORD, csr };
    await client
      .post(path)
      .send({ ...right, ...change })
      .expect(401);
    await client.post(path).send(right).expect(201);
  });

  it.each<[string, RequestChanges]>([
    ['names another actor', { commonName: 'bob', userId: 'bob@home.test' }],
    ['names two different actors', { userId: 'bob@home.test' }],
    ['names another domain', { domain: 'other.test' }],
    ['has its domain in the user ID only', { userId: 'alice@other.test' }],
    ['names no session', { sessionId: '' }],
    ['names a session of 33 characters', { sessionId: 'x'.repeat(33) }],
    ['asks for a CA', { extensions: { basicConstraints: { critical: true, ca: true } } }],
    ['asks for keyCertSign', { extensions: { keyUsage: { critical: true, flags: ['keyCertSign'] } } }],
  ])('refuses a request that %s', async (_what, changes) => {
    const { server, client } = await startServer();
    await register({ server, client });
    const csr = signingRequest(testActor('alice', 'home.test', 's2'), changes);
    await client.post(path).send({ actor_name: 'alice', password: PASSWORD, csr }).expect(400);
  });

  it('refuses a request with a wrong signature, trailing bytes, or no request at all', async () => {
    const { server, client } = await startServer();
    await register({ server, client });
    const right = Buffer.from(signingRequest(testActor('alice', 'home.test', 's2')), 'base64');
    const flipped = Buffer.from(right);
    flipped[flipped.length - 20] = (flipped[flipped.length - 20] ?? 0) ^ 1;
    const wrong = [
      flipped,
      Buffer.concat([right, Buffer.from([0])]),
      right.subarray(0, -1),
      Buffer.from('hello'),
    ];
    for (const csr of [...wrong.map((bytes) => bytes.toString('base64')), '', '%%%', '=']) {
      const answer = await client.post(path).send({ actor_name: 'alice', password: PASSWORD, csr });
      expect(answer.status).toBe(400);
    }
  });

  it('refuses a key of small order', async () => {
    const { server, client } = await startServer();
    await register({ server, client });
    const identityPoint = Uint8Array.of(1, ...new Uint8Array(31));
    const honest = keyPairFromSeed(new Uint8Array(32).fill(5));
    const actor = {
      ...testActor('alice', 'home.test', 's2'),
      keys: { ...honest, publicKey: identityPoint },
    };
    await client
      .post(path)
      .send({ actor_name: 'alice', password: PASSWORD, csr: signingRequest(actor) })
      .expect(400);
  });

  it('takes session IDs of 1 and of 32 characters', async () => {
    const { server, client } = await startServer();
    await register({ server, client });
    await trust({ server, client }, testActor('alice', 'home.test', 'x'));
    await trust({ server, client }, testActor('alice', 'home.test', 'y'.repeat(32)));
  });

  it('refuses a session ID in use and leaves its session as it was', async () => {
    const { server, client } = await startServer();
    const { token, idCert } = await register({ server, client });
    const csr = signingRequest(testActor('alice', 'home.test', 's1'));
    const answer = await client.post(path).send({ actor_name: 'alice', password: PASSWORD, csr });
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ errcode: 409, error: 'P2CORE_SESSION_ID_TAKEN' });
    await client.get('/p2core/events').set(bearer(token)).expect(204);
    const keys = await client.get('/p2core/key/actor/alice@home.test');
    expect(keys.body).toEqual([idCert]);
  });

  it('gives one session ID to one of many who ask at once', async () => {
    const { server, client } = await startServer();
    await register({ server, client });
    const { url } = await server.listen();
    const attempts = Array.from({ length: 20 }, () =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          actor_name: 'alice',
          password: PASSWORD,
          csr: signingRequest(testActor('alice', 'home.test', 's2')),
        }),
      }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(19);
  });

  it('frees a session ID when its certificate has expired, not when it was revoked', async () => {
    const clock = handClock();
    const { server, client } = await startServer({ clock, actorValiditySeconds: 100 });
    const { token } = await register({ server, client });
    await client.put('/p2core/session/revoke').set(bearer(token)).expect(204);
    const again = testActor('alice', 'home.test', 's1');
    await expect(trust({ server, client }, again)).rejects.toThrow('409');
    clock.advance(101);
    await trust({ server, client }, again);
  });

  it('never certifies beyond its root', async () => {
    const now = Date.now();
    const rootValidity = { notBefore: new Date(now - 60_000), notAfter: new Date(now + 60_000) };
    const { server, client } = await startServer({ rootValidity });
    const { idCert } = await register({ server, client });
    const certificate = new X509Certificate(Buffer.from(idCert, 'base64'));
    const root = new X509Certificate(server.rootCertificate());
    expect(certificate.validTo).toBe(root.validTo);
    expect(certificate.validFrom).toBe(root.validFrom);
  });

  it('gives every certificate another serial number', async () => {
    const { server, client } = await startServer();
    const certificates = [
      await register({ server, client }, 'alice'),
      await register({ server, client }, 'bob'),
      await trust({ server, client }, testActor('alice', 'home.test', 's2')),
    ].map(({ idCert }) => new X509Certificate(Buffer.from(idCert, 'base64')).serialNumber);
    expect(new Set(certificates).size).toBe(3);
  });

  it('lets nobody in for an actor that has no password', async () => {
    const { server, client } = await startServer();
    const actor = testActor('alice', 'home.test');
    server.provision({ actorName: 'alice', sessionId: 'p1', publicKey: spkiOf(actor) });
    await client
      .post(path)
      .send({ actor_name: 'alice', password: '', csr: signingRequest(actor) })
      .expect(401);
  });
});

import { X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { signingRequest, spkiOf, testActor } from './test-client.ts';
import { bearer, handClock, register, startServer, type TestServer, trust } from './test-servers.ts';

const serverKey = '/p2core/key/server';
const actorKeys = '/p2core/key/actor/alice@home.test';

function seconds(clock: { now(): Date }): number {
  return Math.floor(clock.now().getTime() / 1000);
}

async function at({ client }: TestServer, path: string, timestamp: unknown) {
  return client.get(path).send({ timestamp });
}

async function start() {
  const clock = handClock();
  const testServer = await startServer({ clock });
  return { clock, testServer, ...testServer };
}

const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64');

describe('getServerKey', () => {
  it('gives the root certificate of its own domain', async () => {
    const { client, server } = await start();
    const { status, body } = await client.get(serverKey);
    expect(status).toBe(200);
    expect(body).toBe(base64(server.rootCertificate()));
    const root = new X509Certificate(Buffer.from(body, 'base64'));
    expect(root.ca).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect(root.subject).toBe('DC=test\nDC=home');
  });

  it('gives the certificate of the time that the body or the query names', async () => {
    const { client, clock, server, testServer } = await start();
    const first = base64(server.rootCertificate());
    const early = seconds(clock);
    clock.advance(100);
    await client.put(serverKey).set(bearer(server.adminToken)).expect(200);
    const second = base64(server.rootCertificate());
    expect(second).not.toBe(first);
    expect((await at(testServer, serverKey, String(early))).body).toBe(first);
    expect((await at(testServer, serverKey, String(early + 99))).body).toBe(first);
    expect((await at(testServer, serverKey, String(early + 101))).body).toBe(second);
    expect((await client.get(serverKey)).body).toBe(second);
    expect((await client.get(serverKey).query({ timestamp: String(early) })).body).toBe(first);
  });

  it('knows nothing of the time before it existed, though its root is older', async () => {
    const { clock, testServer } = await start();
    expect((await at(testServer, serverKey, String(seconds(clock) - 1))).status).toBe(404);
    expect((await at(testServer, serverKey, '0')).status).toBe(404);
    expect((await at(testServer, serverKey, String(seconds(clock)))).status).toBe(200);
  });

  it('reaches back as far as it was told to', async () => {
    const clock = handClock();
    const since = new Date(clock.now().getTime() - 1_800_000);
    const testServer = await startServer({ clock, since });
    expect((await at(testServer, serverKey, String(seconds(clock) - 1800))).status).toBe(200);
    expect((await at(testServer, serverKey, String(seconds(clock) - 1801))).status).toBe(404);
  });

  it.each([
    '',
    ' ',
    '-1',
    '1e9',
    '1.5',
    '0x10',
    'now',
    '99999999999999',
    '1620000000 ',
    1620000000,
    null,
    true,
    [],
    {},
  ])('refuses the timestamp %j', async (timestamp) => {
    const { testServer } = await start();
    for (const path of [serverKey, actorKeys]) {
      const answer = await at(testServer, path, timestamp);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toBe('P2CORE_INVALID_TIMESTAMP');
    }
  });

  it('refuses a body that is no object, and a timestamp given twice in the query', async () => {
    const { client } = await start();
    for (const text of ['[]', '"1"', '1', 'null']) {
      await client.get(serverKey).set('content-type', 'application/json').send(text).expect(400);
    }
    await client.get(`${serverKey}?timestamp=1&timestamp=2`).expect(400);
  });

  it('answers GET without a body, with an empty JSON one, and HEAD', async () => {
    const { client } = await start();
    await client.get(serverKey).set('content-type', 'application/json').expect(200);
    const head = await client.head(serverKey).expect(200);
    expect(head.text).toBeUndefined();
  });

  it('answers a GET whose body is chunked', async () => {
    const { server, clock } = await start();
    const { url } = await server.listen();
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${url}${serverKey}`, {
        method: 'GET',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      request.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      request.end(JSON.stringify({ timestamp: String(seconds(clock)) }));
    });
    expect(status).toBe(200);
  });
});

describe('rotateServerKey', () => {
  it('shows the new public key as PEM and signs with it from then on', async () => {
    const { client, server, testServer } = await start();
    const before = await register(testServer, 'alice');
    const { body } = await client.put(serverKey).set(bearer(server.adminToken)).expect(200);
    const root = new X509Certificate(server.rootCertificate());
    expect(body).toBe(root.publicKey.export({ format: 'pem', type: 'spki' }));
    const { idCert } = await register(testServer, 'bob');
    expect(new X509Certificate(Buffer.from(idCert, 'base64')).verify(root.publicKey)).toBe(true);
    expect(new X509Certificate(Buffer.from(before.idCert, 'base64')).verify(root.publicKey)).toBe(false);
  });

  it('refuses users with 403 and everyone else with 401, and rotates nothing', async () => {
    const { client, server, testServer } = await start();
    const { token } = await register(testServer);
    const before = base64(server.rootCertificate());
    const user = await client.put(serverKey).set(bearer(token));
    expect(user.status).toBe(403);
    expect(user.body).toEqual({ errcode: 403, error: 'P2CORE_NOT_ADMINISTRATOR' });
    await client.put(serverKey).expect(401);
    await client
      .put(serverKey)
      .set(bearer(`${server.adminToken}x`))
      .expect(401);
    expect((await client.get(serverKey)).body).toBe(before);
  });
});

describe('getActorKeys', () => {
  it('gives every current certificate of the actor, without a token', async () => {
    const { client, testServer } = await start();
    const first = await register(testServer);
    const second = await trust(testServer, testActor('alice', 'home.test', 's2'));
    await register(testServer, 'bob');
    const { status, body } = await client.get(actorKeys);
    expect(status).toBe(200);
    expect(body).toEqual([first.idCert, second.idCert]);
  });

  it('ignores the case of the FID, local part and domain', async () => {
    const { client, testServer } = await start();
    const { idCert } = await register(testServer);
    for (const fid of ['ALICE@home.test', 'alice@HOME.TEST', 'aLiCe%40hOmE.tEsT']) {
      expect((await client.get(`/p2core/key/actor/${fid}`)).body).toEqual([idCert]);
    }
  });

  it('knows what the actor had before and after a rotation and a revocation', async () => {
    const { client, clock, testServer } = await start();
    const { idCert: first, token } = await register(testServer);
    const issued = seconds(clock);
    clock.advance(100);
    const csr = signingRequest(testActor('alice', 'home.test'));
    const { body } = await client.post('/p2core/session/idcert').set(bearer(token)).send({ csr });
    clock.advance(100);
    await client.put('/p2core/session/revoke').set(bearer(body.token)).expect(204);
    clock.advance(100);
    const heldAt = async (offset: number) => (await at(testServer, actorKeys, String(issued + offset))).body;
    expect(await heldAt(-2)).toEqual([]);
    expect(await heldAt(0)).toEqual([first]);
    expect(await heldAt(98)).toEqual([first]);
    expect(await heldAt(102)).toEqual([body.id_cert]);
    expect(await heldAt(198)).toEqual([body.id_cert]);
    expect(await heldAt(202)).toEqual([]);
    expect((await client.get(actorKeys)).body).toEqual([]);
  });

  it('leaves out what had expired', async () => {
    const clock = handClock();
    const testServer = await startServer({ clock, actorValiditySeconds: 50 });
    const { idCert } = await register(testServer);
    const issued = seconds(clock);
    clock.advance(100);
    expect((await at(testServer, actorKeys, String(issued + 49))).body).toEqual([idCert]);
    expect((await at(testServer, actorKeys, String(issued + 51))).body).toEqual([]);
    expect((await testServer.client.get(actorKeys)).body).toEqual([]);
  });

  it.each(['nobody@home.test', 'alice@other.test', 'alice', '@', 'alice@', '@home.test', '%00@home.test'])(
    'knows nothing of %s',
    async (fid) => {
      const { client, testServer } = await start();
      await register(testServer);
      const answer = await client.get(`/p2core/key/actor/${fid}`);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errcode: 404, error: 'P2CORE_UNKNOWN_ACTOR' });
    },
  );

  it('shows provisioned actors as of an hour ago', async () => {
    const clock = handClock();
    const since = new Date(clock.now().getTime() - 86_400_000);
    const rootValidity = { notBefore: since, notAfter: new Date(clock.now().getTime() + 86_400_000 * 60) };
    const testServer = await startServer({ clock, since, rootValidity });
    const publicKey = spkiOf(testActor('alice', 'home.test'));
    const { fid, idCert } = testServer.server.provision({ actorName: 'Alice', sessionId: 's1', publicKey });
    expect(fid).toBe('alice@home.test');
    const then = await at(testServer, actorKeys, String(seconds(clock) - 3600));
    expect(then.body).toEqual([base64(idCert)]);
  });
});

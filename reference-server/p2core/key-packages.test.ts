import { describe, expect, it } from 'vitest';
import { testActor } from './test-client.ts';
import { bearer, register, startServer, type TestServer, trust } from './test-servers.ts';

const add = '/p2core/keypackage/@me';
const lastResort = '/p2core/keypackage_lr';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

async function packagesOf({ client }: TestServer, token: string, fid = 'alice@home.test') {
  return client.get(`/p2core/keypackage/${fid}`).set(bearer(token));
}

async function start() {
  const testServer = await startServer();
  const alice = await register(testServer, 'alice');
  const bob = await register(testServer, 'bob');
  return { testServer, client: testServer.client, alice: bearer(alice.token), bobToken: bob.token };
}

describe('KeyPackages', () => {
  it('come out once each, oldest first, then the last resort again and again', async () => {
    const { testServer, client, alice, bobToken } = await start();
    const added = await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'a' }, { init_key: 'b' }]);
    expect([added.status, added.text]).toEqual([201, '']);
    const replaced = await client.put(lastResort).set(alice).send({ init_key: 'z' });
    expect([replaced.status, replaced.text]).toEqual([204, '']);
    const seen = [];
    for (let turn = 0; turn < 4; turn += 1) seen.push((await packagesOf(testServer, bobToken)).body);
    expect(seen).toEqual(['a', 'b', 'z', 'z'].map((key) => [encoded({ init_key: key })]));
  });

  it('come one from each client of the actor, whatever the case of its FID', async () => {
    const { testServer, client, alice, bobToken } = await start();
    const tablet = await trust(testServer, testActor('alice', 'home.test', 's2'));
    await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'a' }])
      .expect(201);
    await client
      .post(add)
      .set(bearer(tablet.token))
      .send([{ init_key: 'b' }])
      .expect(201);
    const { body } = await packagesOf(testServer, bobToken, 'ALICE@Home.Test');
    expect(body).toEqual([encoded({ init_key: 'a' }), encoded({ init_key: 'b' })]);
  });

  it('come from no session that was revoked', async () => {
    const { testServer, client, alice, bobToken } = await start();
    await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'a' }])
      .expect(201);
    await client.put('/p2core/session/revoke').set(alice).expect(204);
    expect((await packagesOf(testServer, bobToken)).body).toEqual([]);
  });

  it('are each given to one of many who ask at once', async () => {
    const { testServer, client, alice, bobToken } = await start();
    const many = Array.from({ length: 30 }, (_, index) => ({ init_key: `k${index}` }));
    await client.post(add).set(alice).send(many).expect(201);
    const answers = await Promise.all(many.map(() => packagesOf(testServer, bobToken)));
    expect(new Set(answers.flatMap(({ body }) => body)).size).toBe(30);
  });

  it('leave Base64 as it came', async () => {
    const { testServer, client, alice, bobToken } = await start();
    await client.post(add).set(alice).send(['AAEC']).expect(201);
    expect((await packagesOf(testServer, bobToken)).body).toEqual(['AAEC']);
  });

  it('are refused when known, all of the request together', async () => {
    const { testServer, client, alice, bobToken } = await start();
    await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'a' }])
      .expect(201);
    await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'b' }, { init_key: 'a', more: 1 }])
      .expect(409);
    await client
      .post(add)
      .set(alice)
      .send([{ init_key: 'c' }, { init_key: 'c' }])
      .expect(409);
    expect((await packagesOf(testServer, bobToken)).body).toEqual([encoded({ init_key: 'a' })]);
    expect((await packagesOf(testServer, bobToken)).body).toEqual([]);
  });

  it.each(['{}', '[]', '[1]', '[null]', '[""]', '["no Base64!"]', '"text"', '[[]]'])(
    'are refused when sent as %s',
    async (text) => {
      const { client, alice } = await start();
      await client.post(add).set(alice).set('content-type', 'application/json').send(text).expect(400);
    },
  );

  it('are refused as a last resort when they are none', async () => {
    const { client, alice } = await start();
    for (const text of ['[]', '1', 'null', '""']) {
      await client.put(lastResort).set(alice).set('content-type', 'application/json').send(text).expect(400);
    }
    await client.put(lastResort).set(alice).expect(400);
  });

  it('are refused beyond 200 a session', async () => {
    const { client, alice } = await start();
    const many = Array.from({ length: 201 }, (_, index) => ({ init_key: `k${index}` }));
    await client.post(add).set(alice).send(many).expect(429);
    await client.post(add).set(alice).send(many.slice(1)).expect(201);
  });

  it('are unknown of actors who are not registered here', async () => {
    const { testServer, bobToken } = await start();
    expect((await packagesOf(testServer, bobToken, 'nobody@home.test')).status).toBe(404);
    expect((await packagesOf(testServer, bobToken, 'alice@other.test')).status).toBe(404);
    expect((await packagesOf(testServer, bobToken, '@me')).status).toBe(404);
  });
});

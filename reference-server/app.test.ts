import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { AnsweredRequest } from './index.ts';
import { startServer } from './p2core/test-servers.ts';

describe('the application', () => {
  it.each([
    ['delete', '/p2core/register', 'OPTIONS, POST'],
    ['get', '/p2core/register', 'OPTIONS, POST'],
    ['post', '/p2core/challenge', 'GET, OPTIONS'],
    ['patch', '/p2core/key/server', 'GET, HEAD, OPTIONS, PUT'],
    ['put', '/p2core/keypackage/@me', 'GET, OPTIONS, POST'],
    ['head', '/p2core/events', 'GET, OPTIONS'],
  ] as const)('answers %s %s with 405 and what is allowed', async (method, path, allow) => {
    const { client } = await startServer();
    const answer = await client[method](path);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow?.split(', ').sort().join(', ')).toBe(allow);
    if (method !== 'head') {
      expect(answer.body).toEqual({ errcode: 405, error: 'P2CORE_METHOD_NOT_ALLOWED' });
    }
  });

  it('answers OPTIONS with what is allowed, and 404 on unknown paths', async () => {
    const { client } = await startServer();
    const known = await client.options('/p2core/challenge').expect(204);
    expect(known.headers.allow).toBe('GET, OPTIONS');
    for (const path of ['/', '/p2core', '/p2core/none', '/p2core/challenge/x', '/favicon.ico']) {
      const answer = await client.get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errcode: 404, error: 'P2CORE_NOT_FOUND' });
    }
  });

  it.each([
    ['malformed', '{"actor_name":'],
    ['nested 33 deep', `${'['.repeat(33)}${']'.repeat(33)}`],
    ['nested 100,000 deep', '['.repeat(100_000)],
    ['poisoned', '{"actor_name":"a","password":"b","__proto__":{"x":1}}'],
    ['poisoned within', '{"actor_name":"a","auth_payload":{"__proto__":{"x":1}}}'],
    ['two values', '{} {}'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['NUL', '\u0000'],
  ])('refuses a body that is %s', async (_what, body) => {
    const { client } = await startServer();
    const answer = await client
      .post('/p2core/register')
      .set('content-type', 'application/json')
      .serialize((text) => text)
      .send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errcode: 400, error: 'P2CORE_MALFORMED_JSON' });
    await client.post('/p2core/register').send({ actor_name: 'fine', password: 'pw' }).expect(201);
  });

  it('counts brackets outside strings only', async () => {
    const { client } = await startServer();
    const password = '[{'.repeat(50);
    await client
      .post('/p2core/register')
      .send({ actor_name: 'a', password: `\\"${password}` })
      .expect(201);
  });

  it('refuses a body that is too large, and one that is no JSON by its type', async () => {
    const { client } = await startServer();
    const large = await client
      .post('/p2core/register')
      .send({ actor_name: 'a', password: 'x'.repeat(1_100_000) });
    expect(large.status).toBe(413);
    expect(large.body.errcode).toBe(413);
    const form = await client.post('/p2core/register').type('form').send('actor_name=a');
    expect([form.status, form.body.errcode]).toEqual([415, 415]);
  });

  it.each(['/p2core/key/actor/%zz', '/p2core/key/actor/%c3%28', `/p2core/key/actor/${'a'.repeat(5000)}@x`])(
    'survives the path %s',
    async (path) => {
      const { client } = await startServer();
      const answer = await client.get(path);
      expect([400, 404]).toContain(answer.status);
      expect(answer.body.errcode).toBe(answer.status);
      await client.get('/p2core/challenge').expect(200);
    },
  );

  it('survives what is no HTTP', async () => {
    const { server } = await startServer();
    const { url } = await server.listen();
    const { port } = new URL(url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001garbage\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${url}/p2core/challenge`)).status).toBe(200);
  });

  it('tells its journal of every request once', async () => {
    const journal: AnsweredRequest[] = [];
    const { client } = await startServer({ onRequest: (entry) => journal.push(entry) });
    await client.get('/p2core/challenge?x=1');
    await client.post('/p2core/register').send({ actor_name: 7 });
    await client.get('/favicon.ico');
    expect(journal).toMatchObject([
      { method: 'GET', path: '/p2core/challenge?x=1', operation: 'getChallenge', status: 200 },
      { method: 'POST', operation: 'register', body: '{"actor_name":7}', status: 400 },
      { method: 'GET', path: '/favicon.ico', status: 404 },
    ]);
    expect(journal[2]).not.toHaveProperty('operation');
  });

  it('names the port that is in use', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const { server } = await startServer();
    await expect(server.listen({ port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: `cannot listen on 127.0.0.1:${port}: the port is in use; choose another or 0 for a free one`,
    });
    blocker.close();
  });
});

describe('faults', () => {
  it('take effect at once and go again', async () => {
    const { client, server } = await startServer();
    const register = (name: string) =>
      Promise.all(
        [1, 2].map(() => client.post('/p2core/register').send({ actor_name: name, password: 'pw' })),
      ).then((answers) => answers.map(({ status }) => status).sort());
    expect(await register('anna')).toEqual([201, 409]);
    server.setFaults(['registration.checks-names-too-early']);
    expect(await register('ben')).toEqual([201, 201]);
    server.setFaults([]);
    expect(await register('carol')).toEqual([201, 409]);
  });

  it('are named where they are unknown', async () => {
    const { server } = await startServer();
    expect(() => server.setFaults(['challenge.never-expire'])).toThrow(
      'unknown fault "challenge.never-expire"; known in challenge: ',
    );
    await expect(startServer({ variants: ['x.y'] })).rejects.toThrow('unknown variant "x.y"');
  });
});

describe('options', () => {
  it.each([
    [{ domain: 'Home.Test' }, 'domain is "Home.Test"'],
    [{ domain: 'a b' }, 'domain is "a b"'],
    [{ challengeLifetimeSeconds: 0 }, 'challengeLifetimeSeconds is 0'],
    [{ identityKeySeed: new Uint8Array(31) }, 'identityKeySeed is "31 bytes", expected 32 bytes'],
    [{ adminToken: 'a b' }, 'adminToken'],
  ])('are refused when wrong: %j', async (options, message) => {
    await expect(startServer(options)).rejects.toThrow(message);
  });
});

import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer, type ReferenceServerOptions } from '../index.ts';

let server: ReferenceServer | undefined;

async function start(options: Partial<ReferenceServerOptions> = {}) {
  server = await createReferenceServer({ domain: 'home.test', ...options });
  return supertest(server.app.server);
}

afterEach(() => server?.close());

const taken = { errcode: 409, error: 'P2CORE_FEDERATION_ID_TAKEN' };

describe('register', () => {
  it('gives a new name an identity at its own domain', async () => {
    const client = await start();
    const answer = await client.post('/p2core/register').send({ actor_name: 'Alice', password: 'pw' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ fid: 'alice@home.test' });
  });

  it('refuses a taken name, whatever its case', async () => {
    const client = await start();
    await client.post('/p2core/register').send({ actor_name: 'alice', password: 'pw' }).expect(201);
    for (const name of ['alice', 'ALICE', 'aLiCe']) {
      const answer = await client.post('/p2core/register').send({ actor_name: name, password: 'pw' });
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual(taken);
    }
  });

  it.each([
    ['missing', {}],
    ['a number', { actor_name: 7 }],
    ['null', { actor_name: null }],
    ['empty', { actor_name: '' }],
    ['with @', { actor_name: 'a@b' }],
    ['with a space', { actor_name: 'a b' }],
    ['with a control character', { actor_name: 'a\u0000' }],
    ['with a line break at its end', { actor_name: 'a\n' }],
    ['beyond ASCII', { actor_name: 'zoë' }],
    ['of 65 characters', { actor_name: 'a'.repeat(65) }],
  ])('refuses a name that is %s', async (_what, body) => {
    const client = await start();
    const answer = await client.post('/p2core/register').send({ password: 'pw', ...body });
    expect(answer.status).toBe(400);
    expect(answer.body.errcode).toBe(400);
    expect(typeof answer.body.error).toBe('string');
  });

  it('takes a name of 64 characters', async () => {
    const client = await start();
    await client
      .post('/p2core/register')
      .send({ actor_name: 'a'.repeat(64), password: 'pw' })
      .expect(201);
  });

  it('refuses to register without a password unless it was started open', async () => {
    const closed = await start();
    await closed.post('/p2core/register').send({ actor_name: 'alice' }).expect(400);
    await server?.close();
    const open = await start({ openRegistration: true });
    await open.post('/p2core/register').send({ actor_name: 'alice' }).expect(201);
  });

  it.each([
    ['a password that is no string', { password: 7 }],
    ['an empty password', { password: '' }],
    ['an auth_payload that is an array', { auth_payload: [] }],
    ['an auth_payload that is text', { auth_payload: 'x' }],
  ])('refuses %s', async (_what, body) => {
    const client = await start();
    await client
      .post('/p2core/register')
      .send({ actor_name: 'alice', password: 'pw', ...body })
      .expect(400);
    await client.post('/p2core/register').send({ actor_name: 'alice', password: 'pw' }).expect(201);
  });

  it('lets one of 200 simultaneous registrations of a name win', async () => {
    await start();
    const { url } = (await server?.listen()) ?? { url: '' };
    const attempts = Array.from({ length: 200 }, () =>
      fetch(`${url}/p2core/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ actor_name: 'alice', password: 'pw' }),
      }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(199);
  });

  it('is seen to fail where names are checked too early', async () => {
    const client = await start({ faults: ['registration.checks-names-too-early'] });
    const attempts = ['alice', 'alice'].map((name) =>
      client.post('/p2core/register').send({ actor_name: name, password: 'pw' }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses).toEqual([201, 201]);
  });
});

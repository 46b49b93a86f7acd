import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../index.ts';
import { asUser, openSession, signUp, type TestUser } from './test-user.ts';

const otherKey = Buffer.alloc(32, 5).toString('base64');
let server: ReferenceServer;
let alice: TestUser;
let bob: TestUser;

beforeEach(async () => {
  server = await createReferenceServer({ domain: 'home.test' });
  alice = await signUp(server, 'alice', { publishes: false });
  bob = await signUp(server, 'bob');
});

afterEach(() => server.close());

const identityOf = async (user: TestUser) =>
  (await asUser(server, user).get('/users/me/identity').expect(200)).body;
const resolve = (alias: string) => supertest(server.app.server).get(`/.well-known/user/${alias}`);

describe('getIdentity', () => {
  it('shows a new user by its name and without keys', async () => {
    expect(await identityOf(alice)).toEqual({
      handle: 'alice@home.test',
      signingKey: null,
      encryptionKey: null,
      domain: 'home.test',
    });
  });

  it('shows each caller its own identity, in every session', async () => {
    const token = await openSession(server, 'bob', 'second');
    expect(await identityOf({ ...bob, token })).toEqual(await identityOf(bob));
    expect(await identityOf(bob)).toMatchObject({ handle: 'bob@home.test', signingKey: bob.keys.signingKey });
  });

  it.each(['Bearer unknown', 'Bearer', 'Basic YTpi', ''])(
    'refuses the authorization %j',
    async (authorization) => {
      const request = supertest(server.app.server).get('/users/me/identity');
      const answer = await request.set('authorization', authorization);
      expect(answer.status).toBe(401);
      expect(Object.keys(answer.body)).toEqual(['message']);
      expect(answer.body.message).toEqual(expect.any(String));
    },
  );

  it('refuses a token after its session was revoked', async () => {
    await asUser(server, bob).put('/p2core/session/revoke').expect(204);
    await asUser(server, bob).get('/users/me/identity').expect(401);
  });

  it('gives a user whose name makes no alias no handle', async () => {
    const short = await signUp(server, 'xy');
    expect((await identityOf(short)).handle).toBeNull();
    const dotted = await signUp(server, 'a.b.c');
    expect((await identityOf(dotted)).handle).toBeNull();
  });

  it('gives a user whose name is taken as an alias no handle', async () => {
    await asUser(server, bob).patch('/users/me/alias').send({ alias: 'carol' }).expect(200);
    const carol = await signUp(server, 'carol');
    expect((await identityOf(carol)).handle).toBeNull();
    expect((await resolve('carol')).body.signingKey).toBe(bob.keys.signingKey);
  });
});

describe('updateAlias', () => {
  it('changes the handle everywhere and lets the old one go', async () => {
    const answer = await asUser(server, bob).patch('/users/me/alias').send({ alias: 'Robert_1' });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ alias: 'Robert_1', handle: 'Robert_1@home.test' });
    expect((await identityOf(bob)).handle).toBe('Robert_1@home.test');
    expect((await resolve('Robert_1')).body.handle).toBe('Robert_1@home.test');
    await resolve('bob').expect(404);
  });

  it('never changes the FID', async () => {
    await asUser(server, bob).patch('/users/me/alias').send({ alias: 'robert' }).expect(200);
    const taken = supertest(server.app.server)
      .post('/p2core/register')
      .send({ actor_name: 'bob', password: 'x' });
    expect((await taken).status).toBe(409);
    await supertest(server.app.server).get('/p2core/key/actor/bob@home.test').expect(200);
    await openSession(server, 'bob', 'after');
  });

  it('takes the alias that its caller holds already, in another case too', async () => {
    await asUser(server, bob).patch('/users/me/alias').send({ alias: 'bob' }).expect(200);
    await asUser(server, bob).patch('/users/me/alias').send({ alias: 'BOB' }).expect(200);
    expect((await resolve('bob')).body.handle).toBe('BOB@home.test');
  });

  it.each([
    ['empty', { alias: '' }, 400],
    ['too short', { alias: 'ab' }, 400],
    ['too long', { alias: 'a'.repeat(31) }, 400],
    ['with @', { alias: 'a@home.test' }, 400],
    ['a number', { alias: 123 }, 422],
    ['null', { alias: null }, 422],
    ['missing', {}, 422],
    ['an array instead of an object', ['alice2'], 422],
  ])('refuses an alias that is %s, and changes nothing', async (_, body, status) => {
    const answer = await asUser(server, bob).patch('/users/me/alias').send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(expect.any(String));
    expect((await identityOf(bob)).handle).toBe('bob@home.test');
    await resolve('bob').expect(200);
  });

  it.each(['alice', 'ALICE'])('refuses %s, which is another user, who keeps it', async (alias) => {
    await asUser(server, alice).put('/users/me/keys').send(alice.keys).expect(200);
    const answer = await asUser(server, bob).patch('/users/me/alias').send({ alias });
    expect(answer.status).toBe(409);
    expect((await resolve('alice')).body.signingKey).toBe(alice.keys.signingKey);
    expect((await identityOf(bob)).handle).toBe('bob@home.test');
  });

  it('refuses to work without a token', async () => {
    await supertest(server.app.server).patch('/users/me/alias').send({ alias: 'robert' }).expect(401);
    await resolve('robert').expect(404);
  });

  it('resolves an alias that changed hands to the new holder', async () => {
    await asUser(server, bob).patch('/users/me/alias').send({ alias: 'robert' }).expect(200);
    const carol = await signUp(server, 'carol');
    await asUser(server, carol).patch('/users/me/alias').send({ alias: 'bob' }).expect(200);
    expect((await resolve('bob')).body.signingKey).toBe(carol.keys.signingKey);
    expect((await resolve('robert')).body.signingKey).toBe(bob.keys.signingKey);
  });

  it('lets one of 200 simultaneous claims of an alias win', async () => {
    const users = [alice, bob, await signUp(server, 'carol'), await signUp(server, 'dave')];
    const { url } = await server.listen();
    const claims = Array.from({ length: 200 }, (_, n) =>
      fetch(`${url}/users/me/alias`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${users[n % 4]?.token}` },
        body: JSON.stringify({ alias: n % 3 === 0 ? 'Wanted' : 'wanted' }),
      }),
    );
    const statuses = (await Promise.all(claims)).map(({ status }) => status);
    const handles = await Promise.all(users.map(async (user) => (await identityOf(user)).handle));
    expect(handles.filter((handle) => /^wanted@/i.test(handle))).toHaveLength(1);
    // The winner may ask for it again; the 150 claims of the three others are all refused.
    expect(statuses.filter((status) => status === 200)).toHaveLength(50);
    expect(statuses.filter((status) => status === 409)).toHaveLength(150);
  });
});

describe('updateKeys', () => {
  it('shows new keys in identity and discovery', async () => {
    const answer = await asUser(server, alice).put('/users/me/keys').send(alice.keys);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ success: true });
    expect(await identityOf(alice)).toMatchObject(alice.keys);
    expect((await resolve('alice')).body).toMatchObject(alice.keys);
    const changed = { signingKey: otherKey, encryptionKey: alice.keys.encryptionKey };
    await asUser(server, alice).put('/users/me/keys').send(changed).expect(200);
    expect((await resolve('alice')).body).toMatchObject(changed);
  });

  it.each([
    ['no signing key', { encryptionKey: otherKey }, 422],
    ['no encryption key', { signingKey: otherKey }, 422],
    ['a signing key that is a number', { signingKey: 1, encryptionKey: otherKey }, 422],
    ['an encryption key that is null', { signingKey: otherKey, encryptionKey: null }, 422],
    ['a key of 31 bytes', { signingKey: Buffer.alloc(31).toString('base64'), encryptionKey: otherKey }, 400],
    ['a key that is no Base64', { signingKey: otherKey, encryptionKey: 'no key' }, 400],
    ['an array instead of an object', [], 422],
  ])('refuses %s and changes neither key', async (_, body, status) => {
    const answer = await asUser(server, bob).put('/users/me/keys').send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(expect.any(String));
    expect(await identityOf(bob)).toMatchObject(bob.keys);
  });

  it('refuses to work without a token', async () => {
    const keys = { signingKey: otherKey, encryptionKey: otherKey };
    await supertest(server.app.server).put('/users/me/keys').send(keys).expect(401);
    expect(await identityOf(bob)).toMatchObject(bob.keys);
  });
});

describe('malformed requests', () => {
  it.each([
    ['malformed JSON', '{"alias":', 'application/json', 400],
    ['no JSON', 'alias=x', 'application/x-www-form-urlencoded', 415],
    ['a body that nests too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 'application/json', 400],
  ])('are refused in the words of this profile: %s', async (_, body, type, status) => {
    const answer = await asUser(server, bob).patch('/users/me/alias').set('content-type', type).send(body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(expect.any(String));
  });

  it('are refused where the method is not served, with those that are', async () => {
    const answer = await asUser(server, bob).delete('/users/me/alias');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toContain('PATCH');
    expect(answer.body.message).toEqual(expect.any(String));
  });

  it('are refused without a body', async () => {
    await asUser(server, bob).patch('/users/me/alias').expect(422);
    await asUser(server, bob).put('/users/me/keys').expect(422);
  });
});

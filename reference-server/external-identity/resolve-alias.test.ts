import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../index.ts';
import { signUp, type TestUser } from './test-user.ts';

let server: ReferenceServer;
let bob: TestUser;

beforeEach(async () => {
  server = await createReferenceServer({ domain: 'home.test' });
  bob = await signUp(server, 'bob');
});

afterEach(() => server.close());

const resolve = (alias: string) => supertest(server.app.server).get(`/.well-known/user/${alias}`);

describe('resolveAlias', () => {
  it('shows the public identity and nothing else', async () => {
    const answer = await resolve('bob').set('host', 'Home.test');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      handle: 'bob@home.test',
      ...bob.keys,
      inbox: 'http://home.test/federation/inbox',
    });
  });

  it('finds an alias in any case', async () => {
    expect((await resolve('BOB').expect(200)).body.handle).toBe('bob@home.test');
  });

  it('names an inbox that answers where the asker is', async () => {
    const { url } = await server.listen();
    const { inbox } = (await supertest(url).get('/.well-known/user/bob').expect(200)).body;
    expect(inbox).toBe(`${url}/federation/inbox`);
    await supertest(inbox).post('').send({}).expect(422);
  });

  it('names its own domain where the asker sent no host that could be one', async () => {
    const answer = await resolve('bob').set('host', 'under_score');
    expect(answer.body.inbox).toBe('https://home.test/federation/inbox');
  });

  it.each(['nobody', 'bo', '%20', 'bob@home.test', '..%2f..', '__proto__', 'b%C3%B6b'])(
    'knows nobody called %s',
    async (alias) => {
      const answer = await resolve(alias);
      expect(answer.status).toBe(404);
      expect(answer.body.message).toEqual(expect.any(String));
    },
  );

  it('hides users that have published no key yet', async () => {
    await signUp(server, 'alice', { publishes: false });
    await resolve('alice').expect(404);
  });

  it('refuses an alias that is no text', async () => {
    expect((await resolve('%ff')).status).toBe(400);
  });

  it('shows what was published without a request', async () => {
    const keys = { signingKey: bob.keys.signingKey, encryptionKey: bob.keys.encryptionKey };
    expect(server.publish({ actorName: 'carol', ...keys })).toEqual({
      fid: 'carol@home.test',
      handle: 'carol@home.test',
    });
    expect((await resolve('carol').expect(200)).body).toMatchObject(keys);
    expect(server.publish({ actorName: 'x', ...keys }).handle).toBeUndefined();
    expect(() => server.publish({ actorName: 'a b', ...keys })).toThrow('"a b" is no actor name');
  });
});

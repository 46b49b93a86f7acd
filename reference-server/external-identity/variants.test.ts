import supertest from 'supertest';
import { afterEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../index.ts';
import { type InboxDialect, signMessage } from '../protocol/inbox-message.ts';
import { asUser, signUp, type TestUser } from './test-user.ts';

let server: ReferenceServer | undefined;

afterEach(() => server?.close());

async function start(variant: string, publishes = true): Promise<readonly [ReferenceServer, TestUser]> {
  server = await createReferenceServer({ domain: 'home.test', variants: [variant] });
  return [server, await signUp(server, 'bob', { publishes })];
}

const messageTo = (user: TestUser, timestamp = new Date(), dialect: InboxDialect = 'type-first-sorted-v1') =>
  signMessage(
    {
      type: 'FRIEND_INVITE',
      from: user.handle,
      to: user.handle,
      timestamp: timestamp.toISOString(),
      payload: { note: 'hi' },
    },
    user.privateKey,
    dialect,
  );

const post = ({ app }: ReferenceServer, message: object) =>
  supertest(app.server).post('/federation/inbox').send(message);

describe('legal variants of external-identity', () => {
  it('may verify after the answer, and still deliver only what is genuine', async () => {
    const [home, bob] = await start('inbox.verifies-later');
    const genuine = messageTo(bob);
    await post(home, { ...genuine, payload: { note: 'forged' } }).expect(202);
    await post(home, genuine).expect(202);
    const { body } = await asUser(home, bob).get('/p2core/events').expect(200);
    expect(body).toEqual([expect.objectContaining({ d: genuine })]);
  });

  it('may sign the whole message, and then no longer in the other dialect', async () => {
    const [home, bob] = await start('inbox.signs-whole-message');
    await post(home, messageTo(bob, new Date(), 'jcs')).expect(202);
    await post(home, messageTo(bob)).expect(400);
  });

  it('may ignore the age of a message', async () => {
    const [home, bob] = await start('inbox.accepts-any-age');
    await post(home, messageTo(bob, new Date(0))).expect(202);
    await post(home, messageTo(bob, new Date(0))).expect(400);
  });

  it('may answer without a body', async () => {
    const [home, bob] = await start('identity.answers-no-content', false);
    await asUser(home, bob).put('/users/me/keys').send(bob.keys).expect(204, '');
    await asUser(home, bob).patch('/users/me/alias').send({ alias: 'robert' }).expect(204, '');
    await post(home, messageTo({ ...bob, handle: 'robert@home.test' })).expect(204, '');
  });

  it('may have another rule for aliases', async () => {
    const [home, bob] = await start('alias.allows-dashes');
    await asUser(home, bob).patch('/users/me/alias').send({ alias: 'b-o' }).expect(200);
    await asUser(home, bob).patch('/users/me/alias').send({ alias: 'b@o' }).expect(400);
  });
});

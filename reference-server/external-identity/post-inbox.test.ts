import { createServer, type RequestListener, type Server } from 'node:http';
import supertest from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceServer, type ReferenceServer } from '../index.ts';
import type { JsonObject } from '../protocol/canonical-json.ts';
import { type InboxMessage, signMessage } from '../protocol/inbox-message.ts';
import { asUser, encodeKey, openSession, signUp, type TestUser } from './test-user.ts';

/** Base URLs by domain, filled in as servers start. */
const addresses = new Map<string, string>();
const odd: Server[] = [];
let home: ReferenceServer;
let peer: ReferenceServer;
let bob: TestUser;
let eve: TestUser;
let alice: TestUser;

beforeEach(async () => {
  const resolve = (domain: string) => addresses.get(domain);
  home = await createReferenceServer({ domain: 'home.test', resolve, outboundTimeoutMs: 300 });
  peer = await createReferenceServer({ domain: 'peer.test', resolve });
  addresses.set('home.test', (await home.listen()).url).set('peer.test', (await peer.listen()).url);
  [bob, eve, alice] = await Promise.all([signUp(home, 'bob'), signUp(home, 'eve'), signUp(peer, 'alice')]);
});

afterEach(async () => {
  for (const server of odd.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  addresses.clear();
  await Promise.all([home.close(), peer.close()]);
});

const invitation = (changes: JsonObject = {}) => ({
  type: 'FRIEND_INVITE',
  from: alice.handle,
  to: bob.handle,
  timestamp: new Date().toISOString(),
  payload: { note: 'hello' },
  ...changes,
});

const signed = (changes: JsonObject = {}): InboxMessage => signMessage(invitation(changes), alice.privateKey);

const post = (message: object, to = home) => supertest(to.app.server).post('/federation/inbox').send(message);

async function eventsOf(
  server: ReferenceServer,
  user: Pick<TestUser, 'token'>,
): Promise<readonly JsonObject[]> {
  const { status, body } = await asUser(server, user).get('/p2core/events');
  return status === 204 ? [] : body.filter(({ n }: { n: string }) => n === 'external-identity');
}

/** A peer that answers in its own way. */
async function startOddPeer(listener: RequestListener, domain = 'odd.test'): Promise<void> {
  const server = createServer(listener);
  odd.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  addresses.set(domain, `http://127.0.0.1:${address.port}`);
}

describe('postInbox', () => {
  it("delivers a message to every session of its recipient, once, and to nobody else's", async () => {
    const second = await openSession(home, 'bob', 'second');
    const message = signed();
    const answer = await post(message);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ success: true });
    for (const token of [bob.token, second]) {
      expect(await eventsOf(home, { token })).toEqual([expect.objectContaining({ op: 1, d: message })]);
      expect(await eventsOf(home, { token })).toEqual([]);
    }
    expect(await eventsOf(home, eve)).toEqual([]);
  });

  it('delivers in both directions, and between users of one server', async () => {
    const there = signMessage(invitation({ from: bob.handle, to: alice.handle }), bob.privateKey);
    await post(there, peer).expect(202);
    expect(await eventsOf(peer, alice)).toHaveLength(1);
    const within = signMessage(invitation({ from: eve.handle, to: bob.handle }), eve.privateKey);
    await post(within).expect(202);
    expect(await eventsOf(home, bob)).toHaveLength(1);
  });

  it('takes the same message once, also when it comes often at once', async () => {
    const message = signed();
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => post(message)))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted()).toEqual([202, 400, 400, 400, 400, 400, 400, 400, 400, 400]);
    expect(await eventsOf(home, bob)).toHaveLength(1);
  });

  it('refuses a message to another, even if it was signed for somebody here', async () => {
    await post({ ...signed(), to: eve.handle }).expect(400);
    expect(await eventsOf(home, eve)).toEqual([]);
  });

  it.each([
    ['no type', { type: undefined }, 422],
    ['no sender', { from: undefined }, 422],
    ['no recipient', { to: undefined }, 422],
    ['no timestamp', { timestamp: undefined }, 422],
    ['no signature', { signature: undefined }, 422],
    ['a numeric timestamp', { timestamp: 1 }, 422],
    ['an array as payload', { payload: [] }, 422],
    ['a signature of 63 bytes', { signature: Buffer.alloc(63).toString('base64') }, 400],
    ['an unknown type', { type: 'OTHER' }, 400],
    ['a recipient elsewhere', { to: 'alice@peer.test' }, 400],
    ['a recipient nobody knows', { to: 'nobody@home.test' }, 400],
    ['a sender nobody knows', { from: 'nobody@peer.test' }, 400],
    ['a sender at no server', { from: 'alice@nowhere.test' }, 400],
    ['a timestamp of an hour ago', { timestamp: new Date(Date.now() - 3_600_000).toISOString() }, 400],
  ])('refuses a message with %s', async (_, change, status) => {
    const answer = await post({ ...signed(), ...change });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toEqual(expect.any(String));
    expect(await eventsOf(home, bob)).toEqual([]);
  });

  it('refuses a message of more than 32 KiB', async () => {
    const answer = await post(signed({ payload: { note: 'x'.repeat(33_000) } }));
    expect(answer.status).toBe(400);
    await post(signed({ payload: { note: 'x'.repeat(31_000) } })).expect(202);
  });

  it('believes the new key of a sender at once and the old one no more', async () => {
    await post(signed()).expect(202);
    const { privateKey } = eve;
    const keys = { ...alice.keys, signingKey: encodeKey(privateKey) };
    await asUser(peer, alice).put('/users/me/keys').send(keys).expect(200);
    await post(signed({ payload: { n: 'old key' } })).expect(400);
    await post(signMessage(invitation({ payload: { n: 'new key' } }), privateKey)).expect(202);
  });

  it.each<[string, RequestListener]>([
    ['answers 500', (_, response) => response.writeHead(500).end('{}')],
    ['answers no JSON', (_, response) => response.end('<html>')],
    ['closes the connection', (request) => request.socket.destroy()],
    ['never answers', () => {}],
    ['never ends its answer', (_, response) => response.write('{')],
    ['answers without a key', (_, response) => response.end('{"handle":"alice@odd.test"}')],
    ['answers too much', (_, response) => response.end(`{"x":"${'x'.repeat(100_000)}"}`)],
  ])('refuses a sender whose server %s', async (_, listener) => {
    await startOddPeer(listener);
    const answer = await post(signed({ from: 'alice@odd.test' }));
    expect(answer.status).toBe(400);
    expect(await eventsOf(home, bob)).toEqual([]);
  });

  it('does not follow a sender to another origin, where the key would fit', async () => {
    const document = JSON.stringify({ handle: 'alice@odd.test', ...alice.keys });
    await startOddPeer((_, response) => response.end(document), 'elsewhere.test');
    await startOddPeer(({ url }, response) => {
      if (url === '/own') response.end(document);
      else response.writeHead(302, { location: target }).end();
    });
    let target = `${addresses.get('elsewhere.test')}/`;
    await post(signed({ from: 'alice@odd.test' })).expect(400);
    target = '/own';
    await post(signed({ from: 'alice@odd.test' })).expect(202);
  });

  it('refuses a server that describes a user of another', async () => {
    const document = JSON.stringify({ handle: alice.handle, ...alice.keys });
    await startOddPeer((_, response) => response.end(document));
    await post(signed({ from: 'alice@odd.test' })).expect(400);
  });

  it('accepts a sender whose server describes it', async () => {
    let path: string | undefined;
    await startOddPeer((request, response) => {
      path = request.url;
      response.end(JSON.stringify({ handle: 'alice@odd.test', ...alice.keys }));
    });
    await post(signed({ from: 'alice@odd.test' })).expect(202);
    expect(path).toBe('/.well-known/user/alice');
  });
});

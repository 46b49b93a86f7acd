import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inbox as correctInbox, type InboxBehaviour } from '../behaviour/inbox.ts';
import { type SenderDocument, sender } from '../behaviour/sender.ts';
import { encodeBase64 } from '../protocol/base64.ts';
import type { JsonObject } from '../protocol/canonical-json.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import {
  type InboxDialect,
  type InboxMessage,
  signedBytes,
  signMessage,
  type UnsignedMessage,
} from '../protocol/inbox-message.ts';
import { SeenMessages } from '../store/inbox.ts';
import { type InboxWorld, screenMessage, takeMessage } from './receive-message.ts';

const now = new Date('2026-01-01T12:00:00.000Z');
const alice = keyPairFromSeed(new Uint8Array(32).fill(1));
const mallory = keyPairFromSeed(new Uint8Array(32).fill(2));
/** Sender and discovery document of each user elsewhere: the same alias at two servers, with different keys. */
const documents: Readonly<Record<string, SenderDocument>> = {
  'alice@alpha.test': { handle: 'alice@alpha.test', signingKey: encodeBase64(alice.publicKey) },
  'alice@beta.test': { handle: 'alice@beta.test', signingKey: encodeBase64(mallory.publicKey) },
  'mallory@alpha.test': { handle: 'mallory@alpha.test', signingKey: encodeBase64(mallory.publicKey) },
  'liar@alpha.test': { handle: 'alice@alpha.test', signingKey: encodeBase64(alice.publicKey) },
  'weak@alpha.test': {
    handle: 'weak@alpha.test',
    signingKey: encodeBase64(Uint8Array.from([1, ...new Uint8Array(31)])),
  },
  'broken@alpha.test': { handle: 'broken@alpha.test', signingKey: 'no key' },
};

const unsigned: UnsignedMessage = {
  type: 'FRIEND_INVITE',
  from: 'alice@alpha.test',
  to: 'bob@home.test',
  timestamp: now.toISOString(),
  payload: { note: 'hi', deep: { list: [{ b: 1, a: 2 }] } },
};

/** A world with bob and eve at home, and what was delivered in it. */
function newWorld(inbox: Partial<InboxBehaviour> = {}) {
  const delivered: (readonly [fid: string, message: InboxMessage])[] = [];
  const world: InboxWorld = {
    domain: 'home.test',
    inbox: { ...correctInbox, ...inbox },
    sender,
    seen: new SeenMessages(),
    now: () => now,
    ownerOf: (alias) => (['bob', 'eve'].includes(alias) ? `${alias}@home.test` : undefined),
    everyone: () => ['bob@home.test', 'eve@home.test'],
    lookUp: async (domain, alias) => documents[`${alias}@${domain}`] ?? 'unknown',
    deliver: (fid, message) => delivered.push([fid, message]),
  };
  return { world, delivered };
}

async function receive(world: InboxWorld, message: InboxMessage): Promise<string> {
  const screened = screenMessage(world, message);
  if (typeof screened === 'string') return screened;
  return (await takeMessage(world, screened)) ?? 'accepted';
}

const inDialect = (dialect: InboxDialect): Partial<InboxBehaviour> => ({
  bytesToVerify: (message) => signedBytes(message, dialect),
});

describe.each(['type-first-sorted-v1', 'jcs'] as const)('a message signed in %s', (dialect) => {
  const signed = signMessage(unsigned, alice.privateKey, dialect);

  it('is delivered to its recipient only', async () => {
    const { world, delivered } = newWorld(inDialect(dialect));
    expect(await receive(world, signed)).toBe('accepted');
    expect(delivered).toEqual([['bob@home.test', signed]]);
  });

  it('is delivered once, also when it comes many times at once', async () => {
    const { world, delivered } = newWorld(inDialect(dialect));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => receive(world, signed)));
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(delivered).toHaveLength(1);
  });

  it.each<[string, JsonObject]>([
    ['from', { from: 'mallory@alpha.test' }],
    ['the domain of from', { from: 'alice@beta.test' }],
    ['to', { to: 'eve@home.test' }],
    ['the case of to', { to: 'Bob@home.test' }],
    ['timestamp', { timestamp: '2026-01-01T12:00:01.000Z' }],
    ['the spelling of timestamp', { timestamp: '2026-01-01T12:00:00Z' }],
    ['a value of the payload', { payload: { ...unsigned.payload, note: 'ho' } }],
    ['a value at depth', { payload: { ...unsigned.payload, deep: { list: [{ b: 1, a: 3 }] } } }],
    ['the order of a list', { payload: { ...unsigned.payload, deep: { list: [] } } }],
    ['an added key', { payload: { ...unsigned.payload, more: null } }],
    ['a removed key', { payload: { note: 'hi' } }],
    ['the whole payload', { payload: {} }],
  ])('is refused after a change of %s', async (_, change) => {
    const { world, delivered } = newWorld({ ...inDialect(dialect), isTimely: () => true });
    // Names whose case was changed are known here as well, so that only the signature can tell.
    const lenient = { ...world, ownerOf: (alias: string) => world.ownerOf(alias.toLowerCase()) };
    expect(await receive(lenient, { ...signed, ...change })).toBe('wrong-signature');
    expect(delivered).toEqual([]);
  });

  it('is refused after a change of its type, even to one that is known', async () => {
    const { world } = newWorld({ ...inDialect(dialect), isKnownType: () => true });
    expect(await receive(world, { ...signed, type: 'FRIEND_ACCEPT' })).toBe('wrong-signature');
  });

  it('is accepted whatever the order of its keys', async () => {
    const { signature, ...rest } = signed;
    const { world } = newWorld(inDialect(dialect));
    const reversed = Object.fromEntries(Object.entries(rest).reverse());
    const payload = { deep: { list: [{ a: 2, b: 1 }] }, note: 'hi' };
    expect(await receive(world, { signature, ...unsigned, ...reversed, payload })).toBe('accepted');
  });
});

describe('the inbox', () => {
  const accept = (message: UnsignedMessage, key = alice) =>
    receive(newWorld().world, signMessage(message, key.privateKey));

  it.each([
    ["another user's key of the same server", 'alice@alpha.test', mallory],
    ['the key that the same alias has at another server', 'alice@beta.test', alice],
  ])('refuses a message signed with %s', async (_, from, key) => {
    expect(await accept({ ...unsigned, from }, key)).toBe('wrong-signature');
  });

  it('tells the same alias at two servers apart', async () => {
    expect(await accept({ ...unsigned, from: 'alice@beta.test' }, mallory)).toBe('accepted');
  });

  it.each([
    ['nobody@alpha.test', 'unresolved-sender'],
    ['broken@alpha.test', 'unresolved-sender'],
    ['weak@alpha.test', 'weak-key'],
    ['liar@alpha.test', 'other-sender'],
    ['alice', 'malformed-handle'],
  ])('refuses the sender %s', async (from, reason) => {
    expect(await accept({ ...unsigned, from })).toBe(reason);
  });

  it.each([
    ['bob@alpha.test', 'other-server'],
    ['bob@home.test:81', 'other-server'],
    ['nobody@home.test', 'unknown-recipient'],
    ['bob', 'malformed-handle'],
  ])('refuses the recipient %s', async (to, reason) => {
    expect(await accept({ ...unsigned, to })).toBe(reason);
  });

  it('refuses a second spelling of a signature, where S is not below the order of the group', async () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const signed = signMessage(unsigned, alice.privateKey);
    const bytes = Buffer.from(signed.signature, 'base64');
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
    bytes.set(Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(), 32);
    const malleated = { ...signed, signature: bytes.toString('base64') };
    expect(await receive(newWorld().world, malleated)).toBe('malformed-signature');
    expect(await receive(newWorld().world, signed)).toBe('accepted');
  });

  it('refuses a payload that shadows the envelope, whichever of the two was signed', async () => {
    const { world } = newWorld();
    const shadowing = { ...unsigned, payload: { to: 'eve@home.test' } };
    expect(await receive(world, signMessage(shadowing, alice.privateKey))).toBe('shadowed-envelope');
    const { signature } = signMessage({ ...unsigned, payload: {} }, alice.privateKey);
    expect(await receive(world, { ...shadowing, signature })).toBe('shadowed-envelope');
  });

  it('asks no other server about a message that it refuses anyway', async () => {
    const asked: string[] = [];
    const { world } = newWorld();
    const watched: InboxWorld = {
      ...world,
      async lookUp(domain) {
        asked.push(domain);
        return 'unreachable';
      },
    };
    const changes = [
      { type: 'OTHER' },
      { to: 'bob@alpha.test' },
      { timestamp: 'now' },
      { signature: 'short' },
    ];
    for (const change of changes) {
      await receive(watched, { ...signMessage(unsigned, alice.privateKey), ...change });
    }
    expect(asked).toEqual([]);
    await receive(watched, signMessage(unsigned, alice.privateKey));
    expect(asked).toEqual(['alpha.test']);
  });

  it('does not take an old message for a new one because of members that no signature covers', async () => {
    const { world, delivered } = newWorld();
    const signed = signMessage(unsigned, alice.privateKey);
    expect(await receive(world, signed)).toBe('accepted');
    expect(await receive(world, { ...signed, extra: 1 })).toBe('repeated-message');
    expect(delivered).toHaveLength(1);
  });

  it('refuses every message of which any signed value was replaced', async () => {
    const signed = signMessage(unsigned, alice.privateKey);
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 2 }), async (value) => {
        const payload: JsonObject = { ...unsigned.payload, note: JSON.parse(JSON.stringify(value)) };
        fc.pre(payload.note !== 'hi');
        const { world, delivered } = newWorld();
        expect(await receive(world, { ...signed, payload })).not.toBe('accepted');
        expect(delivered).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

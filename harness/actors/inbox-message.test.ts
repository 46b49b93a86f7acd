import { createPublicKey, verify } from 'node:crypto';
import { verifyAsync } from '@noble/ed25519';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, signInboxMessage, signWeakly } from './inbox-message.ts';
import { smallOrderPoints } from './small-order.ts';
import { testActor, testHome } from './test-home.ts';

const alice = testActor('alice', testHome('alpha', new Date('2026-03-01T12:00:00.000Z')));
const message = {
  to: 'bob@home.test',
  timestamp: '2026-03-01T12:00:00.000Z',
  type: 'FRIEND_INVITE',
  from: 'alice@alpha.test',
  payload: { note: 'hello "you"', A: [1, { z: 1, a: 2.5 }], ä: null },
};
const X1 = { signature: 'type-first-sorted-v1', shadowed: 'payload' } as const;
const JCS = { signature: 'jcs', shadowed: 'payload' } as const;

describe('what an inbox signature covers', () => {
  it('is type first, then envelope and payload in one, sorted by code unit (X1)', () => {
    expect(canonicalText(message, X1)).toBe(
      '{"type":"FRIEND_INVITE","A":[1,{"a":2.5,"z":1}],"from":"alice@alpha.test","note":"hello \\"you\\"",' +
        '"timestamp":"2026-03-01T12:00:00.000Z","to":"bob@home.test","ä":null}',
    );
  });

  it('is the message as it stands, sorted, in the dialect jcs', () => {
    expect(canonicalText(message, JCS)).toBe(
      '{"from":"alice@alpha.test","payload":{"A":[1,{"a":2.5,"z":1}],"note":"hello \\"you\\"","ä":null},' +
        '"timestamp":"2026-03-01T12:00:00.000Z","to":"bob@home.test","type":"FRIEND_INVITE"}',
    );
  });

  it("takes the payload's or the envelope's value where both have the key (X7)", () => {
    const shadowing = { ...message, payload: { to: 'mallory@home.test', type: 'OTHER' } };
    expect(canonicalText(shadowing, X1)).toContain('{"type":"OTHER",');
    expect(canonicalText(shadowing, X1)).toContain('"to":"mallory@home.test"');
    const envelope = canonicalText(shadowing, { ...X1, shadowed: 'envelope' });
    expect(envelope).toContain('{"type":"FRIEND_INVITE",');
    expect(envelope).toContain('"to":"bob@home.test"');
  });

  it("is in the dialect jcs the message whose envelope says what the payload's members say, for a forgery (X7)", () => {
    const shadowing = { ...message, payload: { to: 'mallory@home.test' } };
    const forged = canonicalText(shadowing, JCS);
    expect(forged).toBe(
      canonicalText({ ...shadowing, to: 'mallory@home.test' }, { ...JCS, shadowed: 'envelope' }),
    );
    expect(forged).not.toBe(canonicalText(shadowing, { ...JCS, shadowed: 'envelope' }));
  });

  it('sorts by UTF-16 code unit, where code points would sort otherwise', () => {
    const text = canonicalText({ '\ufb33': 1, '\u{1f600}': 2 }, JCS);
    expect(text).toBe('{"\u{1f600}":2,"\ufb33":1}');
  });

  it.each([
    ['an array index as a key', { 1: 'x' }, 'order the key "1"'],
    ['__proto__ as a key', JSON.parse('{"__proto__": 1}'), 'order the key "__proto__"'],
    ['half of a surrogate pair', { text: '\ud800' }, 'surrogate'],
    ['a number beyond 2^53', { big: 2 ** 60 }, 'within ±2^53'],
    ['a number that is not finite', { big: Number.NaN }, 'write the number NaN'],
  ])('refuses %s, on which honest verifiers differ', (_, payload, problem) => {
    expect(() => canonicalText({ ...message, payload }, X1)).toThrow(problem);
  });

  it('is what JSON.stringify writes of objects whose keys were put in order first', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/^\d+$|^__proto__$/.test(text));
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.constant(null),
    );
    const data = fc.dictionary(key, fc.oneof(scalar, fc.array(scalar), fc.dictionary(key, scalar)));
    fc.assert(
      fc.property(data, (payload) => {
        const merged = inOrder({
          from: message.from,
          to: message.to,
          timestamp: message.timestamp,
          ...payload,
        });
        const { type = message.type, ...rest } = merged;
        const expected = JSON.stringify({ type, ...rest });
        expect(canonicalText({ ...message, payload }, X1)).toBe(expected);
        expect(canonicalText(payload, JCS)).toBe(JSON.stringify(inOrder(payload)));
      }),
      { numRuns: 100 },
    );
  });
});

function inOrder(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isObject = (item: unknown): item is Readonly<Record<string, unknown>> =>
    typeof item === 'object' && item !== null && !Array.isArray(item);
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, isObject(value[key]) ? inOrder(value[key]) : value[key]]),
  );
}

it('signs with the key of the actor, in place of an older signature', () => {
  const first = signInboxMessage(alice, message, X1);
  const again = signInboxMessage(alice, { ...message, signature: 'old' }, X1);
  const signature = Buffer.from(String(first.signature), 'base64');
  expect(again).toEqual(first);
  const signed = new TextEncoder().encode(canonicalText(message, X1));
  expect(verify(null, signed, createPublicKey(alice.privateKey), signature)).toBe(true);
});

it('signs under the neutral element so that lax verifiers accept it', async () => {
  const { signature } = signWeakly(message, X1);
  const neutral = smallOrderPoints().find(({ order }) => order === 1)?.encoding ?? new Uint8Array();
  const signed = new TextEncoder().encode(canonicalText(message, X1));
  const bytes = new Uint8Array(Buffer.from(String(signature), 'base64'));
  // ZIP 215 is lax by definition; what OpenSSL takes differs by its version.
  expect(await verifyAsync(bytes, signed, neutral, { zip215: true })).toBe(true);
});

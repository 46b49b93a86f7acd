import { describe, expect, it } from 'vitest';
import { encodeBase64 } from './base64.ts';
import { keyPairFromSeed, signatureHolds } from './ed25519.ts';
import {
  decodePublicKey,
  decodeSignature,
  type InboxDialect,
  shadowedFields,
  signedBytes,
  signMessage,
  type UnsignedMessage,
} from './inbox-message.ts';

/** RFC 8032 §7.1, test 1. */
const secret = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const { privateKey, publicKey } = keyPairFromSeed(Buffer.from(secret, 'hex'));

const message: UnsignedMessage = {
  type: 'FRIEND_INVITE',
  from: 'alice@alpha.test',
  to: 'bob@home.test',
  timestamp: '2026-01-01T00:00:00.000Z',
  payload: { zeta: { b: 1, a: [{ d: 1, c: 2 }] }, Alpha: 'é', note: 'hi' },
};

const text = (unsigned: UnsignedMessage, dialect: InboxDialect) =>
  Buffer.from(signedBytes(unsigned, dialect)).toString();

function verifies(signed: UnsignedMessage & { readonly signature: string }, dialect: InboxDialect): boolean {
  const signature = decodeSignature(signed.signature);
  return signature !== undefined && signatureHolds(signedBytes(signed, dialect), signature, publicKey);
}

describe('signed bytes', () => {
  it('are the type, then the sorted keys of envelope and payload together', () => {
    expect(text(message, 'type-first-sorted-v1')).toBe(
      '{"type":"FRIEND_INVITE","Alpha":"é","from":"alice@alpha.test","note":"hi",' +
        '"timestamp":"2026-01-01T00:00:00.000Z","to":"bob@home.test","zeta":{"a":[{"c":2,"d":1}],"b":1}}',
    );
  });

  it('are RFC 8785 of the message without its signature in the other dialect', () => {
    expect(text(signMessage(message, privateKey, 'jcs'), 'jcs')).toBe(
      '{"from":"alice@alpha.test","payload":{"Alpha":"é","note":"hi","zeta":{"a":[{"c":2,"d":1}],"b":1}},' +
        '"timestamp":"2026-01-01T00:00:00.000Z","to":"bob@home.test","type":"FRIEND_INVITE"}',
    );
  });

  it('do not tell an empty payload from none where the payload is spread, and do where it is not', () => {
    const { payload, ...none } = message;
    const empty = { ...none, payload: {} };
    expect(text(empty, 'type-first-sorted-v1')).toBe(text(none, 'type-first-sorted-v1'));
    expect(text(empty, 'jcs')).not.toBe(text(none, 'jcs'));
  });

  it('take the value of the payload where it shadows the envelope', () => {
    const shadowing = { ...message, payload: { to: 'eve@home.test', type: 'OTHER' } };
    expect(text(shadowing, 'type-first-sorted-v1')).toBe(
      '{"type":"OTHER","from":"alice@alpha.test","timestamp":"2026-01-01T00:00:00.000Z","to":"eve@home.test"}',
    );
    expect(shadowedFields(shadowing)).toEqual(['to', 'type']);
    expect(shadowedFields(message)).toEqual([]);
  });

  it('cover members of the message that nobody knows in the dialect that covers the whole message', () => {
    expect(text({ ...message, extra: 1 }, 'jcs')).toContain('"extra":1');
    expect(text({ ...message, extra: 1 }, 'type-first-sorted-v1')).not.toContain('extra');
  });
});

describe('signatures of messages', () => {
  it.each(['type-first-sorted-v1', 'jcs'] as const)(
    'verify in the dialect that they were made in: %s',
    (dialect) => {
      const signed = signMessage(message, privateKey, dialect);
      expect(verifies(signed, dialect)).toBe(true);
      expect(verifies(signed, dialect === 'jcs' ? 'type-first-sorted-v1' : 'jcs')).toBe(false);
      expect(verifies({ ...signed, payload: { ...message.payload, note: 'ho' } }, dialect)).toBe(false);
    },
  );
});

describe('encoded keys and signatures', () => {
  const signature = signMessage(message, privateKey).signature;

  it('are read from padded Base64 of the exact length', () => {
    expect(decodeSignature(signature)).toHaveLength(64);
    expect(decodePublicKey(encodeBase64(publicKey))).toEqual(publicKey);
  });

  it.each([
    ['empty', ''],
    ['no Base64', '!'.repeat(88)],
    ['hex', Buffer.alloc(64, 7).toString('hex')],
    ['63 bytes', Buffer.alloc(63, 7).toString('base64')],
    ['65 bytes', Buffer.alloc(65, 7).toString('base64')],
    ['unpadded', signature.replace(/=+$/, '')],
    ['the URL-safe alphabet', Buffer.alloc(64, 0xfb).toString('base64url')],
    ['white space', `${signature.slice(0, 44)}\n${signature.slice(44)}`],
    ['left-over bits', Buffer.alloc(64).toString('base64').replace('A==', 'B==')],
  ])('are refused where they are %s', (_, encoded) => {
    expect(decodeSignature(encoded)).toBeUndefined();
  });
});

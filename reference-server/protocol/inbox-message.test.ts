import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodePublicKey,
  decodeSignature,
  encodePublicKey,
  type InboxDialect,
  isSignatureOf,
  isStrongPublicKey,
  shadowedFields,
  signedBytes,
  signMessage,
  type UnsignedMessage,
} from './inbox-message.ts';

/** RFC 8032 §7.1, test 1: the secret key and its public key. */
const secret = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const publicHex = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${secret}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = Buffer.from(publicHex, 'hex');
/** The order of the base point, little-endian. */
const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

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
  return signature !== undefined && isSignatureOf(signedBytes(signed, dialect), signature, publicKey);
}

/** The same signature with L added to S: the equation still holds modulo L. */
function malleated(signature: Uint8Array): Uint8Array {
  let carry = 0;
  const s = [...signature.subarray(32)].map((byte, n) => {
    const sum = byte + (order[n] ?? 0) + carry;
    carry = sum >> 8;
    return sum & 0xff;
  });
  return Uint8Array.from([...signature.subarray(0, 32), ...s]);
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

  it('agree with the vector of RFC 8032', () => {
    const signature = Buffer.from(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      'hex',
    );
    expect(isSignatureOf(new Uint8Array(), signature, publicKey)).toBe(true);
    expect(encodePublicKey(privateKey)).toBe(publicKey.toString('base64'));
  });

  it('are refused where S is not below the order of the group', () => {
    const bytes = signedBytes(message, 'jcs');
    const signature = decodeSignature(signMessage(message, privateKey, 'jcs').signature) ?? new Uint8Array();
    expect(isSignatureOf(bytes, signature, publicKey)).toBe(true);
    expect(isSignatureOf(bytes, malleated(signature), publicKey)).toBe(false);
  });

  it('are refused where the length is wrong, or the key is no point', () => {
    expect(isSignatureOf(new Uint8Array(), new Uint8Array(63), publicKey)).toBe(false);
    expect(isSignatureOf(new Uint8Array(), new Uint8Array(64), new Uint8Array(31))).toBe(false);
    expect(isSignatureOf(new Uint8Array(), new Uint8Array(64), new Uint8Array(32).fill(2))).toBe(false);
  });
});

describe('encoded keys and signatures', () => {
  const signature = signMessage(message, privateKey).signature;

  it('are read from padded Base64 of the exact length', () => {
    expect(decodeSignature(signature)).toHaveLength(64);
    expect(decodePublicKey(publicKey.toString('base64'))).toEqual(publicKey);
    expect(encodePublicKey(generateKeyPairSync('ed25519').publicKey)).toHaveLength(44);
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

  it('are refused as keys where the point has small order or is not written canonically', () => {
    const smallOrder = [
      '0100000000000000000000000000000000000000000000000000000000000000',
      'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0000000000000000000000000000000000000000000000000000000000000000',
      '0000000000000000000000000000000000000000000000000000000000000080',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
    ];
    const nonCanonical = [
      'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
      '0100000000000000000000000000000000000000000000000000000000000080',
      'f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    ];
    for (const hex of [...smallOrder, ...nonCanonical]) {
      expect([hex, isStrongPublicKey(Buffer.from(hex, 'hex'))]).toEqual([hex, false]);
    }
    expect(isStrongPublicKey(publicKey)).toBe(true);
    expect(isStrongPublicKey(publicKey.subarray(1))).toBe(false);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  hasCanonicalScalar,
  isStrongKey,
  keyPairFromSeed,
  publicKeyInfo,
  rawPublicKey,
  signatureHolds,
  signWith,
} from './ed25519.ts';

interface Vectors {
  readonly smallOrderPoints: readonly { readonly name: string; readonly encoding: string }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../specs/vectors/ed25519-edge-cases.json'), 'utf8'),
);
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('Ed25519', () => {
  it('agrees with the first test of RFC 8032 §7.1', () => {
    const pair = keyPairFromSeed(bytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    expect(pair.publicKey).toEqual(bytes('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'));
    const signature = signWith(pair.privateKey, new Uint8Array());
    expect(Buffer.from(signature).toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    expect(signatureHolds(new Uint8Array(), signature, pair.publicKey)).toBe(true);
    expect(signatureHolds(Uint8Array.of(1), signature, pair.publicKey)).toBe(false);
  });

  it.each(vectors.smallOrderPoints)('calls the point $name weak', ({ encoding }) => {
    expect(isStrongKey(bytes(encoding))).toBe(false);
  });

  it('calls what is no point weak, and an honest key strong', () => {
    expect(isStrongKey(new Uint8Array(31))).toBe(false);
    // y = 2 lies on no point of the curve.
    expect(isStrongKey(Uint8Array.of(2, ...new Uint8Array(31)))).toBe(false);
    expect(isStrongKey(keyPairFromSeed(new Uint8Array(32)).publicKey)).toBe(true);
  });

  it('draws the line of S at L', () => {
    const order = bytes('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
    const below = Uint8Array.from(order);
    below[0] = 0xec;
    const withScalar = (scalar: Uint8Array) => Uint8Array.of(...new Uint8Array(32), ...scalar);
    expect(hasCanonicalScalar(withScalar(below))).toBe(true);
    expect(hasCanonicalScalar(withScalar(order))).toBe(false);
    expect(hasCanonicalScalar(withScalar(new Uint8Array(32).fill(255)))).toBe(false);
    expect(hasCanonicalScalar(new Uint8Array(63))).toBe(false);
  });

  it('reads the SubjectPublicKeyInfo that it writes, and no other', () => {
    const { publicKey } = keyPairFromSeed(new Uint8Array(32));
    expect(rawPublicKey(publicKeyInfo(publicKey))).toEqual(publicKey);
    expect(rawPublicKey(Uint8Array.of(...publicKeyInfo(publicKey), 0))).toBeUndefined();
    expect(rawPublicKey(publicKey)).toBeUndefined();
  });
});

import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ed25519 from '@noble/ed25519';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../spec/package-root.ts';
import { isSmallOrder } from '../verdict/ed25519-key.ts';
import { encodePublicKey, OID_ED25519 } from './certificate.ts';
import { decodeScalar, GROUP_ORDER, withLargeS } from './ed25519-scalar.ts';
import { keyPairFromSeed } from './identity.ts';
import { type SmallOrderPoint, signUnderSmallOrderKey, smallOrderPoints } from './small-order.ts';

ed25519.hashes.sha512 = (message) => new Uint8Array(createHash('sha512').update(message).digest());
const { Point } = ed25519;
const { p: P } = Point.CURVE();

const signed = z.object({ publicKey: z.string(), message: z.string(), signature: z.string() });
const vectors = z
  .object({
    L: z.string(),
    smallOrderPoints: z.array(
      z.object({ name: z.string(), encoding: z.string(), order: z.number(), canonical: z.boolean() }),
    ),
    smallOrderSignatures: z.array(signed.extend({ point: z.string() })),
    largeS: z.array(signed.extend({ name: z.string(), largeS: z.string() })),
  })
  .parse(JSON.parse(readFileSync(join(packageRoot(), 'specs/vectors/ed25519-edge-cases.json'), 'utf8')));

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is left of [S]B = R + [k]A, computed apart from any verifier; k reduced modulo L or not. */
function remainder(signature: Uint8Array, key: Uint8Array, message: Uint8Array, reduce: boolean) {
  const hash = createHash('sha512').update(signature.subarray(0, 32)).update(key).update(message).digest();
  const k = reduce ? decodeScalar(hash) % GROUP_ORDER : decodeScalar(hash);
  const [A, R] = [Point.fromBytes(key, true), Point.fromBytes(signature.subarray(0, 32), true)];
  const S = decodeScalar(signature.subarray(32)) % GROUP_ORDER;
  const left = S === 0n ? Point.ZERO : Point.BASE.multiplyUnsafe(S);
  return left.add(R.add(times(A, k)).negate());
}

function times(point: InstanceType<typeof Point>, scalar: bigint): InstanceType<typeof Point> {
  let sum = Point.ZERO;
  for (const bit of scalar.toString(2)) sum = bit === '1' ? sum.double().add(point) : sum.double();
  return sum;
}

describe('the small-order points', () => {
  it.each(vectors.smallOrderPoints)('$name has the order that it claims', ({ encoding, order }) => {
    const point = Point.fromBytes(bytesOf(encoding), true);
    expect([1, 2, 4, 8].find((factor) => times(point, BigInt(factor)).is0())).toBe(order);
  });

  it.each(vectors.smallOrderPoints)('$name is canonical just when a strict decoder takes it', (vector) => {
    const decode = () => Point.fromBytes(bytesOf(vector.encoding), false);
    if (vector.canonical) expect(hexOf(decode().toBytes())).toBe(vector.encoding);
    else expect(decode).toThrow();
  });

  it('are all that there are', () => {
    const generator = Point.fromHex(
      vectors.smallOrderPoints.find(({ order }) => order === 8)?.encoding ?? '',
    );
    const all = new Set<string>();
    for (let multiple = 0n; multiple < 8n; multiple += 1n) {
      const { x, y } = times(generator, multiple).toAffine();
      for (const written of [y, y + P].filter((value) => value < 2n ** 255n)) {
        for (const sign of x === 0n ? [0n, 1n] : [x & 1n]) {
          const number = written | (sign << 255n);
          all.add(hexOf(bytesOf(number.toString(16).padStart(64, '0')).reverse()));
        }
      }
    }
    expect(new Set(vectors.smallOrderPoints.map(({ encoding }) => encoding))).toEqual(all);
  });

  it('are just the keys that the judge calls weak', () => {
    for (const { encoding } of smallOrderPoints()) expect(isSmallOrder(encoding)).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        expect(isSmallOrder(keyPairFromSeed(seed).publicKeyRaw)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe('signatures under small-order keys', () => {
  it.each(vectors.smallOrderSignatures)('under $point satisfy both equations', (vector) => {
    const [signature, key, message] = [
      bytesOf(vector.signature),
      bytesOf(vector.publicKey),
      textBytes(vector.message),
    ];
    expect(remainder(signature, key, message, true).is0()).toBe(true);
    expect(remainder(signature, key, message, false).is0()).toBe(true);
    expect(decodeScalar(signature.subarray(32)) < GROUP_ORDER).toBe(true);
    expect(ed25519.verify(signature, message, key, { zip215: false })).toBe(false);
  });

  it.each(smallOrderPoints())('are made afresh under $name for any message', (point: SmallOrderPoint) => {
    const message = textBytes('a challenge of this run');
    const signature = signUnderSmallOrderKey(point, message);
    expect(remainder(signature, point.encoding, message, true).is0()).toBe(true);
    expect(remainder(signature, point.encoding, message, false).is0()).toBe(true);
    expect(
      remainder(signature, point.encoding, textBytes('another'), true).double().double().double().is0(),
    ).toBe(true);
  });
});

describe('signatures with a large S', () => {
  it('know L', () => {
    expect(BigInt(`0x${vectors.L}`)).toBe(GROUP_ORDER);
    expect(Point.CURVE().n).toBe(GROUP_ORDER);
  });

  it.each(vectors.largeS)(
    '$name: the honest twin verifies, the large one is refused by strict verifiers',
    (vector) => {
      const [key, message] = [bytesOf(vector.publicKey), textBytes(vector.message)];
      const keyObject = createPublicKey({
        key: Buffer.from(encodePublicKey(OID_ED25519, key)),
        format: 'der',
        type: 'spki',
      });
      expect(verify(null, message, keyObject, bytesOf(vector.signature))).toBe(true);
      expect(ed25519.verify(bytesOf(vector.signature), message, key, { zip215: false })).toBe(true);
      const large = bytesOf(vector.largeS);
      expect(decodeScalar(large.subarray(32)) >= GROUP_ORDER).toBe(true);
      expect(remainder(large, key, message, true).is0()).toBe(true);
      expect(verify(null, message, keyObject, large)).toBe(false);
      expect(ed25519.verify(large, message, key, { zip215: false })).toBe(false);
    },
  );

  it('are what withLargeS makes', () => {
    const [vector] = vectors.largeS;
    expect(hexOf(withLargeS(bytesOf(vector?.signature ?? '')))).toBe(vector?.largeS);
  });
});

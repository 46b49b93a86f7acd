/** Weak Ed25519 keys, and signatures under them that need no private key: strict verifiers refuse both. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../spec/package-root.ts';
import { encodeScalar, GROUP_ORDER, scalarOf } from './ed25519-scalar.ts';
import { keyPairFromSeed } from './identity.ts';

export interface SmallOrderPoint {
  readonly name: string;
  /** 32 bytes. */
  readonly encoding: Uint8Array;
  /** 1, 2, 4 or 8. */
  readonly order: number;
}

const vectors = z.object({
  smallOrderPoints: z.array(z.object({ name: z.string(), encoding: z.string(), order: z.number() })),
});

let loaded: readonly SmallOrderPoint[] | undefined;

/** All encodings, canonical or not, of the eight points of small order. */
export function smallOrderPoints(): readonly SmallOrderPoint[] {
  loaded ??= vectors
    .parse(JSON.parse(readFileSync(join(packageRoot(), 'specs/vectors/ed25519-edge-cases.json'), 'utf8')))
    .smallOrderPoints.map((point) => ({
      ...point,
      encoding: new Uint8Array(Buffer.from(point.encoding, 'hex')),
    }));
  return loaded;
}

/**
 * A signature over the message that satisfies [S]B = R + [k]A for a small-order A: R = [r]B, S = r, with r drawn until k is a
 * multiple of A's order (before and after reduction modulo L, since implementations differ in that).
 */
export function signUnderSmallOrderKey(point: SmallOrderPoint, message: Uint8Array): Uint8Array {
  const order = BigInt(point.order);
  for (let attempt = 0; ; attempt += 1) {
    const seed = createHash('sha256').update(point.encoding).update(message).update(String(attempt)).digest();
    const commitment = keyPairFromSeed(seed).publicKeyRaw;
    const hash = createHash('sha512').update(commitment).update(point.encoding).update(message).digest();
    const challenge = BigInt(`0x${hash.reverse().toString('hex')}`);
    if (challenge % order === 0n && (challenge % GROUP_ORDER) % order === 0n) {
      return new Uint8Array(Buffer.concat([commitment, encodeScalar(scalarOf(seed) % GROUP_ORDER)]));
    }
  }
}

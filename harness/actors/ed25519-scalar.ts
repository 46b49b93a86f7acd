/** The arithmetic of Ed25519 (RFC 8032, section 5.1) that forging needs: scalars as little-endian integers. */

import { createHash } from 'node:crypto';

/** L, the order of the base point. */
export const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const SCALAR_BYTES = 32;

export function decodeScalar(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

/** 32 bytes; the value must be below 2^256. */
export function encodeScalar(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * SCALAR_BYTES, '0'), 'hex').reverse());
}

/** The secret scalar of a 32-byte seed (section 5.1.5). */
export function scalarOf(seed: Uint8Array): bigint {
  const low = createHash('sha512').update(seed).digest().subarray(0, SCALAR_BYTES);
  const cleared = decodeScalar(low) & ~7n & ((1n << 254n) - 1n);
  return cleared | (1n << 254n);
}

/** The signature with S + L for S: it satisfies the same equation, and RFC 8032 wants it refused. */
export function withLargeS(signature: Uint8Array): Uint8Array {
  const large = decodeScalar(signature.subarray(SCALAR_BYTES)) + GROUP_ORDER;
  return new Uint8Array(Buffer.concat([signature.subarray(0, SCALAR_BYTES), encodeScalar(large)]));
}

/** Weak Ed25519 public keys, told by arithmetic: a point has small order just when y is one of five values. */

const P = 2n ** 255n - 19n;
/** One of order 8, (26e8…fc05 little-endian); -y is the other one. 1, -1 and 0 are those of order 1, 2 and 4. */
const Y_OF_ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER_Y: readonly bigint[] = [0n, 1n, P - 1n, Y_OF_ORDER_8, P - Y_OF_ORDER_8];

/** Whether 32 bytes encode a point of order 1, 2, 4 or 8, canonically or not (RFC 8032, section 5.1.2). */
export function isSmallOrder(key: Uint8Array): boolean {
  if (key.length !== 32) return false;
  const number = BigInt(`0x${Buffer.from(key).reverse().toString('hex')}`);
  const y = (number & ((1n << 255n) - 1n)) % P;
  return SMALL_ORDER_Y.includes(y);
}

/** Small damage to bytes: a flipped bit, some cut off, some added. */

/** One bit flipped, in the middle unless said otherwise: in a 64-byte signature that is S, in a certificate the signed part. */
export function flipBit(bytes: Uint8Array, index = Math.floor(bytes.length / 2)): Uint8Array {
  return bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
}

export function truncated(bytes: Uint8Array, count = 1): Uint8Array {
  return bytes.slice(0, Math.max(0, bytes.length - count));
}

/** Zero bytes at the end. */
export function extended(bytes: Uint8Array, count = 1): Uint8Array {
  return new Uint8Array(Buffer.concat([bytes, new Uint8Array(count)]));
}

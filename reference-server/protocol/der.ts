/** The outermost layer of DER: where the one value ends. */

const SEQUENCE = 0x30;

/**
 * Length in bytes of the SEQUENCE at the start of the bytes, header included; nothing when there is none, when it is
 * cut short, or when its length is not written as DER demands (X.690 §10.1).
 */
export function sequenceLength(bytes: Uint8Array): number | undefined {
  const first = bytes[1];
  if (bytes[0] !== SEQUENCE || first === undefined) return undefined;
  if (first < 0x80) return withinBytes(2 + first, bytes);
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return undefined;
  let length = 0;
  for (const byte of bytes.subarray(2, 2 + count)) length = length * 256 + byte;
  const isShortest = bytes[2] !== 0 && length >= 0x80;
  return isShortest ? withinBytes(2 + count + length, bytes) : undefined;
}

function withinBytes(total: number, bytes: Uint8Array): number | undefined {
  return total <= bytes.length ? total : undefined;
}

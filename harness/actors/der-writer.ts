/** Writes DER (ITU-T X.690): just what certificates and requests need, and what forging them needs. */

const encoder = new TextEncoder();

/** One element with a definite, minimal length. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag), encodeLength(body.length), body]));
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export const sequence = (...items: readonly Uint8Array[]): Uint8Array => tlv(0x30, ...items);
export const octetString = (content: Uint8Array): Uint8Array => tlv(0x04, content);
export const booleanTrue = (): Uint8Array => tlv(0x01, Uint8Array.of(0xff));
export const derNull = (): Uint8Array => tlv(0x05);

/** SET OF: DER wants the members in ascending order of their encodings. */
export function setOf(...items: readonly Uint8Array[]): Uint8Array {
  return tlv(0x31, ...items.toSorted((left, right) => Buffer.compare(left, right)));
}

/** Non-negative integers of any size. */
export function integer(value: number | bigint): Uint8Array {
  const hex = value.toString(16);
  const padded = hex.length % 2 === 0 ? hex : `0${hex}`;
  const sign = Number.parseInt(padded.slice(0, 2), 16) >= 0x80 ? '00' : '';
  return tlv(0x02, Buffer.from(sign + padded, 'hex'));
}

/** `dotted`: an object identifier such as `1.3.101.112`. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tlv(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) | 0x80);
  }
  return digits;
}

export function bitString(content: Uint8Array, unusedBits = 0): Uint8Array {
  return tlv(0x03, Uint8Array.of(unusedBits), content);
}

/** A constructed context-specific element, `[number]`. */
export const context = (number: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  tlv(0xa0 | number, ...contents);

export type StringType = 'utf8' | 'printable' | 'ia5';
const STRING_TAGS = { utf8: 0x0c, printable: 0x13, ia5: 0x16 } as const;

export function text(type: StringType, value: string): Uint8Array {
  return tlv(STRING_TAGS[type], encoder.encode(value));
}

/** RFC 5280, section 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050; whole seconds. */
export function time(value: Date): Uint8Array {
  const digits = value.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '');
  const isUtcTime = value.getUTCFullYear() >= 1950 && value.getUTCFullYear() < 2050;
  return isUtcTime ? tlv(0x17, encoder.encode(digits.slice(2))) : tlv(0x18, encoder.encode(digits));
}

/** A strict reader of DER (ITU-T X.690): definite and minimal lengths, nothing out of bounds, nothing left over. */

/** The bytes are no DER, or not what was expected at that place. */
export class DerError extends Error {
  override name = 'DerError' as const;
}

export interface DerNode {
  /** The identifier byte: class, constructed bit and number. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Header and content. */
  readonly raw: Uint8Array;
  /** Empty where primitive. */
  readonly children: readonly DerNode[];
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

const MAX_DEPTH = 24;
const CONSTRUCTED = 0x20;
const CLASS_MASK = 0xc0;
const LONG_FORM = 0x80;
const MAX_LENGTH_BYTES = 4;
const MAX_IDENTIFIER_BYTES = 64;

/**
 * Reads exactly one element with all that it holds.
 * @throws DerError
 */
export function readDer(bytes: Uint8Array): DerNode {
  const node = readNode(bytes, 0, bytes.length, 0);
  if (node.raw.length < bytes.length) {
    throw new DerError(`${bytes.length - node.raw.length} bytes are left over after the first element`);
  }
  return node;
}

function readNode(bytes: Uint8Array, start: number, end: number, depth: number): DerNode {
  if (depth > MAX_DEPTH) throw new DerError(`nested deeper than ${MAX_DEPTH} levels`);
  const tag = byteAt(bytes, start, end);
  if ((tag & 0x1f) === 0x1f) throw new DerError(`at byte ${start}: tag numbers above 30 do not occur here`);
  const { length, from } = readLength(bytes, start + 1, end);
  const to = from + length;
  if (to > end) throw new DerError(`at byte ${start}: ${length} bytes of content run past the end`);
  const isConstructed = (tag & CONSTRUCTED) !== 0;
  refuseWrongForm(tag, isConstructed, start);
  return {
    tag,
    content: bytes.subarray(from, to),
    raw: bytes.subarray(start, to),
    children: isConstructed ? readChildren(bytes, from, to, depth) : [],
  };
}

function readChildren(bytes: Uint8Array, from: number, to: number, depth: number): readonly DerNode[] {
  const children: DerNode[] = [];
  for (let next = from; next < to; ) {
    const child = readNode(bytes, next, to, depth + 1);
    children.push(child);
    next += child.raw.length;
  }
  return children;
}

/** DER builds sequences and sets of parts, and no other universal type. */
function refuseWrongForm(tag: number, isConstructed: boolean, start: number): void {
  if ((tag & CLASS_MASK) !== 0) return;
  const isCollection = (tag & 0x1f) === 0x10 || (tag & 0x1f) === 0x11;
  if (isCollection !== isConstructed) {
    throw new DerError(`at byte ${start}: tag ${hexByte(tag)} has the wrong form (constructed or primitive)`);
  }
}

function readLength(bytes: Uint8Array, at: number, end: number): { length: number; from: number } {
  const first = byteAt(bytes, at, end);
  if (first < LONG_FORM) return { length: first, from: at + 1 };
  const count = first & 0x7f;
  if (count === 0) throw new DerError(`at byte ${at}: an indefinite length is BER, not DER`);
  if (count > MAX_LENGTH_BYTES) throw new DerError(`at byte ${at}: a length of ${count} bytes is too long`);
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + byteAt(bytes, at + index, end);
  const isMinimal = length >= LONG_FORM && bytes[at + 1] !== 0;
  if (!isMinimal) throw new DerError(`at byte ${at}: the length is not written in its shortest form`);
  return { length, from: at + 1 + count };
}

function byteAt(bytes: Uint8Array, index: number, end: number): number {
  const byte = index < end ? bytes[index] : undefined;
  if (byte === undefined) throw new DerError(`at byte ${index}: the data ends inside an element`);
  return byte;
}

/** The node, when it has that tag. */
export function expectTag(node: DerNode | undefined, tag: number, what: string): DerNode {
  if (node === undefined) throw new DerError(`${what} is missing`);
  if (node.tag !== tag) {
    throw new DerError(`${what} has tag ${hexByte(node.tag)} where ${hexByte(tag)} belongs`);
  }
  return node;
}

/** The node, when it has so many parts. */
export function expectCount(node: DerNode, count: number, what: string): DerNode {
  if (node.children.length !== count) {
    throw new DerError(`${what} has ${node.children.length} parts where ${count} belong`);
  }
  return node;
}

export function readBoolean(node: DerNode | undefined, what: string): boolean {
  const { content } = expectTag(node, TAG.boolean, what);
  if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) {
    throw new DerError(`${what} is neither TRUE (ff) nor FALSE (00)`);
  }
  return content[0] === 0xff;
}

export function readInteger(node: DerNode | undefined, what: string): bigint {
  const { content } = expectTag(node, TAG.integer, what);
  const [first, second] = content;
  if (first === undefined) throw new DerError(`${what} is an integer without bytes`);
  const isPadded =
    second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) throw new DerError(`${what} is not written in its shortest form`);
  const unsigned = BigInt(`0x${Buffer.from(content).toString('hex')}`);
  return first < 0x80 ? unsigned : unsigned - (1n << BigInt(8 * content.length));
}

/** In dotted notation. */
export function readObjectIdentifier(node: DerNode | undefined, what: string): string {
  const { content } = expectTag(node, TAG.objectIdentifier, what);
  if (content.length > MAX_IDENTIFIER_BYTES) throw new DerError(`${what} is longer than any in use`);
  const arcs: bigint[] = [];
  let arc = 0n;
  let isInside = false;
  for (const byte of content) {
    if (!isInside && byte === 0x80) throw new DerError(`${what} is not written in its shortest form`);
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    isInside = byte >= 0x80;
    if (!isInside) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first, ...rest] = arcs;
  if (first === undefined || isInside) throw new DerError(`${what} is cut short`);
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

export interface Bits {
  readonly bytes: Uint8Array;
  readonly unused: number;
}

export function readBitString(node: DerNode | undefined, what: string): Bits {
  const { content } = expectTag(node, TAG.bitString, what);
  const unused = content[0];
  const last = content.at(-1) ?? 0;
  if (unused === undefined || unused > 7 || (content.length === 1 && unused > 0)) {
    throw new DerError(`${what} is no bit string`);
  }
  if ((last & ((1 << unused) - 1)) !== 0 && content.length > 1) {
    throw new DerError(`${what} has unused bits that are not zero`);
  }
  return { bytes: content.subarray(1), unused };
}

/** UTCTime or GeneralizedTime in the one form that RFC 5280, section 4.1.2.5 allows: to the second, in UTC. */
export function readTime(node: DerNode | undefined, what: string): Date {
  if (node?.tag !== TAG.utcTime && node?.tag !== TAG.generalizedTime) {
    throw new DerError(`${what} is no time`);
  }
  const text = Buffer.from(node.content).toString('latin1');
  const yearDigits = node.tag === TAG.utcTime ? 2 : 4;
  const match = new RegExp(`^(\\d{${yearDigits}})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)Z$`).exec(text);
  if (match === null) throw new DerError(`${what} is not written as year, month, …, second and Z`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const fullYear = node.tag === TAG.generalizedTime ? year : year < 50 ? 2000 + year : 1900 + year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    minute < 60;
  if (!isReal || second > 59) throw new DerError(`${what} is no date of the calendar`);
  return date;
}

function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

/** The names inside X.509 certificates: whatever string type they are written in, their values. */

import { DerError, type DerNode, expectCount, expectTag, readObjectIdentifier, TAG } from './der-reader.ts';

export interface NameAttribute {
  /** Object identifier. */
  readonly type: string;
  readonly value: string;
  readonly string: StringType;
}

/** Relative distinguished names in the order of the encoding, each of one attribute or several. */
export type Name = readonly (readonly NameAttribute[])[];

const STRING_TYPES = {
  12: 'utf8',
  18: 'numeric',
  19: 'printable',
  20: 'teletex',
  22: 'ia5',
  26: 'visible',
  28: 'universal',
  30: 'bmp',
} as const;
export type StringType = (typeof STRING_TYPES)[keyof typeof STRING_TYPES];

/** @throws DerError */
export function readName(node: DerNode | undefined, what: string): Name {
  return expectTag(node, TAG.sequence, what).children.map((rdn) => {
    const attributes = expectTag(rdn, TAG.set, `a part of ${what}`).children;
    if (attributes.length === 0) throw new DerError(`a part of ${what} is empty`);
    return attributes.map((attribute) => readAttribute(attribute, what));
  });
}

function readAttribute(node: DerNode, what: string): NameAttribute {
  const pair = expectCount(
    expectTag(node, TAG.sequence, `an attribute of ${what}`),
    2,
    `an attribute of ${what}`,
  );
  const type = readObjectIdentifier(pair.children[0], `an attribute type of ${what}`);
  return { type, ...readText(pair.children[1], `attribute ${type} of ${what}`) };
}

function readText(node: DerNode | undefined, what: string): { value: string; string: StringType } {
  const string = node === undefined ? undefined : stringTypeOf(node.tag);
  if (node === undefined || string === undefined) throw new DerError(`${what} is no character string`);
  return { string, value: decodeText(node.content, string, what) };
}

function stringTypeOf(tag: number): StringType | undefined {
  return Object.entries(STRING_TYPES).find(([number]) => Number(number) === tag)?.[1];
}

function decodeText(content: Uint8Array, string: StringType, what: string): string {
  const bytes = Buffer.from(content);
  if (string === 'utf8') {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      throw new DerError(`${what} is no valid UTF-8`);
    }
  }
  if (string === 'bmp' || string === 'universal') return decodeWide(bytes, string === 'bmp' ? 2 : 4, what);
  if (string !== 'teletex' && content.some((byte) => byte >= 0x80)) {
    throw new DerError(`${what} has bytes outside ASCII`);
  }
  return bytes.toString('latin1');
}

function decodeWide(bytes: Buffer, width: 2 | 4, what: string): string {
  if (bytes.length % width !== 0) throw new DerError(`${what} ends inside a character`);
  const codes = Array.from({ length: bytes.length / width }, (_, index) =>
    bytes.readUIntBE(index * width, width),
  );
  if (codes.some((code) => code > 0x10ffff)) throw new DerError(`${what} has a character outside Unicode`);
  return codes.map((code) => String.fromCodePoint(code)).join('');
}

import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { sequenceLength } from './der.ts';
import { isDomain, parseFederationId } from './federation-id.ts';
import { parseUnixSeconds } from './unix-time.ts';

describe('Base64', () => {
  it.each([1, 2, 3, 31, 32, 64])('reads the %i bytes that it wrote', (length) => {
    const bytes = new Uint8Array(length).map((_, index) => 255 - index);
    expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
  });

  it.each(['', 'AAA', 'AA', 'AA=A', 'AAAA=', 'AA==\n', ' AA==', 'AA--', 'AB==', 'AAB=', 'A', '===='])(
    'refuses %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );
});

describe('the length of a DER sequence', () => {
  it('is that of header and content', () => {
    expect(sequenceLength(Uint8Array.of(0x30, 0))).toBe(2);
    expect(sequenceLength(Uint8Array.of(0x30, 1, 5, 9, 9))).toBe(3);
    expect(sequenceLength(Uint8Array.of(0x30, 0x81, 0x80, ...new Uint8Array(128)))).toBe(131);
  });

  it.each([
    ['empty', []],
    ['no sequence', [0x31, 0]],
    ['cut short', [0x30, 2, 1]],
    ['of indefinite length', [0x30, 0x80, 0, 0]],
    ['not the shortest', [0x30, 0x81, 1, 5]],
    ['padded', [0x30, 0x82, 0, 0x80, ...new Uint8Array(128)]],
    ['larger than memory', [0x30, 0x85, 1, 1, 1, 1, 1]],
    ['without its length', [0x30, 0x82, 1]],
  ])('is unknown when it is %s', (_what, bytes) => {
    expect(sequenceLength(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe('federation IDs', () => {
  it.each(['alice@home.test', 'a.b+c%d_-@x', 'A@B-1.c'])('may be %s', (text) => {
    expect(parseFederationId(text)).toBeDefined();
  });

  it.each([
    '@x',
    'a@',
    'a@x.',
    'a@.x',
    'a@x..y',
    'a@x:1',
    'a b@x',
    'a@b@c',
    'ä@x',
    'a@x\n',
    `${'a'.repeat(65)}@x`,
  ])('may not be %j', (text) => {
    expect(parseFederationId(text)).toBeUndefined();
  });

  it('stand at domains, which may have a port where a server is named', () => {
    expect(['localhost', 'a.b', 'localhost:80'].every(isDomain)).toBe(true);
    expect(['', 'A.b', 'a:', 'a/b', 'a b', '.a'].some(isDomain)).toBe(false);
  });
});

describe('UNIX seconds', () => {
  it('are decimal strings', () => {
    expect(parseUnixSeconds('0')).toBe(0);
    expect(parseUnixSeconds('1620000000')).toBe(1_620_000_000);
    expect(parseUnixSeconds('8640000000000')).toBe(8.64e12);
    expect(parseUnixSeconds('8640000000001')).toBeUndefined();
  });
});

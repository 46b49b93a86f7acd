import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testActor, testHome } from '../actors/test-home.ts';
import {
  DerError,
  readBitString,
  readBoolean,
  readDer,
  readInteger,
  readObjectIdentifier,
  readTime,
} from './der-reader.ts';
import { readCertificate } from './x509-reader.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));
const ascii = (tag: number, text: string): Uint8Array =>
  Uint8Array.of(tag, text.length, ...new TextEncoder().encode(text));

describe('the DER reader', () => {
  it.each([
    ['an indefinite length', '3080020101 0000', 'indefinite'],
    ['a length that is not minimal', '30810302 0101', 'shortest form'],
    ['a length with a leading zero', '3082000302 0101', 'shortest form'],
    ['a length of five bytes', '308500000000 01', 'too long'],
    ['content that runs past the end', '3004020101', 'past the end'],
    ['a child that runs past its parent', '30030202 01', 'past the end'],
    ['bytes after the element', '020101 00', '1 bytes are left over'],
    ['a cut header', '30', 'ends inside an element'],
    ['nothing', '', 'ends inside an element'],
    ['a primitive sequence', '1000', 'wrong form'],
    ['a constructed string', '2403040101', 'wrong form'],
    ['a long tag number', '1f8101 00', 'tag numbers above 30'],
  ])('refuses %s', (_, digits, problem) => {
    expect(() => readDer(hex(digits.replaceAll(' ', '')))).toThrow(problem);
  });

  it('refuses nesting without end', () => {
    let bytes = hex('0500');
    for (let depth = 0; depth < 40; depth += 1) bytes = Uint8Array.of(0x30, bytes.length, ...bytes);
    expect(() => readDer(bytes)).toThrow('deeper than 24');
  });

  it.each([
    ['020100', 0n],
    ['02017f', 127n],
    ['02020080', 128n],
    ['0201ff', -1n],
    ['02028000', -32768n],
  ])('reads the integer %s', (digits, value) => {
    expect(readInteger(readDer(hex(digits)), 'it')).toBe(value);
  });

  it.each(['0200', '02020001', '0202ff80'])('refuses the integer %s', (digits) => {
    expect(() => readInteger(readDer(hex(digits)), 'it')).toThrow(DerError);
  });

  it('reads object identifiers, and refuses cut or padded ones', () => {
    expect(readObjectIdentifier(readDer(hex('060a0992268993f22c640119')), 'it')).toBe(
      '0.9.2342.19200300.100.1.25',
    );
    expect(readObjectIdentifier(readDer(hex('0603883703')), 'it')).toBe('2.999.3');
    expect(() => readObjectIdentifier(readDer(hex('06028037')), 'it')).toThrow('shortest form');
    expect(() => readObjectIdentifier(readDer(hex('060188')), 'it')).toThrow('cut short');
    expect(() => readObjectIdentifier(readDer(hex('0600')), 'it')).toThrow('cut short');
  });

  it('reads booleans and bit strings strictly', () => {
    expect(readBoolean(readDer(hex('0101ff')), 'it')).toBe(true);
    expect(() => readBoolean(readDer(hex('010101')), 'it')).toThrow('neither TRUE');
    expect(readBitString(readDer(hex('03020780')), 'it')).toEqual({ bytes: hex('80'), unused: 7 });
    expect(() => readBitString(readDer(hex('03020781')), 'it')).toThrow('not zero');
    expect(() => readBitString(readDer(hex('030208ff')), 'it')).toThrow('no bit string');
  });

  it('reads both kinds of time, to the second and in UTC only', () => {
    const read = (tag: number, text: string): string =>
      readTime(readDer(ascii(tag, text)), 'it').toISOString();
    expect(read(0x17, '491231235959Z')).toBe('2049-12-31T23:59:59.000Z');
    expect(read(0x17, '500101000000Z')).toBe('1950-01-01T00:00:00.000Z');
    expect(read(0x18, '20500101000000Z')).toBe('2050-01-01T00:00:00.000Z');
    for (const text of [
      '260230000000Z',
      '261301000000Z',
      '2601010000Z',
      '260101000000+0100',
      '260101240000Z',
    ]) {
      expect(() => read(0x17, text)).toThrow(DerError);
    }
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const certificate = testActor('alice', testHome('alpha', new Date('2026-03-01T12:00:00Z'))).idCert;
    const bytes = certificate ?? new Uint8Array();
    const damaged = fc
      .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((edits) => {
        const copy = Uint8Array.from(bytes);
        for (const [index, byte] of edits) copy[index] = byte;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), damaged), (input) => {
        try {
          readCertificate(input);
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLines, escapeText, shorten } from './escape.ts';

describe('escaping', () => {
  it.each([
    ['\u001b[2J\u001b[31mred', '\\x1b[2J\\x1b[31mred'],
    ['\u009b31m', '\\x9b31m'],
    ['\u001b]8;;http://evil.test\u0007click', '\\x1b]8;;http://evil.test\\x07click'],
    ['admin\u202egnp.exe', 'admin\\u{202e}gnp.exe'],
    ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['one\r\ntwo\tthree', 'one\\r\\ntwo\\tthree'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud800 pair', 'half \\u{d800} pair'],
    ['\u0000\u0008\u007f', '\\x00\\x08\\x7f'],
    ['grüße 日本 👩‍👩', 'grüße 日本 👩\\u{200d}👩'],
  ])('shows %j harmlessly', (hostile, shown) => {
    expect(escapeText(hostile)).toBe(shown);
  });

  it('leaves no control, bidirectional or lone surrogate character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      }),
    );
  });

  it('keeps the lines of a text and escapes within them', () => {
    expect(escapeLines('a\n\tb\r\nc\rd')).toEqual(['a', '  b', 'c\\rd']);
  });

  it('says how much it cut, never splitting a character', () => {
    expect(shorten('👍👍👍👍', 2)).toBe('👍👍… (2 more characters)');
    expect(shorten('abc', 3)).toBe('abc');
  });
});

import { describe, expect, it } from 'vitest';
import { columnsOf, labelled, wrap } from './wrap.ts';

describe('wrapping', () => {
  it('breaks between words and never exceeds the width', () => {
    expect(wrap('a challenge that was solved once opens no second session', 24)).toEqual([
      'a challenge that was',
      'solved once opens no',
      'second session',
    ]);
  });

  it('breaks a word only where it is longer than a line', () => {
    expect(wrap(`see ${'x'.repeat(45)} end`, 20)).toEqual([
      'see',
      'x'.repeat(20),
      'x'.repeat(20),
      'xxxxx end',
    ]);
  });

  it('counts wide characters as two columns and combining marks as none', () => {
    expect(columnsOf('日本')).toBe(4);
    expect(columnsOf('e\u0301')).toBe(1);
    expect(wrap('日'.repeat(15), 20)).toEqual(['日'.repeat(10), '日'.repeat(5)]);
  });

  it('sets the text beside its label', () => {
    expect(labelled('got', ['201 Created', 'one two three four five six'], 30)).toEqual([
      'got       201 Created',
      '          one two three four',
      '          five six',
    ]);
  });

  it('keeps an empty text as one empty line', () => {
    expect(wrap('', 40)).toEqual(['']);
  });
});

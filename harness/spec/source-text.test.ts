import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findSentence } from './source-text.ts';

const document = (name: string) =>
  readFileSync(new URL(`./fixtures/small/sources/${name}`, import.meta.url), 'utf8');
const book = document('tiny.md');
const page = document('plain.txt');

const sentenceOf = (text: string, section: string, phrase: string) => {
  const found = findSentence(text, section, phrase);
  return found.found ? found.sentence : `not found: ${found.reason}`;
};

describe('a markdown document', () => {
  it.each([
    [
      'a sentence over two lines, abbreviations included',
      'Doors',
      'into the',
      'It opens inwards, e.g. into the `hall`.',
    ],
    ['a sentence behind a quoted one', 'Doors', 'locked at night', 'The door must be locked at night!'],
    ['an item of a list over two lines', '1. PUT Lock door', 'must fit', '- The key must fit.'],
    ['a table row, its columns folded', '1. PUT Lock door', 'Opens the door', '| `key` | Opens the door |'],
    [
      'a line of code that looks like a heading',
      '1. PUT Lock door',
      'no heading',
      '# no heading: { "key": 1 }',
    ],
    ['an indented heading', 'Inner', 'Body', '#### Body'],
    ['what stands in a deeper section', '1. PUT Lock door', 'brass', 'A key is made of brass.'],
    ['a phrase that breaks over lines', 'Doors', 'opens inwards', 'It opens inwards, e.g. into the `hall`.'],
  ])('gives %s', (_title, section, phrase, sentence) => {
    expect(sentenceOf(book, section, phrase)).toBe(sentence);
  });

  it('gives the heading itself, markup included', () => {
    expect(sentenceOf(book, '1. PUT Lock door', 'A lock')).toBe(
      '## 1. <span class="x">PUT</span> Lock [:material-lock:](#lock "A lock") `door`',
    );
  });

  it('keeps to the section named', () => {
    expect(sentenceOf(book, '2. Windows', 'locked at night')).toBe(
      'not found: section "2. Windows" has no sentence with "locked at night"',
    );
  });

  it('refuses a phrase of several sentences', () => {
    expect(sentenceOf(book, '2. Windows', 'A door is')).toBe(
      'not found: section "2. Windows" has 2 sentences with "A door is"',
    );
  });

  it('refuses a section that is not there', () => {
    expect(sentenceOf(book, 'Roofs', 'tiles')).toBe('not found: there is no section "Roofs"');
  });

  it('hashes the folded sentence, whatever its line breaks', () => {
    const expected = createHash('sha256').update('- The key must fit.').digest('hex').slice(0, 16);
    for (const text of [book, book.replace('must\n  fit', 'must    fit'), book.replaceAll('\n', '\r\n')]) {
      expect(findSentence(text, '1. PUT Lock door', 'must fit')).toMatchObject({ hash: expected });
    }
    const changed = findSentence(
      book.replace('must\n  fit', 'must fit well'),
      '1. PUT Lock door',
      'must fit',
    );
    expect(changed).toMatchObject({ found: true });
    expect(changed).not.toMatchObject({ hash: expected });
  });
});

describe('a page saved as plain text', () => {
  it('takes its first line and lines of capitalised words for titles', () => {
    expect(sentenceOf(page, 'Open The Door', 'Opens a')).toBe('Opens a door (if it can)');
    expect(sentenceOf(page, 'Houses', 'curl')).toBe('curl "https://example.com/door"');
    expect(sentenceOf(page, 'Shut The Door', 'fetch')).toMatch(/^not found: section/);
  });
});

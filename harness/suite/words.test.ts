import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from './function-words.ts';
import { explainWord, WORD_GROUPS } from './words.ts';
import { wordsTable } from './words-table.ts';

describe('the words of the language', () => {
  it('are each explained in one line', () => {
    for (const { words } of WORD_GROUPS) {
      for (const { name, doc } of words) expect(doc, name).toMatch(/^\S.*\S$/);
    }
  });

  it('are explained in every place where they stand', () => {
    expect(explainWord('absent').map(({ group }) => group)).toEqual([
      'Peers with a meaning of their own',
      'Matchers that are a word',
    ]);
    expect(explainWord('sign')).toMatchObject([
      { usage: 'sign(actor, data)', example: 'sign(alice, challenge)' },
    ]);
    expect(explainWord('sgin')).toEqual([]);
  });

  it('all stand in the table', () => {
    const table = wordsTable();
    for (const name of FUNCTION_NAMES) expect(table).toContain(`| \`${name}(`);
    for (const part of table
      .trim()
      .split('\n\n')
      .filter((text) => text.startsWith('|'))) {
      const widths = part.split('\n').map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size, part).toBe(1);
    }
  });
});

/** Writes JSON as other libraries might: the same value in another text. */

import { SPELLINGS, type Spelling } from '../suite/json-spellings.ts';

export function isSpelling(word: string): word is Spelling {
  return Object.hasOwn(SPELLINGS, word);
}

export function spell(value: unknown, how: Spelling): string {
  if (Array.isArray(value))
    return bracketed(
      '[',
      value.map((item) => spell(item, how)),
      ']',
      how,
    );
  if (typeof value === 'object' && value !== null) {
    const members = inOrder(Object.entries(value), how).map(
      ([name, item]) => `${nameText(name, how)}${how === 'spaced' ? ' :\n' : ':'}${spell(item, how)}`,
    );
    return bracketed('{', members, '}', how);
  }
  if (typeof value === 'string') return valueText(value, how);
  if (typeof value === 'number' && how === 'long-numbers') return longNumber(value);
  return JSON.stringify(value) ?? 'null';
}

function bracketed(open: string, parts: readonly string[], close: string, how: Spelling): string {
  return how === 'spaced'
    ? ` ${open}\t${parts.join(' ,\r\n')}\n${close} `
    : `${open}${parts.join(',')}${close}`;
}

function inOrder(entries: readonly [string, unknown][], how: Spelling): readonly [string, unknown][] {
  if (how === 'reversed') return entries.toReversed();
  if (how !== 'shuffled') return entries;
  return entries.toSorted(([a], [b]) => a.length - b.length || (a < b ? 1 : -1));
}

function nameText(name: string, how: Spelling): string {
  return how === 'escaped-names' ? escaped(name) : JSON.stringify(name);
}

function valueText(text: string, how: Spelling): string {
  if (how === 'escaped-texts') return escaped(text);
  return how === 'escaped-solidus' ? JSON.stringify(text).replaceAll('/', '\\/') : JSON.stringify(text);
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

/** Numbers that every reader takes for the same double; those with an exponent stay as they are. */
function longNumber(value: number): string {
  const usual = JSON.stringify(value);
  if (usual.includes('e')) return usual;
  if (Number.isInteger(value)) return value % 1000 === 0 && value !== 0 ? `${value / 1000}e3` : `${usual}.0`;
  const text = `${value * 10}E-1`;
  return Number(text) === value ? text : usual;
}

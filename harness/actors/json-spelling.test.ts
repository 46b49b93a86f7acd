import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPELLINGS, type Spelling } from '../suite/json-spellings.ts';
import { spell } from './json-spelling.ts';

const value = { b: [1, 0.1, 1000], a: { 'ä/': 'x/y 😀', z: null }, t: true };
const spellings = Object.keys(SPELLINGS) as Spelling[];

describe('another spelling of a value', () => {
  it.each(spellings)('%s says the same', (how) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (json) => {
        expect(JSON.parse(spell(json, how))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
      { numRuns: 50 },
    );
  });

  it.each(spellings)('%s is no compact JSON', (how) => {
    expect(spell(value, how)).not.toBe(JSON.stringify(value));
  });

  it('turns the order of members round at every depth', () => {
    expect(spell({ a: 1, b: { c: 2, d: 3 } }, 'reversed')).toBe('{"b":{"d":3,"c":2},"a":1}');
  });

  it('writes numbers in ways that they need not be written', () => {
    expect(spell([1, 2000, 0.1, 1e-7], 'long-numbers')).toBe('[1.0,2e3,1E-1,1e-7]');
  });

  it('escapes pairs of surrogates as two units', () => {
    expect(spell('😀', 'escaped-texts')).toBe('"\\ud83d\\ude00"');
  });
});

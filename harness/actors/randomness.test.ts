import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freshChallenge, freshName, freshPassword, freshSessionId } from './names.ts';
import { randomnessFor } from './randomness.ts';

it('gives the same bytes for the same parts, however they are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(80), { maxLength: 20 }), (counts) => {
      const piecewise = randomnessFor('run', '1');
      const pieces = Buffer.concat(counts.map((count) => piecewise.bytes(count)));
      const whole = randomnessFor('run', '1').bytes(pieces.length);
      expect(pieces.toString('hex')).toBe(Buffer.from(whole).toString('hex'));
    }),
  );
});

it('tells parts apart that read alike when joined', () => {
  const one = Buffer.from(randomnessFor('a', 'bc').bytes(16)).toString('hex');
  expect(Buffer.from(randomnessFor('ab', 'c').bytes(16)).toString('hex')).not.toBe(one);
  expect(Buffer.from(randomnessFor('a","bc').bytes(16)).toString('hex')).not.toBe(one);
});

it('draws every number below the bound, and none above', () => {
  const randomness = randomnessFor('numbers');
  const drawn = new Set(Array.from({ length: 400 }, () => randomness.integer(7)));
  expect([...drawn].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(() => randomness.integer(0)).toThrow('from 1 to 2^32');
});

it('never repeats a name within a run, and every name is legal and free of i, k and s', () => {
  const names = Array.from({ length: 2_000 }, (_, index) =>
    freshName('r1', randomnessFor('r1', String(index))),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^(?!.*[iks])[a-z][a-z0-9]{19}$/);
});

it('marks names with their run', () => {
  const randomness = randomnessFor('same');
  const mark = freshName('run A', randomness).slice(0, 5);
  expect(freshName('run A', randomness).slice(0, 5)).toBe(mark);
  expect(freshName('run B', randomness).slice(0, 5)).not.toBe(mark);
});

it('makes session IDs of at most 32 IA5 characters, well-formed challenges and varied passwords', () => {
  const randomness = randomnessFor('forms');
  expect(freshSessionId(randomness)).toMatch(/^[A-Za-z0-9]{1,32}$/);
  expect(freshChallenge(randomness)).toMatch(/^[A-Za-z0-9]{32,256}$/);
  expect(freshPassword(randomness)).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{12,}$/);
});

import { describe, expect, it } from 'vitest';
import { conformantAlias } from './alias.ts';

describe('aliases', () => {
  it.each(['abc', 'A_9', 'a'.repeat(30), '___'])('may be %s', (alias) => {
    expect(conformantAlias.isAcceptableAlias(alias)).toBe(true);
  });

  it.each(['', 'ab', 'a'.repeat(31), 'a@b', 'a b', 'a-b', 'zoë', 'abc\n', 'a.b'])(
    'may not be %j',
    (alias) => {
      expect(conformantAlias.isAcceptableAlias(alias)).toBe(false);
    },
  );

  it.each([[{}], [{ alias: 1 }], [{ alias: null }], [{ alias: ['abc'] }], [null], ['abc'], [['abc']]])(
    'are not read from %j',
    (body) => {
      expect(conformantAlias.readAlias(body)).toBeUndefined();
    },
  );

  it('resolve to the holder of the exact spelling where several differ by case', () => {
    const register = {
      holdingsLike: () => [
        { alias: 'ALICE', owner: 'a' },
        { alias: 'alice', owner: 'b' },
      ],
      add: () => {},
      releaseAllBut: () => {},
    };
    expect(conformantAlias.ownerOf('alice', register)).toBe('b');
    expect(conformantAlias.ownerOf('Alice', register)).toBe('a');
  });
});

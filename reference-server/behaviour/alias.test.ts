import { describe, expect, it } from 'vitest';
import { alias } from './alias.ts';

describe('aliases', () => {
  it.each(['abc', 'A_9', 'a'.repeat(30), '___'])('may be %s', (wanted) => {
    expect(alias.isAcceptableAlias(wanted)).toBe(true);
  });

  it.each(['', 'ab', 'a'.repeat(31), 'a@b', 'a b', 'a-b', 'zoë', 'abc\n', 'a.b'])(
    'may not be %j',
    (wanted) => {
      expect(alias.isAcceptableAlias(wanted)).toBe(false);
    },
  );

  it.each([[{}], [{ alias: 1 }], [{ alias: null }], [{ alias: ['abc'] }], [null], ['abc'], [['abc']]])(
    'are not read from %j',
    (body) => {
      expect(alias.readAlias(body)).toBeUndefined();
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
    expect(alias.ownerOf('alice', register)).toBe('b');
    expect(alias.ownerOf('Alice', register)).toBe('a');
  });
});

import { describe, expect, it } from 'vitest';
import { Aliases } from './aliases.ts';

const alice = 'alice@home.test';
const bob = 'bob@home.test';

describe('aliases', () => {
  it('resolve whatever the case, and keep the case they were added in', () => {
    const aliases = new Aliases();
    aliases.add('Alice', alice);
    expect(aliases.holdingsLike('aLICE')).toEqual([{ alias: 'Alice', owner: alice }]);
    expect(aliases.aliasOf(alice)).toBe('Alice');
    expect(aliases.holdingsLike('bob')).toEqual([]);
    expect(aliases.aliasOf(bob)).toBeUndefined();
  });

  it('stay with their owner until they are released', () => {
    const aliases = new Aliases();
    aliases.add('first', alice);
    aliases.add('second', alice);
    expect(aliases.holdingsLike('first')).toEqual([{ alias: 'first', owner: alice }]);
    aliases.releaseAllBut('second', alice);
    expect(aliases.holdingsLike('first')).toEqual([]);
    expect(aliases.holdingsLike('second')).toEqual([{ alias: 'second', owner: alice }]);
    expect(aliases.aliasOf(alice)).toBe('second');
  });

  it('change their case for the same owner', () => {
    const aliases = new Aliases();
    aliases.add('alice', alice);
    aliases.add('ALICE', alice);
    aliases.releaseAllBut('ALICE', alice);
    expect(aliases.holdingsLike('alice')).toEqual([{ alias: 'ALICE', owner: alice }]);
    expect(aliases.aliasOf(alice)).toBe('ALICE');
  });

  it('can be held once only by the same owner', () => {
    const aliases = new Aliases();
    aliases.add('alice', alice);
    aliases.add('alice', alice);
    expect(aliases.holdingsLike('alice')).toHaveLength(1);
  });

  it('leave others alone when an owner releases its own', () => {
    const aliases = new Aliases();
    aliases.add('shared', alice);
    aliases.add('SHARED', bob);
    aliases.add('other', alice);
    aliases.releaseAllBut('other', alice);
    expect(aliases.holdingsLike('shared')).toEqual([{ alias: 'SHARED', owner: bob }]);
  });

  it('hold the keys of each owner apart from the alias', () => {
    const aliases = new Aliases();
    aliases.setKeys(alice, { signingKey: 's', encryptionKey: 'e' });
    aliases.add('new', alice);
    expect(aliases.keysOf(alice)).toEqual({ signingKey: 's', encryptionKey: 'e' });
    expect(aliases.keysOf(bob)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { formatHandle, isSameHandle, parseHandle } from './handle.ts';

describe('handles', () => {
  it.each([
    ['alice@home.test', 'alice', 'home.test'],
    ['Al_1ce@HOME.Test', 'Al_1ce', 'home.test'],
    ['bob@localhost:5099', 'bob', 'localhost:5099'],
    ['bob@127.0.0.1:80', 'bob', '127.0.0.1:80'],
    ['zoë@a.b', 'zoë', 'a.b'],
  ])('reads %s', (text, alias, domain) => {
    expect(parseHandle(text)).toEqual({ alias, domain });
  });

  it.each([
    '',
    'alice',
    '@home.test',
    'alice@',
    'alice@home.test@evil.test',
    'ali ce@home.test',
    'alice@home.test/path',
    'alice@user:pw@evil.test',
    'alice@home.test:0',
    'alice@home.test:123456',
    'alice@-home.test',
    'alice@home..test',
    'alice@home.test?x',
    '../x@home.test',
    '..@home.test',
    'a\ud800b@home.test',
    `${'a'.repeat(65)}@home.test`,
    `alice@${'a.'.repeat(130)}test`,
  ])('refuses %j', (text) => {
    expect(parseHandle(text)).toBeUndefined();
  });

  it('writes a handle as it was read, but for the case of the domain', () => {
    const handle = parseHandle('Alice@Home.Test:81');
    expect(handle && formatHandle(handle)).toBe('Alice@home.test:81');
  });

  it('treats handles that differ only by case as the same', () => {
    const alice = { alias: 'alice', domain: 'home.test' };
    expect(isSameHandle(alice, { alias: 'ALICE', domain: 'home.test' })).toBe(true);
    expect(isSameHandle(alice, { alias: 'alice', domain: 'home.test:81' })).toBe(false);
    expect(isSameHandle(alice, { alias: 'alicia', domain: 'home.test' })).toBe(false);
  });
});

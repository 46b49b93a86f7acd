import { describe, expect, it } from 'vitest';
import { Challenges } from './challenges.ts';

const at = (seconds: number) => new Date(seconds * 1000);

describe('the store of challenges', () => {
  it('forgets what has long expired', () => {
    const challenges = new Challenges();
    challenges.add('old', at(0), at(10));
    challenges.add('newer', at(600), at(1000));
    expect(challenges.find('old')).toBeDefined();
    challenges.add('newest', at(611), at(1000));
    expect(challenges.find('old')).toBeUndefined();
    expect(challenges.find('newer')).toBeDefined();
  });

  it('never holds more than 20,000', () => {
    const challenges = new Challenges();
    for (let index = 0; index <= 20_000; index += 1) challenges.add(`c${index}`, at(0), at(600));
    expect(challenges.find('c0')).toBeUndefined();
    expect(challenges.find('c1')).toBeDefined();
    expect(challenges.find('c20000')).toBeDefined();
  });

  it('remembers that one was used, until it is given back', () => {
    const challenges = new Challenges();
    challenges.add('one', at(0), at(600));
    challenges.useSlot('one').take();
    expect(challenges.useSlot('one').isTaken()).toBe(true);
    challenges.restore('one');
    expect(challenges.useSlot('one').isTaken()).toBe(false);
  });
});

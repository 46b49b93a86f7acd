import { beforeAll, describe, expect, it } from 'vitest';
import { loadRegistry, type Registry } from './registry.ts';
import { formatRequirementSet, parseRequirementSet, registryUnderSets, underSet } from './requirement-set.ts';

let registry: Registry;
beforeAll(async () => {
  registry = await loadRegistry();
});

function profile() {
  const found = registry.profiles.get('p2core');
  if (found === undefined) throw new Error('there is no p2core');
  return found;
}
const parse = (text: string) => parseRequirementSet(text, 'set.yaml', registry);
const frozen = (): string => formatRequirementSet(profile(), '1.0.0');

describe('a frozen requirement set', () => {
  it('changes nothing of the profile that it froze', () => {
    expect(underSet(profile(), [parse(frozen())])).toEqual(profile());
  });

  it('weighs what it names as it was weighed, and what is younger not at all', () => {
    const text = frozen()
      .replace(/^ {2}P2-IDN-07: MUST\n/m, '')
      .replace('P2-IDN-04: MUST', 'P2-IDN-04: SHOULD');
    const under = registryUnderSets(registry, [parse(text)]);
    const levels = ['P2-IDN-01', 'P2-IDN-04', 'P2-IDN-07'].map((id) => under.requirement(id)?.level);
    expect(levels).toEqual(['MUST', 'SHOULD', 'MAY']);
    expect(registry.requirement('P2-IDN-07')?.level).toBe('MUST');
  });

  it.each([
    [
      'of an unknown profile',
      (text: string) => text.replace('profile: p2core', 'profile: p3'),
      /set\.yaml:2: profile: there is no profile p3/,
    ],
    [
      'with a requirement that is no more',
      (text: string) => `${text}  P2-OLD-01: MUST\n`,
      /set\.yaml:\d+: P2-OLD-01: this release has no such requirement/,
    ],
    [
      'with an unknown level',
      (text: string) => text.replace('P2-IDN-04: MUST', 'P2-IDN-04: OUGHT'),
      /set\.yaml:\d+: requirements\.P2-IDN-04/,
    ],
    ['without a hash', (text: string) => text.replace(/^hash:.*\n/m, ''), /set\.yaml:1: hash/],
  ])('is refused %s', (_, change, message) => {
    expect(() => parse(change(frozen()))).toThrow(message);
  });
});

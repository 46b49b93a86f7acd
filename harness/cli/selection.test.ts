import { describe, expect, it } from 'vitest';
import { loadRegistry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { chooseScenarios, giveBackSelectors } from './selection.ts';
import { UsageError } from './usage-error.ts';

const registry = await loadRegistry();

function scenario(id: string, requirement: string): ResolvedScenario {
  const [profile = ''] = id.split('/');
  const at = { file: `${id}.yaml`, line: 1, column: 1 };
  const check = { requirement, expectation: { kind: 'accepted' }, at } as const;
  const step = {
    kind: 'call',
    name: '1 register',
    at,
    checks: [check],
    operation: 'register',
    control: false,
    again: false,
    parameters: { path: [], query: [], headers: [] },
    save: [],
  } as const;
  return {
    id,
    title: id,
    profile,
    file: `${id}.yaml`,
    at,
    needs: [],
    exclusive: false,
    actors: [],
    peers: new Map(),
    values: [],
    steps: [step],
    afterwards: [],
    cases: [],
    operations: ['register'],
    requirements: [requirement],
  };
}

const SCENARIOS = [
  scenario('p2core/challenge/shape', 'P2-CHAL-01'),
  scenario('p2core/identify/opens', 'P2-IDN-01'),
  scenario('p2core/identify/replay', 'P2-IDN-07'),
];

function choose(selectors: readonly string[], words: Parameters<typeof chooseScenarios>[1] = {}) {
  return chooseScenarios(selectors, words, {
    registry,
    scenarios: SCENARIOS,
    targetProfiles: ['external-identity', 'p2core'],
  });
}

function ids(choice: ReturnType<typeof choose>): readonly string[] {
  return choice.selected.map((one) => one.scenario.id);
}

function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof UsageError) return [error.message, error.hint].join(' | ');
    throw error;
  }
  return 'nothing was refused';
}

describe('the choice of scenarios', () => {
  it('is everything that tests a profile of the target, and says which profile nothing tests', () => {
    const choice = choose([]);
    expect(ids(choice)).toEqual(SCENARIOS.map(({ id }) => id));
    expect(choice).toMatchObject({
      full: true,
      selection: [],
      profiles: ['p2core'],
      notes: ['profile external-identity has no scenarios yet: nothing of it is tested'],
    });
  });

  it('is still full where one profile was asked for', () => {
    expect(choose([], { profile: ['p2core'] })).toMatchObject({
      full: true,
      selection: ['--profile p2core'],
      notes: [],
    });
  });

  it('is a part by selector, requirement or shard, and says so', () => {
    const bySelector = choose(['p2core/identify/*']);
    expect([ids(bySelector), bySelector.full]).toEqual([
      ['p2core/identify/opens', 'p2core/identify/replay'],
      false,
    ]);
    const byRequirement = choose([], { requirement: ['P2-IDN-07'] });
    expect([ids(byRequirement), byRequirement.full, byRequirement.selection]).toEqual([
      ['p2core/identify/replay'],
      false,
      ['--requirement P2-IDN-07'],
    ]);
  });

  it('falls into shards that overlap nowhere and leave nothing out', () => {
    const shards = [1, 2].map((index) => choose([], { shard: { index, count: 2 } }));
    expect(shards.flatMap(ids).sort()).toEqual(SCENARIOS.map(({ id }) => id));
    expect(shards.map(({ full, selection }) => [full, selection])).toEqual([
      [false, ['--shard 1/2']],
      [false, ['--shard 2/2']],
    ]);
  });

  it.each<[() => unknown, string]>([
    [
      () => choose(['p2core/identify/reply']),
      'no scenario is called "p2core/identify/reply" | did you mean "p2core/identify/replay"?',
    ],
    [() => choose([], { profile: ['p2cor'] }), 'unknown profile "p2cor" | did you mean "p2core"?'],
    [
      () => choose([], { profile: ['external-identity'] }),
      'there is no scenario for external-identity yet | kammerton list shows those there are',
    ],
    [
      () => choose([], { requirement: ['P2-IDN-007'] }),
      'unknown requirement "P2-IDN-007" | did you mean "P2-IDN-07"?',
    ],
    [
      () => choose([], { requirement: ['P2-IDN-04'] }),
      'no scenario tests P2-IDN-04 | kammerton explain tells what it demands',
    ],
    [
      () => choose([], { shard: { index: 4, count: 4 } }),
      'this shard holds no scenario | choose fewer shards',
    ],
    [
      () => choose(['p2core/identify/opens'], { requirement: ['P2-IDN-07'] }),
      'nothing meets all of this at once | kammerton list shows what there is',
    ],
  ])('is never silently empty', (attempt, message) => {
    expect(refusal(attempt)).toBe(message);
  });

  it('refuses a profile that the target does not declare', () => {
    const input = { registry, scenarios: SCENARIOS, targetProfiles: ['p2core'] };
    expect(refusal(() => chooseScenarios([], { profile: ['external-identity'] }, input))).toBe(
      'the target does not declare the profile external-identity | add it to profiles in the target file',
    );
  });
});

it('gives selectors back that stand behind an option with several values', () => {
  const words = {
    report: ['json=out/r.json', 'p2core/identify/replay', 'console'],
    requirement: ['P2-IDN-07', 'p2core/**', 'x.yaml', 'p2core/a/b#case'],
    out: 'reports',
  };
  expect(giveBackSelectors(words)).toEqual({
    words: { report: ['json=out/r.json', 'console'], requirement: ['P2-IDN-07'], out: 'reports' },
    selectors: ['p2core/**', 'x.yaml', 'p2core/a/b#case', 'p2core/identify/replay'],
  });
});

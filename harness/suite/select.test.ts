import { describe, expect, it } from 'vitest';
import type { Check, ResolvedCase, ResolvedScenario } from './model.ts';
import { type SelectionQuery, selectScenarios } from './select.ts';

const at = { file: '', line: 1, column: 1 };

function check(requirement: string): Check {
  return { requirement, expectation: { kind: 'accepted' }, at };
}

function scenario(
  id: string,
  own: readonly string[],
  cases: Readonly<Record<string, string>> = {},
): ResolvedScenario {
  const resolved = Object.entries(cases).map(
    ([slug, requirement]): ResolvedCase => ({
      slug,
      title: slug,
      change: [],
      peers: new Map(),
      checks: [check(requirement)],
      at,
    }),
  );
  return {
    id,
    title: id,
    profile: id.split('/')[0] ?? '',
    file: `${id}.yaml`,
    at,
    needs: [],
    exclusive: false,
    actors: [],
    peers: new Map(),
    values: [],
    steps: [
      {
        kind: 'wait',
        name: '1 wait',
        at,
        checks: own.map(check),
        until: { kind: 'literal', value: 0 },
        save: [],
      },
    ],
    afterwards: [],
    cases: resolved,
    operations: [],
    requirements: [...own, ...Object.values(cases)],
  };
}

const SCENARIOS = [
  scenario('p2core/identify/replay', ['P2-IDN-07']),
  scenario('p2core/identify/replay-by-another', ['P2-IDN-07']),
  scenario('p2core/identify/signature', ['P2-IDN-01'], { flipped: 'P2-IDN-04', missing: 'P2-IDN-20' }),
  scenario('external-identity/inbox/signature', ['XI-IN-01']),
];

function selected(query: Partial<SelectionQuery>): readonly string[] {
  const { selected: found, problems } = selectScenarios(SCENARIOS, { selectors: [], ...query });
  expect(problems).toEqual([]);
  return found.map(({ scenario: { id }, cases }) =>
    cases === undefined ? id : `${id}#${[...cases].join(',')}`,
  );
}

function problems(query: Partial<SelectionQuery>): readonly string[] {
  return selectScenarios(SCENARIOS, { selectors: [], ...query }).problems.map(({ message, hint }) =>
    hint === undefined ? message : `${message} ${hint}`,
  );
}

describe('selectScenarios', () => {
  it('selects everything without a query', () => {
    expect(selected({})).toEqual(SCENARIOS.map(({ id }) => id));
  });

  it.each([
    ['an id, and no other that begins like it', 'p2core/identify/replay', ['p2core/identify/replay']],
    [
      'a folder',
      'p2core/identify/',
      ['replay', 'replay-by-another', 'signature'].map((name) => `p2core/identify/${name}`),
    ],
    ['a glob', '*/*/sig*', ['p2core/identify/signature', 'external-identity/inbox/signature']],
    ['a file', './suites/p2core/identify/replay.yaml', ['p2core/identify/replay']],
    ['a case', 'p2core/identify/signature#missing', ['p2core/identify/signature#missing']],
    ['a case of a glob', 'p2core/**#flipped', ['p2core/identify/signature#flipped']],
  ])('selects by %s', (_, selector, ids) => {
    expect(selected({ selectors: [selector] })).toEqual(ids);
  });

  it('joins selectors, each scenario once and in the order of the suite', () => {
    const id = 'p2core/identify/signature';
    expect(selected({ selectors: [id, 'p2core/identify/replay', id] })).toEqual([
      'p2core/identify/replay',
      id,
    ]);
    expect(selected({ selectors: [`${id}#missing`, `${id}#flipped`] })).toEqual([`${id}#missing,flipped`]);
    expect(selected({ selectors: [`${id}#missing`, id] })).toEqual([id]);
    expect(selected({ selectors: [id, `${id}#missing`] })).toEqual([id]);
  });

  it('narrows to profiles', () => {
    expect(selected({ profiles: ['external-identity'] })).toEqual(['external-identity/inbox/signature']);
  });

  it('narrows to the cases that prove a requirement', () => {
    expect(selected({ requirements: ['P2-IDN-04'] })).toEqual(['p2core/identify/signature#flipped']);
    expect(selected({ requirements: ['P2-IDN-01'] })).toEqual(['p2core/identify/signature']);
    expect(selected({ requirements: ['P2-IDN-07', 'P2-IDN-20'] })).toEqual([
      'p2core/identify/replay',
      'p2core/identify/replay-by-another',
      'p2core/identify/signature#missing',
    ]);
  });

  it('calls it a slip when a selector meets nothing', () => {
    expect(problems({ selectors: ['p2core/identfy/replay'] })).toEqual([
      'no scenario is called "p2core/identfy/replay" did you mean "p2core/identify/replay"?',
    ]);
    expect(problems({ selectors: ['p2core/identify/signature#mising'] })).toEqual([
      '"p2core/identify/signature" has no case "mising" did you mean "missing"?',
    ]);
    expect(problems({ profiles: ['p2cor'] })).toEqual([
      'no scenario has the profile "p2cor" did you mean "p2core"?',
    ]);
    expect(problems({ requirements: ['P2-IDN-70'] })[0]).toMatch(
      /^no scenario has the requirement "P2-IDN-70"/,
    );
    expect(problems({ selectors: ['p2core/**'], requirements: ['XI-IN-01'] })).toEqual([
      'nothing meets all of this at once',
    ]);
  });
});

/** What a command line selects, checked against what there is: a selector that meets nothing is an error. */

import type { Registry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { type SelectedScenario, selectScenarios } from '../suite/select.ts';
import type { RunWords } from './program.ts';
import { partOf } from './shards.ts';
import { withUnasked } from './unasked.ts';
import { UsageError } from './usage-error.ts';

export interface Choice {
  readonly selected: readonly SelectedScenario[];
  /** The profiles that are tested: of the target, asked for, and with scenarios. */
  readonly profiles: readonly string[];
  /** Every scenario of these profiles. */
  readonly full: boolean;
  /** As the command line would say it. */
  readonly selection: readonly string[];
  /** What the person should know: profiles that nothing tests. */
  readonly notes: readonly string[];
}

export interface ChoiceInput {
  readonly registry: Registry;
  readonly scenarios: readonly ResolvedScenario[];
  /** Those that the target declares. */
  readonly targetProfiles: readonly string[];
}

type SelectionWords = Pick<RunWords, 'profile' | 'requirement' | 'shard' | 'durations'>;

/** @throws UsageError with the nearest name for whatever meets nothing. */
export function chooseScenarios(
  selectors: readonly string[],
  words: SelectionWords,
  { registry, scenarios, targetProfiles }: ChoiceInput,
): Choice {
  const asked = words.profile ?? [];
  checkProfiles(asked, registry, targetProfiles);
  const judged = scenarios.map((scenario) => withUnasked(scenario, registry));
  for (const id of words.requirement ?? []) checkRequirement(id, registry, judged);

  const declared = asked.length === 0 ? targetProfiles : targetProfiles.filter((id) => asked.includes(id));
  const profiles = declared.filter((id) => scenarios.some(({ profile }) => profile === id));
  const untested = declared.filter((id) => !profiles.includes(id));
  if (profiles.length === 0) {
    throw new UsageError(
      `there is no scenario for ${declared.join(' and ')} yet`,
      'kammerton list shows those there are',
    );
  }
  const { selected, problems } = selectScenarios(judged, {
    selectors,
    profiles,
    requirements: words.requirement ?? [],
  });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new UsageError(problem.message, problem.hint ?? 'kammerton list shows what there is');
  }
  const part = partOf(selected, words, [...registry.profiles.values()]);
  if (part.selected.length === 0) throw new UsageError('this shard holds no scenario', 'choose fewer shards');
  const isSelection = selectors.length > 0 || words.requirement !== undefined;
  const inSelection = new Set(selected.map(({ scenario }) => scenario.profile));
  return {
    selected: part.selected,
    // A verdict speaks of what was selected, and so of those profiles alone.
    profiles: isSelection ? profiles.filter((id) => inSelection.has(id)) : profiles,
    full: selectors.length === 0 && words.requirement === undefined && words.shard === undefined,
    selection: [
      ...selectors,
      ...asked.map((id) => `--profile ${id}`),
      ...(words.requirement ?? []).map((id) => `--requirement ${id}`),
      ...part.words,
    ],
    notes: untested.map((id) => `profile ${id} has no scenarios yet: nothing of it is tested`),
  };
}

function checkProfiles(asked: readonly string[], registry: Registry, declared: readonly string[]): void {
  for (const id of asked) {
    if (!registry.profiles.has(id)) {
      throw new UsageError(`unknown profile "${id}"`, suggestion(id, registry.profiles.keys()));
    }
    if (!declared.includes(id)) {
      throw new UsageError(
        `the target does not declare the profile ${id}`,
        'add it to profiles in the target file',
      );
    }
  }
}

function checkRequirement(id: string, registry: Registry, scenarios: readonly ResolvedScenario[]): void {
  const requirement = registry.requirement(id);
  if (requirement === undefined) {
    throw new UsageError(`unknown requirement "${id}"`, suggestion(id, registry.requirementIds()));
  }
  if (scenarios.some(({ requirements }) => requirements.includes(id))) return;
  throw new UsageError(
    `no scenario tests ${id}`,
    requirement.untestable ?? 'kammerton explain tells what it demands',
  );
}

/**
 * Options that take several values swallow selectors that stand behind them; a word that looks like one is given back.
 */
export function giveBackSelectors<T>(
  words: T & {
    readonly profile?: readonly string[];
    readonly requirement?: readonly string[];
    readonly report?: readonly string[];
  },
): { readonly words: T; readonly selectors: readonly string[] } {
  const swallowed: string[] = [];
  const keep = (values: readonly string[] | undefined): readonly string[] | undefined => {
    if (values === undefined) return undefined;
    const own = values.filter((word) => !looksLikeSelector(word));
    swallowed.push(...values.filter(looksLikeSelector));
    return own;
  };
  const kept = Object.fromEntries(
    (['profile', 'requirement', 'report'] as const).flatMap((name) => {
      const own = keep(words[name]);
      return own === undefined ? [] : [[name, own] as const];
    }),
  );
  return { words: { ...words, ...kept }, selectors: swallowed };
}

function looksLikeSelector(word: string): boolean {
  return /[/*#]|\.ya?ml$/.test(word.split('=', 1)[0] ?? '');
}

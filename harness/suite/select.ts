/** Which scenarios, and which cases of them, a command line asks for. */

import picomatch from 'picomatch';
import type { ResolvedScenario } from './model.ts';
import { suggestion } from './nearest-name.ts';

export interface SelectionQuery {
  /** Ids, `id#case`, folders of ids, globs over ids, files; none: every scenario. */
  readonly selectors: readonly string[];
  /** Any of these; none: every profile. */
  readonly profiles?: readonly string[];
  /** Any of these; none: whatever is checked. */
  readonly requirements?: readonly string[];
}

export interface SelectedScenario {
  readonly scenario: ResolvedScenario;
  /** Only these cases; absent: the whole scenario. */
  readonly cases?: ReadonlySet<string>;
}

export interface SelectionProblem {
  readonly message: string;
  readonly hint?: string;
}

export interface Selection {
  readonly selected: readonly SelectedScenario[];
  /** A selector that meets nothing is a slip, never an empty success. */
  readonly problems: readonly SelectionProblem[];
}

/** In the order of the scenarios given, each once. */
export function selectScenarios(scenarios: readonly ResolvedScenario[], query: SelectionQuery): Selection {
  const problems: SelectionProblem[] = [];
  const { profiles = [], requirements = [] } = query;
  reportUnknown('profile', profiles, new Set(scenarios.map(({ profile }) => profile)), problems);
  reportUnknown('requirement', requirements, new Set(scenarios.flatMap((one) => one.requirements)), problems);
  const bySelector = query.selectors.length === 0 ? undefined : chosen(scenarios, query.selectors, problems);
  const selected = scenarios.flatMap((scenario): SelectedScenario[] => {
    if (bySelector !== undefined && !bySelector.has(scenario.id)) return [];
    if (profiles.length > 0 && !profiles.includes(scenario.profile)) return [];
    const cases = bySelector?.get(scenario.id);
    return narrowed({ scenario, ...(cases === undefined ? {} : { cases }) }, requirements);
  });
  if (selected.length === 0 && problems.length === 0)
    problems.push({ message: 'nothing meets all of this at once' });
  return { selected, problems };
}

/** Scenario id → the cases asked for, or undefined for all of it. */
function chosen(
  scenarios: readonly ResolvedScenario[],
  selectors: readonly string[],
  problems: SelectionProblem[],
): ReadonlyMap<string, ReadonlySet<string> | undefined> {
  const found = new Map<string, ReadonlySet<string> | undefined>();
  for (const selector of selectors) {
    const [pattern = '', slug] = selector.split('#');
    const matches = matching(scenarios, pattern);
    if (matches.length === 0) {
      const ids = scenarios.map(({ id }) => id);
      problems.push(problem(`no scenario is called "${pattern}"`, suggestion(pattern, ids)));
    }
    const withCase = matches.filter(
      ({ cases }) => slug === undefined || cases.some((one) => one.slug === slug),
    );
    if (slug !== undefined && withCase.length === 0 && matches.length > 0) {
      const slugs = matches.flatMap(({ cases }) => cases.map((one) => one.slug));
      problems.push(problem(`"${pattern}" has no case "${slug}"`, suggestion(slug, slugs)));
    }
    for (const { id } of withCase) {
      const before = found.get(id);
      const isWhole = slug === undefined || (found.has(id) && before === undefined);
      found.set(id, isWhole ? undefined : new Set([...(before ?? []), slug]));
    }
  }
  return found;
}

function matching(scenarios: readonly ResolvedScenario[], pattern: string): readonly ResolvedScenario[] {
  if (/\.ya?ml$/.test(pattern)) {
    const path = pattern.replaceAll('\\', '/');
    return scenarios.filter(({ file }) => path === file || path.endsWith(`/${file}`));
  }
  const folder = `${pattern.replace(/\/+$/, '')}/`;
  const isMatch = picomatch(pattern);
  return scenarios.filter(({ id }) => id === pattern || id.startsWith(folder) || isMatch(id));
}

/** Without the cases that prove none of the requirements; those that the story itself proves keep it whole. */
function narrowed(selected: SelectedScenario, requirements: readonly string[]): SelectedScenario[] {
  if (requirements.length === 0) return [selected];
  const { scenario, cases } = selected;
  if (!scenario.requirements.some((id) => requirements.includes(id))) return [];
  const proving = scenario.cases.filter(
    ({ slug, checks }) =>
      (cases?.has(slug) ?? true) && checks.some(({ requirement }) => requirements.includes(requirement)),
  );
  if (!provenByCasesAlone(scenario, requirements)) return [selected];
  return proving.length === 0 ? [] : [{ scenario, cases: new Set(proving.map(({ slug }) => slug)) }];
}

function provenByCasesAlone(
  { steps, afterwards }: ResolvedScenario,
  requirements: readonly string[],
): boolean {
  return ![...steps, ...afterwards].some((step) => {
    const awaited = step.kind === 'call' ? step.until?.requirement : undefined;
    const proven = [
      ...step.checks.map(({ requirement }) => requirement),
      ...(awaited === undefined ? [] : [awaited]),
    ];
    return proven.some((requirement) => requirements.includes(requirement));
  });
}

function reportUnknown(
  what: string,
  names: readonly string[],
  known: ReadonlySet<string>,
  problems: SelectionProblem[],
): void {
  for (const name of names) {
    if (!known.has(name))
      problems.push(problem(`no scenario has the ${what} "${name}"`, suggestion(name, known)));
  }
}

function problem(message: string, hint: string | undefined): SelectionProblem {
  return hint === undefined ? { message } : { message, hint };
}

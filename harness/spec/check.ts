/** What `kammerton spec check` finds: duties without a scenario, checks of no duty, sentences that moved. */

import { closest } from 'fastest-levenshtein';
import type { OperationId, ProfileId, Requirement, RequirementId } from './model.ts';
import type { Unwritten } from './profile-folder.ts';
import type { Registry } from './registry.ts';
import { findSentence } from './source-text.ts';

/** As much of a scenario as this asks for. */
export interface CheckedScenario {
  /** `profile/topic/name`. */
  readonly id: string;
  readonly file: string;
  readonly requirements: readonly RequirementId[];
  readonly operations: readonly OperationId[];
}

export interface SpecProblem {
  /** A file, with its line where there is one. */
  readonly where: string;
  readonly message: string;
  readonly fix: string;
}

export interface SpecCheckInput {
  readonly registry: Registry;
  readonly scenarios: readonly CheckedScenario[];
  /** The operation ids of each profile's OpenAPI document. */
  readonly operations: ReadonlyMap<ProfileId, readonly OperationId[]>;
  /** Source documents by the file name that requirements give; left out: sentences are not checked. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** Every problem, profile by profile; none means that registry, suite and sources agree. */
export function checkSpec(input: SpecCheckInput): readonly SpecProblem[] {
  const problems = unknownRequirements(input);
  for (const [profile, { requirements }] of input.registry.profiles) {
    const scenarios = input.scenarios.filter(({ id }) => id.startsWith(`${profile}/`));
    const unwritten = input.registry.unwritten.get(profile);
    if (unwritten === undefined) continue;
    problems.push(
      ...uncoveredRequirements(input.registry, [...requirements.values()], unwritten, input.scenarios),
      ...uncoveredOperations(profile, input.operations.get(profile) ?? [], unwritten, scenarios),
    );
    if (input.sources !== undefined) {
      problems.push(...movedSentences(input.registry, [...requirements.values()], input.sources));
    }
  }
  return problems;
}

/** The source documents that the requirements point into, sorted. */
export function sourceFiles(registry: Registry): readonly string[] {
  const requirements = [...registry.profiles.values()].flatMap((profile) => [
    ...profile.requirements.values(),
  ]);
  return [...new Set(requirements.map(({ source }) => source.file))].sort();
}

function unknownRequirements({ registry, scenarios }: SpecCheckInput): SpecProblem[] {
  return scenarios.flatMap(({ file, requirements }) =>
    requirements
      .filter((id) => registry.requirement(id) === undefined)
      .map((id) => ({
        where: file,
        message: `checks ${id}, which no profile demands`,
        fix: `did you mean ${closest(id, [...registry.requirementIds()])}?`,
      })),
  );
}

function uncoveredRequirements(
  registry: Registry,
  requirements: readonly Requirement[],
  unwritten: Unwritten,
  scenarios: readonly CheckedScenario[],
): SpecProblem[] {
  const owed = requirements.filter(({ level, untestable }) => level === 'MUST' && untestable === undefined);
  return ratchet({
    owed: owed.map(({ id }) => id),
    known: requirements.map(({ id }) => id),
    covered: new Set(scenarios.flatMap((scenario) => scenario.requirements)),
    listed: unwritten.requirements,
    uncovered: (id) => ({
      where: registry.locate(id) ?? unwritten.file,
      message: `${id} is a MUST that no scenario checks`,
      fix: `write a scenario that checks it, give a reason under "untestable", or list it in ${unwritten.file}`,
    }),
    notOwed: (id) => `${id} needs no scenario: it is no MUST, or untestable`,
  });
}

function uncoveredOperations(
  profile: ProfileId,
  operations: readonly OperationId[],
  unwritten: Unwritten,
  scenarios: readonly CheckedScenario[],
): SpecProblem[] {
  return ratchet({
    owed: operations,
    known: operations,
    covered: new Set(scenarios.flatMap((scenario) => scenario.operations)),
    listed: unwritten.operations,
    uncovered: (id) => ({
      where: `specs/${profile}/openapi.yaml`,
      message: `no scenario calls ${id}`,
      fix: `write a scenario that calls it, or list it in ${unwritten.file}`,
    }),
    notOwed: (id) => `${id} needs no scenario`,
  });
}

interface Ratchet {
  readonly owed: readonly string[];
  readonly known: readonly string[];
  readonly covered: ReadonlySet<string>;
  readonly listed: Unwritten['requirements'];
  readonly uncovered: (id: string) => SpecProblem;
  readonly notOwed: (id: string) => string;
}

/** What is owed is covered or listed as not written yet; nothing is listed that need not be. */
function ratchet({ owed, known, covered, listed, uncovered, notOwed }: Ratchet): SpecProblem[] {
  const excused = new Set(listed.map(({ id }) => id));
  const missing = owed.filter((id) => !covered.has(id) && !excused.has(id)).map(uncovered);
  const stale = listed.flatMap(({ id, at }, index): SpecProblem[] => {
    const problem = (message: string, fix = 'delete this line') => [{ where: at, message, fix }];
    if (listed.findIndex((entry) => entry.id === id) < index) return problem(`${id} is listed twice`);
    if (!known.includes(id)) {
      const near =
        known.length > 0 ? `delete this line; did you mean ${closest(id, [...known])}?` : undefined;
      return problem(`${id} is not known here`, near);
    }
    if (covered.has(id)) return problem(`${id} has a scenario by now`);
    return owed.includes(id) ? [] : problem(notOwed(id));
  });
  return [...missing, ...stale];
}

function movedSentences(
  registry: Registry,
  requirements: readonly Requirement[],
  sources: ReadonlyMap<string, string>,
): SpecProblem[] {
  return requirements.flatMap(({ id, source }): SpecProblem[] => {
    const where = registry.locate(id) ?? id;
    const document = sources.get(source.file);
    if (document === undefined) {
      return [
        { where, message: `${id}: ${source.file} is missing`, fix: 'put it into the folder of sources' },
      ];
    }
    const found = findSentence(document, source.section, source.phrase);
    if (!found.found) {
      return [
        {
          where,
          message: `${id}: ${source.file}: ${found.reason}`,
          fix: 'read the source again, then correct section and phrase',
        },
      ];
    }
    if (found.hash === source.hash) return [];
    return [
      {
        where,
        message: `${id}: its sentence in ${source.file} has hash ${found.hash}, not ${source.hash}`,
        fix: `read the sentence again: "${found.sentence}"; if the requirement still holds, set the hash`,
      },
    ];
  });
}

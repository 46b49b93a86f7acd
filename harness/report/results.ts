/** From the stream of a run to its result: `kammerton-results/1`. Every report is a function of this. */

import type { RunEvent, RunHeader } from '../events.ts';
import type { Profile, RequirementSet } from '../spec/model.ts';
import { underSet } from '../spec/requirement-set.ts';
import type { RunVerdict, ScenarioResult, Verdict } from '../verdict/model.ts';
import { countMusts, type MustCounts, runVerdict } from '../verdict/run-verdict.ts';
import { type BaselineResult, createBaselineTally } from './baseline.ts';
import { compareNames } from './recorded-run.ts';
import {
  createRequirementTally,
  type RequirementResult,
  type RequirementTally,
  statusOf,
} from './requirement-status.ts';

export const RESULTS_FORMAT = 'kammerton-results/1';

export interface ProfileResult {
  readonly id: string;
  readonly version: string;
  /** The hash of what was scored. */
  readonly requirementSet: string;
  /** The name of the frozen set, where one was asked for. */
  readonly set?: string;
  readonly verdict: RunVerdict;
  readonly must: MustCounts;
}

/** The result without its scenarios, which may be many: those stand in the events file. */
export interface RunSummary {
  readonly format: typeof RESULTS_FORMAT;
  readonly tool: RunHeader['tool'];
  readonly target: RunHeader['target'];
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly runId: string;
  /** Whether the run came to its own end; otherwise what was measured until then stands here. */
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly aborted?: string;
  readonly selection: readonly string[];
  readonly dialect: RunHeader['dialect'];
  readonly capabilities: RunHeader['capabilities'];
  readonly waivers: RunHeader['waivers'];
  readonly baseline: BaselineResult | null;
  readonly verdict: RunVerdict;
  readonly profiles: readonly ProfileResult[];
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly requirements: readonly RequirementResult[];
}

export interface RunResults extends RunSummary {
  readonly scenarios: readonly ScenarioResult[];
}

/** Takes a run's events one by one and keeps no scenario: its size does not grow with their number. */
export interface Tally {
  add(event: RunEvent): void;
  /** @throws Error when no header was added: there was no run. */
  summary(): RunSummary;
}

/** Starts counting; `profiles` are those of the registry, of which the header names the ones that were run. */
export function createTally(profiles: readonly Profile[]): Tally {
  let header: RunHeader | undefined;
  let footer: Extract<RunEvent, { type: 'footer' }> | undefined;
  const counts = { passed: 0, failed: 0, warning: 0, inconclusive: 0, skipped: 0, unsupported: 0, error: 0 };
  const errors = new Map<string, number>();
  const requirements = createRequirementTally();
  let baseline = createBaselineTally(undefined, '');
  return {
    add(event) {
      if (event.type === 'header') {
        header = event;
        baseline = createBaselineTally(event.baseline, event.startedAt.slice(0, 10));
      } else if (event.type === 'footer') footer = event;
      else if (event.type === 'scenario-finished') {
        const { result } = event;
        counts[result.verdict] += 1;
        if (result.verdict === 'error') errors.set(result.profile, (errors.get(result.profile) ?? 0) + 1);
        requirements.add(result);
        baseline.add(result);
      }
    },
    summary() {
      if (header === undefined) throw new Error('these events have no header: no run began');
      const complete = footer !== undefined && footer.aborted === undefined;
      const known = baseline.result() ?? null;
      return summarize({
        header,
        profiles,
        counts: { ...counts },
        errors,
        requirements,
        complete,
        footer,
        baseline: known,
      });
    },
  };
}

/** The whole result of a stream of events, its scenarios in the order of reports. */
export function resultsOf(events: Iterable<RunEvent>, profiles: readonly Profile[]): RunResults {
  const tally = createTally(profiles);
  const scenarios: ScenarioResult[] = [];
  for (const event of events) {
    tally.add(event);
    if (event.type === 'scenario-finished') scenarios.push(event.result);
  }
  return { ...tally.summary(), scenarios: scenarios.sort(compareNames) };
}

interface Tallied {
  readonly header: RunHeader;
  readonly footer: Extract<RunEvent, { type: 'footer' }> | undefined;
  readonly profiles: readonly Profile[];
  readonly counts: Record<Verdict, number>;
  readonly errors: ReadonlyMap<string, number>;
  readonly requirements: RequirementTally;
  readonly complete: boolean;
  readonly baseline: BaselineResult | null;
}

const CUT_SHORT = 'the events end without a footer: the run was cut short';

function summarize(tallied: Tallied): RunSummary {
  const { header, footer, complete, counts } = tallied;
  const sets = header.requirementSets ?? [];
  const run = tallied.profiles
    .filter((profile) => header.profiles.includes(profile.id))
    .map((profile) => underSet(profile, sets));
  const context = { header, complete };
  const judged = run.map((profile) => {
    const results = [...profile.requirements.values()].map((requirement) => {
      const checks = tallied.requirements.of(requirement.id);
      const status = statusOf(requirement, checks, context);
      return { ...status, ...notScored(requirement.id, profile, sets), selected: checks !== undefined };
    });
    const facts = { full: header.full, complete, errors: tallied.errors.get(profile.id) ?? 0 };
    return { profile, results, facts };
  });
  return {
    format: RESULTS_FORMAT,
    tool: header.tool,
    target: header.target,
    startedAt: header.startedAt,
    durationMs: footer?.durationMs ?? 0,
    seed: header.seed,
    runId: header.runId,
    complete,
    ...(complete ? {} : { aborted: footer?.aborted ?? CUT_SHORT }),
    selection: header.selection,
    dialect: header.dialect,
    capabilities: header.capabilities,
    waivers: header.waivers,
    baseline: tallied.baseline,
    verdict: runVerdict({
      requirements: judged.flatMap(({ results }) => results),
      full: header.full,
      complete,
      errors: counts.error,
    }),
    profiles: judged.map(({ profile, results, facts }) => ({
      id: profile.id,
      version: profile.version,
      requirementSet: profile.requirementSet,
      ...nameOfSet(profile, sets),
      verdict: runVerdict({ requirements: results, ...facts }),
      must: countMusts(results),
    })),
    counts,
    requirements: judged.flatMap(({ results }) => results.map(({ selected: _, ...result }) => result)),
  };
}

function nameOfSet({ id }: Profile, sets: readonly RequirementSet[]): { readonly set?: string } {
  const set = sets.find(({ profile }) => profile === id);
  return set === undefined ? {} : { set: set.name };
}

/** Marks a duty that is younger than the set by which the run is scored. */
function notScored(
  requirement: string,
  { id }: Profile,
  sets: readonly RequirementSet[],
): { readonly scored?: false } {
  const set = sets.find(({ profile }) => profile === id);
  return set === undefined || requirement in set.levels ? {} : { scored: false };
}

/** From the stream of a run to its result: `kammerton-results/1`. Every report is a function of this. */

import type { RunEvent, RunHeader } from '../events.ts';
import type { Profile } from '../spec/model.ts';
import type { RunVerdict, ScenarioResult, Verdict } from '../verdict/model.ts';
import { countMusts, type MustCounts, runVerdict } from '../verdict/run-verdict.ts';
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
  readonly requirementSet: string;
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
  readonly selection: readonly string[];
  readonly dialect: RunHeader['dialect'];
  readonly capabilities: RunHeader['capabilities'];
  readonly waivers: RunHeader['waivers'];
  readonly baseline: null;
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
  return {
    add(event) {
      if (event.type === 'header') header = event;
      else if (event.type === 'footer') footer = event;
      else if (event.type === 'scenario-finished') {
        const { result } = event;
        counts[result.verdict] += 1;
        if (result.verdict === 'error') errors.set(result.profile, (errors.get(result.profile) ?? 0) + 1);
        requirements.add(result);
      }
    },
    summary() {
      if (header === undefined) throw new Error('these events have no header: no run began');
      const complete = footer !== undefined && footer.aborted === undefined;
      return summarize({ header, profiles, counts: { ...counts }, errors, requirements, complete, footer });
    },
  };
}

/** The whole result of a stream of events. */
export function resultsOf(events: Iterable<RunEvent>, profiles: readonly Profile[]): RunResults {
  const tally = createTally(profiles);
  const scenarios: ScenarioResult[] = [];
  for (const event of events) {
    tally.add(event);
    if (event.type === 'scenario-finished') scenarios.push(event.result);
  }
  return { ...tally.summary(), scenarios };
}

interface Tallied {
  readonly header: RunHeader;
  readonly footer: Extract<RunEvent, { type: 'footer' }> | undefined;
  readonly profiles: readonly Profile[];
  readonly counts: Record<Verdict, number>;
  readonly errors: ReadonlyMap<string, number>;
  readonly requirements: RequirementTally;
  readonly complete: boolean;
}

function summarize(tallied: Tallied): RunSummary {
  const { header, footer, complete, counts } = tallied;
  const run = tallied.profiles.filter((profile) => header.profiles.includes(profile.id));
  const context = { header, complete };
  const judged = run.map((profile) => {
    const results = [...profile.requirements.values()].map((requirement) => {
      const checks = tallied.requirements.of(requirement.id);
      return { ...statusOf(requirement, checks, context), selected: checks !== undefined };
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
    selection: header.selection,
    dialect: header.dialect,
    capabilities: header.capabilities,
    waivers: header.waivers,
    baseline: null,
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
      verdict: runVerdict({ requirements: results, ...facts }),
      must: countMusts(results),
    })),
    counts,
    requirements: judged.flatMap(({ results }) => results.map(({ selected: _, ...result }) => result)),
  };
}

/** What became of each requirement, from all the checks of a run that name it. */

import type { RunHeader } from '../events.ts';
import type { Requirement, RequirementId } from '../spec/model.ts';
import type { CheckResult, RequirementStatus, ScenarioResult, Verdict } from '../verdict/model.ts';

export interface RequirementResult {
  readonly id: string;
  readonly level: Requirement['level'];
  readonly profile: string;
  readonly text: string;
  readonly status: RequirementStatus;
  readonly reason?: string;
  /** Set where a frozen requirement set lacks it: it is shown, and weighs nothing. */
  readonly scored?: false;
  /** The scenarios that declare a check on it, as far as the run selected them. */
  readonly scenarios: readonly string[];
}

/** All checks of one requirement, counted. */
export interface RequirementChecks {
  readonly counts: ReadonlyMap<Verdict, number>;
  /** The first message of each verdict. */
  readonly messages: ReadonlyMap<Verdict, string>;
  readonly scenarios: ReadonlySet<string>;
}

export interface RequirementTally {
  add(result: ScenarioResult): void;
  /** Undefined when no check named it. */
  of(requirement: RequirementId): RequirementChecks | undefined;
}

interface Counting {
  readonly counts: Map<Verdict, number>;
  readonly messages: Map<Verdict, string>;
  readonly scenarios: Set<string>;
}

/** Its size depends on the number of requirements and scenarios, not on that of cases. */
export function createRequirementTally(): RequirementTally {
  const tallies = new Map<RequirementId, Counting>();
  return {
    add(result) {
      for (const check of result.checks) {
        let tally = tallies.get(check.requirement);
        if (tally === undefined) {
          tally = { counts: new Map(), messages: new Map(), scenarios: new Set() };
          tallies.set(check.requirement, tally);
        }
        count(tally, check, result);
      }
    },
    of: (requirement) => tallies.get(requirement),
  };
}

function count(tally: Counting, check: CheckResult, result: ScenarioResult): void {
  tally.scenarios.add(result.id);
  tally.counts.set(check.verdict, (tally.counts.get(check.verdict) ?? 0) + 1);
  const message = check.message ?? (check.verdict === 'passed' ? undefined : result.reason);
  if (message !== undefined && !tally.messages.has(check.verdict)) tally.messages.set(check.verdict, message);
}

interface StatusContext {
  readonly header: RunHeader;
  readonly complete: boolean;
}

/** The status of one requirement; what failed outweighs a waiver, what was not reached outweighs what passed. */
export function statusOf(
  requirement: Requirement,
  checks: RequirementChecks | undefined,
  { header, complete }: StatusContext,
): RequirementResult {
  const { id, level, profile, text } = requirement;
  const conclude = (status: RequirementStatus, reason?: string): RequirementResult => ({
    id,
    level,
    profile,
    text,
    status,
    ...(reason === undefined ? {} : { reason }),
    scenarios: [...(checks?.scenarios ?? [])].sort(),
  });
  const has = (verdict: Verdict): boolean => (checks?.counts.get(verdict) ?? 0) > 0;
  const said = (verdict: Verdict): string | undefined => checks?.messages.get(verdict);

  for (const verdict of ['failed', 'warning'] as const) {
    if (has(verdict)) return conclude('broken', said(verdict));
  }
  if (requirement.untestable !== undefined) return conclude('untestable', requirement.untestable);
  const waiver = header.waivers[id];
  if (waiver !== undefined) return conclude('waived', waiver);
  for (const verdict of ['error', 'inconclusive', 'skipped'] as const) {
    if (has(verdict)) return conclude('untested', said(verdict) ?? verdict);
  }
  if (has('passed')) return conclude('held');
  const { optional } = requirement;
  if (has('unsupported'))
    return conclude('unsupported', said('unsupported') ?? 'the target does not offer it');
  if (optional !== undefined && header.capabilities[optional] === false) {
    return conclude('unsupported', `the target declares no ${optional}`);
  }
  if (!complete) return conclude('untested', 'the run ended before it was tested');
  return conclude('untested', header.full ? 'no scenario tests it yet' : 'not selected');
}

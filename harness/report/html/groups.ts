/** What the page shows of each scenario before it is opened. */

import type { CheckResult, RequirementStatus, ScenarioResult, Verdict } from '../../verdict/model.ts';
import { rollUp, VERDICT_ORDER } from '../../verdict/rollup.ts';
import type { RequirementResult } from '../requirement-status.ts';

/** A colour of the page. */
export type Tone = 'good' | 'bad' | 'warn' | 'calm';

/** What the filter tells apart. */
export type Group = 'failed' | 'warning' | 'untested' | 'other' | 'held';

export interface ScenarioGroup {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** How many of its cases have which verdict. */
  readonly cases: ReadonlyMap<Verdict, number>;
  readonly requirements: readonly string[];
  readonly levels: readonly string[];
  /** The broken MUSTs, with the result in which each was seen first. */
  readonly failures: readonly { readonly check: CheckResult; readonly slug: string | undefined }[];
}

/** A scenario and its cases in one line. */
export function groupOf(results: readonly ScenarioResult[]): ScenarioGroup {
  const own = results.find((result) => result.case === undefined) ?? results[0];
  const cases = new Map<Verdict, number>();
  for (const result of results) {
    if (result.case !== undefined) cases.set(result.verdict, (cases.get(result.verdict) ?? 0) + 1);
  }
  const checks = results.flatMap((result) => result.checks);
  const failures = new Map(
    results
      .flatMap((result) => result.checks.map((check) => ({ check, slug: result.case })))
      .filter(({ check }) => check.verdict === 'failed')
      .reverse()
      .map((failure) => [failure.check.requirement, failure]),
  );
  return {
    id: own?.id ?? '',
    title: own?.title ?? '',
    verdict: rollUp(results.map(({ verdict }) => verdict)) ?? 'error',
    cases,
    requirements: [...new Set(checks.map(({ requirement }) => requirement))].sort(),
    levels: [...new Set(checks.map(({ level }) => level))],
    failures: [...failures.values()].reverse(),
  };
}

/** Worst first; within a verdict by name. */
export function compareGroups(left: ScenarioGroup, right: ScenarioGroup): number {
  return VERDICT_ORDER.indexOf(left.verdict) - VERDICT_ORDER.indexOf(right.verdict);
}

export function groupOfVerdict(verdict: Verdict): Group {
  switch (verdict) {
    case 'failed':
    case 'error':
      return 'failed';
    case 'warning':
      return 'warning';
    case 'inconclusive':
    case 'skipped':
      return 'untested';
    case 'unsupported':
      return 'other';
    case 'passed':
      return 'held';
  }
}

export function groupOfRequirement({ status, level }: RequirementResult): Group {
  if (status === 'broken') return level === 'MUST' ? 'failed' : 'warning';
  return STATUS_GROUPS[status];
}

const STATUS_GROUPS: Readonly<Record<Exclude<RequirementStatus, 'broken'>, Group>> = {
  held: 'held',
  untested: 'untested',
  waived: 'untested',
  unsupported: 'other',
  untestable: 'other',
};

export const GROUP_TONES: Readonly<Record<Group, Tone>> = {
  failed: 'bad',
  warning: 'warn',
  untested: 'calm',
  other: 'calm',
  held: 'good',
};

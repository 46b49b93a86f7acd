/** What reports tell of single checks: which failed, which of those are known, and in which words. */

import type { CheckResult, ScenarioResult } from '../verdict/model.ts';
import { type AssessedEntry, baselineKey, placeOfCheck } from './baseline.ts';
import type { RunSummary } from './results.ts';

/** Finds the entry that excuses a failed check. */
export type KnownFailures = (result: ScenarioResult, check: CheckResult) => AssessedEntry | undefined;

/** Only entries that still count excuse anything. */
export function knownFailures({ baseline }: RunSummary): KnownFailures {
  const entries = new Map(
    (baseline?.entries ?? [])
      .filter(({ state }) => state === 'fails')
      .map((entry) => [baselineKey(entry), entry]),
  );
  return (result, check) => entries.get(baselineKey(placeOfCheck(result, check)));
}

/** Why a result is not a plain pass, in a line or several. */
export function reasonOf(result: ScenarioResult): string {
  return (
    result.reason ??
    result.checks.find(({ verdict }) => verdict === result.verdict)?.message ??
    'no reason was given'
  );
}

/** The checks that make a result fail or warn. */
export function brokenChecks({ checks }: ScenarioResult): readonly CheckResult[] {
  return checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'warning');
}

/** What must stand beside every verdict: undefined when the run came to its own end. */
export function incompleteness({ complete, aborted }: RunSummary): string | undefined {
  return complete ? undefined : `not the whole run: ${aborted ?? 'it was cut short'}`;
}

/** `77 of 80 MUSTs held` of all profiles. */
export function mustSums({ profiles }: RunSummary): {
  readonly total: number;
  readonly tested: number;
  readonly held: number;
} {
  const sum = (key: 'total' | 'tested' | 'held'): number =>
    profiles.reduce((total, { must }) => total + must[key], 0);
  return { total: sum('total'), tested: sum('tested'), held: sum('held') };
}

/** Known failures held against a run: which still fail, which hold again, and which make the run red. */

import type { Baseline, BaselineEntry, CheckResult, ScenarioResult, Verdict } from '../verdict/model.ts';

/** `fails` alone excuses a failure; `holds`, `expired` and `unknown` make a run red; `not reached` says nothing. */
export type BaselineState = 'fails' | 'holds' | 'expired' | 'unknown' | 'not reached';

export interface AssessedEntry extends BaselineEntry {
  readonly state: BaselineState;
}

export interface BaselineResult {
  readonly file: string;
  readonly entries: readonly AssessedEntry[];
  /** MUSTs that failed and are not listed, one for each requirement, scenario and case. */
  readonly unlisted: number;
}

export interface BaselineTally {
  add(result: ScenarioResult): void;
  /** Undefined without a baseline. */
  result(): BaselineResult | undefined;
}

type CheckPlace = Pick<BaselineEntry, 'requirement' | 'scenario' | 'case'>;

/** What a baseline is keyed by: never a position. */
export function baselineKey({ requirement, scenario, case: slug }: CheckPlace): string {
  return `${requirement} ${placeOf({ scenario, ...(slug === undefined ? {} : { case: slug }) })}`;
}

/** `p2core/identify/replay` or `p2core/identify/missing-fields#no-token`. */
function placeOf({ scenario, case: slug }: Omit<CheckPlace, 'requirement'>): string {
  return slug === undefined ? scenario : `${scenario}#${slug}`;
}

/** Where a check stands, as a baseline would name it. */
export function placeOfCheck(result: ScenarioResult, { requirement }: CheckResult): CheckPlace {
  return { requirement, scenario: result.id, ...(result.case === undefined ? {} : { case: result.case }) };
}

/** `today` as `YYYY-MM-DD`, the day of the run. */
export function createBaselineTally(baseline: Baseline | undefined, today: string): BaselineTally {
  const seen = new Map<string, Set<Verdict>>(
    baseline?.entries.map((entry) => [baselineKey(entry), new Set()]),
  );
  const unlisted = new Set<string>();
  return {
    add(result) {
      for (const check of result.checks) {
        const key = baselineKey(placeOfCheck(result, check));
        const verdicts = seen.get(key);
        if (verdicts !== undefined) verdicts.add(check.verdict);
        else if (check.verdict === 'failed') unlisted.add(key);
      }
    },
    result() {
      if (baseline === undefined) return undefined;
      const entries = baseline.entries.map((entry) => {
        return { ...entry, state: stateOf(entry, seen.get(baselineKey(entry)) ?? new Set(), today) };
      });
      return { file: baseline.file, entries, unlisted: unlisted.size };
    },
  };
}

function stateOf(entry: BaselineEntry, verdicts: ReadonlySet<Verdict>, today: string): BaselineState {
  if (entry.unknown === true) return 'unknown';
  if (entry.expires !== undefined && entry.expires < today) return 'expired';
  if (verdicts.has('failed') || verdicts.has('warning')) return 'fails';
  return verdicts.size === 1 && verdicts.has('passed') ? 'holds' : 'not reached';
}

/** Whether the run is red because of its list: a failure that is not on it, or a line that has to go. */
export function isBaselineRed(result: BaselineResult): boolean {
  return result.unlisted > 0 || result.entries.some(({ state }) => RED.has(state));
}

const RED: ReadonlySet<BaselineState> = new Set(['holds', 'expired', 'unknown']);

/** One line for each entry that asks for an act, and one for those that are known. */
export function baselineLines({ file, entries, unlisted }: BaselineResult): readonly string[] {
  const count = (state: BaselineState): number => entries.filter((entry) => entry.state === state).length;
  const advice: Partial<Record<BaselineState, string>> = {
    holds: 'holds again: delete this line',
    expired: 'has expired: mend the server, or renew the entry',
    unknown: 'is no check of this suite: delete this line',
  };
  return [
    `baseline ${file}: ${count('fails')} known failures, ${unlisted} failures that are not listed, ${count('not reached')} entries not reached`,
    ...entries.flatMap((entry) => {
      const say = advice[entry.state];
      const until = entry.state === 'expired' ? ` (${entry.expires})` : '';
      return say === undefined
        ? []
        : [`${file}:${entry.line}: ${entry.requirement} ${placeOf(entry)} ${say}${until}`];
    }),
  ];
}

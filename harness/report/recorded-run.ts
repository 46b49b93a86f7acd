/** What every report is made of: a run's summary, and its results in one order that no scheduler decides. */

import type { ScenarioResult } from '../verdict/model.ts';
import type { RunSummary } from './results.ts';

export interface RecordedRun {
  readonly summary: RunSummary;
  /** By scenario, each scenario's own result before those of its cases; may be walked more than once. */
  scenarios(): Iterable<ScenarioResult>;
}

/** What names a result: the scenario, and the case of it. */
export interface ResultName {
  readonly id: string;
  readonly case?: string;
}

/** `p2core/identify/replay`, or with its case `p2core/identify/missing-fields#no-token`. */
export function nameOf({ id, case: slug }: ResultName): string {
  return slug === undefined ? id : `${id}#${slug}`;
}

/** By code units, so that no locale changes a report. */
export function compareNames(left: ResultName, right: ResultName): number {
  return compareTexts(left.id, right.id) || compareTexts(left.case ?? '', right.case ?? '');
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Results of one scenario stand together; each list is as long as they are. */
export function* byScenario(results: Iterable<ScenarioResult>): Generator<readonly ScenarioResult[]> {
  let group: ScenarioResult[] = [];
  for (const result of results) {
    if (group.length > 0 && group[0]?.id !== result.id) {
      yield group;
      group = [];
    }
    group.push(result);
  }
  if (group.length > 0) yield group;
}

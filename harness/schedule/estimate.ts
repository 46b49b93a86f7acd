/** What a run will ask of a target, roughly: whoever owns it may want to know before. */

import type { ResolvedScenario } from '../suite/model.ts';

/** Registration and a first session. */
const REQUESTS_PER_RESIDENT = 2;
const CASES_PER_CONTROL = 16;

/** About how many requests these scenarios send; polling and repetitions are not counted. */
export function estimateRequests(scenarios: readonly ResolvedScenario[]): number {
  return scenarios.reduce((sum, { actors, steps, afterwards, cases }) => {
    const residents = actors.filter(({ home }) => home === 'target').length;
    const calls = [...steps, ...afterwards].filter(({ kind }) => kind === 'call').length;
    const controls = 2 * Math.max(1, Math.ceil(cases.length / CASES_PER_CONTROL));
    return sum + (controls + cases.length) * (calls + residents * REQUESTS_PER_RESIDENT);
  }, 0);
}

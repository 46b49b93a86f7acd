/** The order of verdicts, and what several of them make together. */

import type { Verdict } from './model.ts';

/**
 * Worst first. A broken MUST stands above everything, so that nothing can hide it; what was not reached, for whatever
 * reason, stands above what held.
 */
export const VERDICT_ORDER: readonly Verdict[] = [
  'failed',
  'error',
  'inconclusive',
  'skipped',
  'unsupported',
  'warning',
  'passed',
];

/** Undefined when there is nothing to roll up. */
export function rollUp(verdicts: Iterable<Verdict>): Verdict | undefined {
  const present = new Set(verdicts);
  return VERDICT_ORDER.find((verdict) => present.has(verdict));
}

/** What each verdict means, and what to do about it. */

import type { RunVerdict, Verdict } from '../verdict/model.ts';

/** Verdicts of checks, scenarios and runs. */
export const VERDICT_WORDS: Readonly<Record<Verdict | RunVerdict, readonly string[]>> = {
  passed: ['Every check was made and held.'],
  failed: ['A MUST is broken. The report shows what was sent, what came back and what was expected.'],
  warning: ['A SHOULD is not followed. It never changes the exit code.'],
  inconclusive: [
    'Of a check: the requirement was not reached, since a precondition or a control failed, or the target throttled. Look at the reason first; what it names stands in the way.',
    'Of a run: nothing was concluded, the target was lost, or the harness made a mistake. Exit code 3.',
  ],
  skipped: ['The target file lacks what the scenario needs; the reason says what to add.'],
  unsupported: ['An optional feature is absent: declared so, or its route answers 404, 405 or 501.'],
  error: ['The harness made a mistake. This says nothing about the target; please report it.'],
  conformant: ['A full run: every applicable MUST was tested and held, and none was waived. Exit code 0.'],
  'non-conformant': ['A MUST failed. Exit code 1.'],
  incomplete: [
    'No MUST failed, but some were not tested or were waived. Exit code 0, or 4 with --require conformant.',
  ],
  held: ['A selection: every MUST in it was tested and held. Exit code 0, or 4 with --require conformant.'],
};

/** Undefined for anything that is no verdict. */
export function verdictMeaning(word: string): readonly string[] | undefined {
  return Object.entries(VERDICT_WORDS).find(([verdict]) => verdict === word)?.[1];
}

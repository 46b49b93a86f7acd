/** Colours and marks of the console, and where they are wanted. */

import picocolors from 'picocolors';
import type { RunVerdict, Verdict } from '../verdict/model.ts';

export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colours only on a terminal, and never under NO_COLOR. */
export function createPaint(coloured: boolean): Paint {
  return picocolors.createColors(coloured);
}

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✓',
  failed: '✗',
  warning: '!',
  inconclusive: '?',
  skipped: '-',
  unsupported: '·',
  error: '‼',
};

/** The one-character sign of a verdict, readable without colour. */
export function markOf(verdict: Verdict, paint: Paint): string {
  return colourOf(verdict, paint)(MARKS[verdict]);
}

export function colourOf(verdict: Verdict, paint: Paint): (text: string) => string {
  switch (verdict) {
    case 'passed':
      return paint.green;
    case 'failed':
    case 'error':
      return paint.red;
    case 'warning':
    case 'inconclusive':
      return paint.yellow;
    case 'skipped':
    case 'unsupported':
      return paint.dim;
  }
}

export function colourOfRun(verdict: RunVerdict, paint: Paint): (text: string) => string {
  switch (verdict) {
    case 'conformant':
    case 'held':
      return paint.green;
    case 'non-conformant':
      return paint.red;
    case 'incomplete':
    case 'inconclusive':
      return paint.yellow;
  }
}

/** Why something could not be judged, told apart by whose fault it is. */

import type { Judgement } from './model.ts';

/** A value that the target should have given earlier is not there: what depends on it is inconclusive. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';
}

/** A failed precondition is inconclusive; anything else that is thrown while judging is our own fault. */
export function judgementOfError(error: unknown, where: string): Judgement {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof PreconditionFailed) return { verdict: 'inconclusive', message: reason };
  return { verdict: 'error', message: where === '' ? reason : `${where}: ${reason}` };
}

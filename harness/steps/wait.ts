/** Waits for a moment of the target's time, within what its file allows. */

import type { WaitStep } from '../suite/model.ts';
import { quietOutcome, type StepOutcome } from './outcome.ts';
import type { StepContext } from './step-context.ts';

const SECOND = 1_000;

export async function runWait(step: WaitStep, { environment, evaluate }: StepContext): Promise<StepOutcome> {
  const until = evaluate(step.until);
  if (typeof until !== 'number') throw new Error(`wait: expected UNIX seconds, got ${JSON.stringify(until)}`);
  const { clock } = environment.client;
  const { maxWaitMs } = environment.target.file.limits;
  const waitMs = Math.max(0, Math.ceil((until - clock.now()) * SECOND));
  const outcome: StepOutcome = {
    ...quietOutcome(step, 'harness', 'target'),
    note: `waited ${Math.round(waitMs / SECOND)} s`,
  };
  if (waitMs > maxWaitMs) {
    const wanted = Math.ceil(waitMs / SECOND);
    const reason = `${step.name} takes ${wanted} s: set limits.maxWait (or --max-wait) to at least ${wanted}s`;
    return { ...outcome, note: 'not waited', stop: { verdict: 'skipped', reason } };
  }
  await environment.idle(waitMs);
  return { ...outcome, saved: new Map(step.save.map(([name, value]) => [name, evaluate(value)])) };
}

/** The kinds of steps; a new one is a file beside this and a line here. */

import type { Step } from '../suite/model.ts';
import type { StepOutcome } from './outcome.ts';
import { runPeer } from './peer.ts';
import type { StepContext } from './step-context.ts';
import { runUntil } from './until.ts';
import { runWait } from './wait.ts';

export function runStep(step: Step, context: StepContext): Promise<StepOutcome> {
  switch (step.kind) {
    case 'call':
      return runUntil(step, context);
    case 'peer':
      return runPeer(step, context);
    case 'wait':
      return runWait(step, context);
  }
}

/** Repeats a call until an expectation holds: caches and queues take their time, but not for ever. */

import type { CallStep, Check } from '../suite/model.ts';
import type { Judgement } from '../verdict/model.ts';
import { runCall } from './call.ts';
import type { StepOutcome } from './outcome.ts';
import type { StepContext } from './step-context.ts';

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;
const SECOND = 1_000;

/** A call with `until`; its last answer is the one that is judged. */
export async function runUntil(step: CallStep, context: StepContext): Promise<StepOutcome> {
  const { until, ...call } = step;
  if (until === undefined) return runCall(step, context);
  const { maxWaitMs } = context.environment.target.file.limits;
  const requirement = until.requirement ?? '';
  const waited: Check = { requirement, expectation: until.expectation, at: step.at };
  const polled: CallStep = { ...call, checks: [waited, ...step.checks] };
  const started = performance.now();
  let pauseMs = FIRST_PAUSE_MS;
  for (let polls = 1; ; polls += 1) {
    const outcome = await runCall(polled, context);
    const verdict = outcome.checks[0]?.judgement.verdict;
    const elapsedMs = performance.now() - started;
    const isOver = verdict === 'passed' || verdict === 'error' || verdict === 'unsupported';
    if (isOver || elapsedMs + pauseMs > maxWaitMs) {
      return finish(outcome, step, until.requirement !== undefined, polls, elapsedMs);
    }
    await context.environment.idle(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function finish(
  outcome: StepOutcome,
  step: CallStep,
  isCheck: boolean,
  polls: number,
  elapsedMs: number,
): StepOutcome {
  const [first, ...rest] = outcome.checks;
  if (first === undefined) return outcome;
  const spent = `after ${(elapsedMs / SECOND).toFixed(1)} s and ${polls} ${polls === 1 ? 'request' : 'requests'}`;
  const judgement = first.judgement.verdict === 'failed' ? prefixed(first.judgement, spent) : first.judgement;
  const checks = isCheck ? [{ ...first, judgement }, ...rest] : rest;
  const note = polls === 1 ? {} : { note: `asked ${polls} times` };
  if (isCheck || judgement.verdict === 'passed') return { ...outcome, step, checks, ...note };
  const reason = judgement.verdict === 'failed' || 'message' in judgement ? judgement.message : '';
  const stop = { verdict: 'inconclusive', reason: `${step.name}: ${reason}` } as const;
  return { ...outcome, step, checks, ...note, stop: outcome.stop ?? stop };
}

function prefixed(judgement: Extract<Judgement, { verdict: 'failed' }>, spent: string): Judgement {
  return { ...judgement, message: `${spent}: ${judgement.message}` };
}

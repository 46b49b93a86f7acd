/** From a selection of scenarios to units of work, in an order that the seed decides. */

import { randomnessFor } from '../actors/randomness.ts';
import type { ResolvedCase, ResolvedScenario } from '../suite/model.ts';

/** A scenario, or a batch of its cases: what shares one pair of controls. */
export interface Unit {
  readonly scenario: ResolvedScenario;
  /** From 0; the first also judges the scenario's own checks. */
  readonly batch: number;
  readonly cases: readonly ResolvedCase[];
}

export interface Plan {
  /** Made one by one: a plan of ten thousand cases is no larger than one of ten. */
  readonly together: Iterable<Unit>;
  /** Each runs with nothing beside it, after all others. */
  readonly alone: Iterable<Unit>;
}

/** So many cases share a control before and one after. */
const BATCH_SIZE = 16;

export function planRun(scenarios: readonly ResolvedScenario[], seed: number): Plan {
  const shuffled = shuffle(scenarios, seed);
  const together = shuffled.filter(({ exclusive }) => !exclusive);
  const alone = shuffled.filter(({ exclusive }) => exclusive);
  // What has to wait begins first, so that the rest runs beside it.
  const ordered = [...together.filter(takesLong), ...together.filter((scenario) => !takesLong(scenario))];
  return {
    together: { [Symbol.iterator]: () => unitsOf(ordered) },
    alone: { [Symbol.iterator]: () => unitsOf(alone) },
  };
}

/** How many results a run of these makes. */
export function plannedResults(scenarios: readonly ResolvedScenario[]): number {
  return scenarios.reduce((sum, { cases }) => sum + 1 + cases.length, 0);
}

function* unitsOf(scenarios: readonly ResolvedScenario[]): Generator<Unit> {
  for (const scenario of scenarios) {
    for (
      let start = 0, batch = 0;
      start === 0 || start < scenario.cases.length;
      start += BATCH_SIZE, batch += 1
    ) {
      yield { scenario, batch, cases: scenario.cases.slice(start, start + BATCH_SIZE) };
    }
  }
}

function takesLong({ steps, peers, cases }: ResolvedScenario): boolean {
  return (
    steps.some(({ kind }) => kind === 'wait') || peers.size > 0 || cases.some((one) => one.peers.size > 0)
  );
}

/** Fisher and Yates. */
function shuffle(scenarios: readonly ResolvedScenario[], seed: number): readonly ResolvedScenario[] {
  const randomness = randomnessFor('order', String(seed));
  const order = [...scenarios];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = randomness.integer(last + 1);
    const [left, right] = [order[last], order[chosen]];
    if (left !== undefined && right !== undefined) [order[last], order[chosen]] = [right, left];
  }
  return order;
}

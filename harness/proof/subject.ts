/** Whom the suite is tried on: the reference server with one fault, with one legal variant, or a server without sense. */

import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import type { ResolvedScenario, Step } from '../suite/model.ts';
import { ABSURDITIES, type Absurdity } from './absurd-server.ts';

export type Subject =
  | { readonly kind: 'fault'; readonly id: string }
  | { readonly kind: 'variant'; readonly id: string }
  | { readonly kind: 'absurd'; readonly id: Absurdity };

/** Faults that a target can have: those that break a requirement of a profile under proof. */
export function subjectsOf(requirementIds: readonly string[]): readonly Subject[] {
  const known = new Set(requirementIds);
  return [
    ...FAULTS.filter(({ breaks }) => breaks.some((id) => known.has(id))).map(
      ({ id }): Subject => ({ kind: 'fault', id }),
    ),
    ...VARIANTS.map(({ id }): Subject => ({ kind: 'variant', id })),
    ...ABSURDITIES.map((id): Subject => ({ kind: 'absurd', id })),
  ];
}

/**
 * The scenarios that a subject is tried on. Variants and absurd servers meet them all; a fault, unless `whole`, those
 * that call one of its operations, and those that wait for minutes only where they check what it breaks.
 */
export function scenariosFor(
  subject: Subject,
  scenarios: readonly ResolvedScenario[],
  whole: boolean,
): readonly ResolvedScenario[] {
  const fault = subject.kind === 'fault' ? FAULTS.find(({ id }) => id === subject.id) : undefined;
  if (fault === undefined || whole) return scenarios;
  return scenarios.filter(({ operations, requirements, steps }) => {
    if (requirements.some((id) => fault.breaks.includes(id))) return true;
    return !steps.some(takesTime) && operations.some((id) => fault.operations.includes(id));
  });
}

function takesTime(step: Step): boolean {
  return step.kind === 'wait';
}

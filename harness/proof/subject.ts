/** Whom the suite is tried on: the reference server with one fault, with one legal variant, or a server without sense. */

import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import type { ResolvedScenario, Step } from '../suite/model.ts';
import { ABSURDITIES, type Absurdity } from './absurd-server.ts';
import type { ProofData } from './observe.ts';

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
 * that check what it breaks: no other can catch it. What is checked without being asked, every scenario that calls one
 * of the fault's operations can catch.
 */
export function scenariosFor(
  subject: Subject,
  { scenarios, registry }: Pick<ProofData, 'scenarios' | 'registry'>,
  whole: boolean,
): readonly ResolvedScenario[] {
  const fault = subject.kind === 'fault' ? FAULTS.find(({ id }) => id === subject.id) : undefined;
  if (fault === undefined || whole) return scenarios;
  return scenarios.filter(({ profile, operations, requirements, steps }) => {
    if (requirements.some((id) => fault.breaks.includes(id))) return true;
    const isUnasked = fault.breaks.includes(registry.schemaRequirement(profile));
    return isUnasked && !steps.some(takesTime) && operations.some((id) => fault.operations.includes(id));
  });
}

function takesTime(step: Step): boolean {
  return step.kind === 'wait';
}

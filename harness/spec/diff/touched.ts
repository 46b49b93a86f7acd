/** Which scenarios, cases and faults a requirement or an operation concerns. */

import type { ResolvedScenario, Step } from '../../suite/model.ts';
import type { OperationId, RequirementId } from '../model.ts';
import type { Touched, TouchedScenario } from './model.ts';

/** As much of the suite as this asks for. */
export interface SuiteParts {
  readonly scenarios: readonly Pick<ResolvedScenario, 'id' | 'steps' | 'afterwards' | 'cases'>[];
  readonly faults: readonly { readonly id: string; readonly breaks: readonly RequirementId[] }[];
}

/** What names one of these requirements: checks in stories and cases, and faults that break one. */
export function touchedByRequirements(
  ids: readonly RequirementId[],
  { scenarios, faults }: SuiteParts,
): Touched {
  const named = (checks: readonly { readonly requirement: RequirementId }[]) =>
    checks.some(({ requirement }) => ids.includes(requirement));
  const inStep = (step: Step) => named(step.checks) || polls(step, ids);
  return {
    scenarios: scenarios.flatMap(({ id, steps, afterwards, cases }): readonly TouchedScenario[] => {
      const story = [...steps, ...afterwards].some(inStep);
      const slugs = cases.filter(({ checks }) => named(checks)).map(({ slug }) => slug);
      return story || slugs.length > 0 ? [{ id, story, cases: slugs }] : [];
    }),
    faults: faults.filter(({ breaks }) => breaks.some((id) => ids.includes(id))).map(({ id }) => id),
  };
}

/** What calls the operation: scenarios with it, all their cases where it is the changed step, and faults seen through it. */
export function touchedByOperation(operation: OperationId, suite: SuiteParts): Touched {
  const checked = new Set<RequirementId>();
  const scenarios = suite.scenarios.flatMap(
    ({ id, steps, afterwards, cases }): readonly TouchedScenario[] => {
      const calls = [...steps, ...afterwards].filter((step) => calling(step, operation));
      if (calls.length === 0) return [];
      for (const check of calls.flatMap(({ checks }) => checks)) checked.add(check.requirement);
      const control = calls.some((step) => step.kind === 'call' && step.control);
      const changed = control ? cases : [];
      for (const check of changed.flatMap(({ checks }) => checks)) checked.add(check.requirement);
      return [{ id, story: true, cases: changed.map(({ slug }) => slug) }];
    },
  );
  return { scenarios, faults: touchedByRequirements([...checked], suite).faults };
}

function polls(step: Step, ids: readonly RequirementId[]): boolean {
  const polled = step.kind === 'call' ? step.until?.requirement : undefined;
  return polled !== undefined && ids.includes(polled);
}

function calling(step: Step, operation: OperationId): boolean {
  if (step.kind === 'call') return step.operation === operation;
  return step.kind === 'peer' && step.journal?.operation === operation;
}

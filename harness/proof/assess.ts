/** From results to proof: pure. */

import type { RequirementId } from '../spec/model.ts';
import type { CheckResult, ScenarioResult } from '../verdict/model.ts';
import type { AbsurdProof, FaultProof, Finding, Proof, ScenarioProof, VariantProof } from './model.ts';

interface FaultWords {
  readonly id: string;
  readonly breaks: readonly RequirementId[];
}

const isBroken = ({ verdict }: CheckResult): boolean => verdict === 'failed' || verdict === 'warning';

/** Which scenarios caught the fault, and under which of the requirements that it breaks. */
export function assessFault(fault: FaultWords, results: readonly ScenarioResult[]): FaultProof {
  const alarms = results.flatMap((result) =>
    result.checks.filter(isBroken).map(({ requirement }) => ({ requirement, scenario: result.id })),
  );
  const rightly = alarms.filter(({ requirement }) => fault.breaks.includes(requirement));
  return {
    id: fault.id,
    requirements: fault.breaks,
    caught: rightly.length > 0,
    caughtBy: unique(rightly.map(({ scenario }) => scenario)),
    caughtUnder: unique(rightly.map(({ requirement }) => requirement)),
  };
}

/**
 * Scenarios that accuse a legal server: a broken MUST, or one that could not be reached where the reference server
 * reaches it. A SHOULD is the variant's freedom.
 */
export function assessVariant(id: string, results: readonly ScenarioResult[]): VariantProof {
  const accused = (result: ScenarioResult): boolean =>
    ['failed', 'inconclusive', 'error'].includes(result.verdict);
  const alarms = unique(results.filter(accused).map(nameOf));
  return { id, verdict: alarms.length === 0 ? 'held' : 'accused', falseAlarms: alarms };
}

/** Which of the `demanding` scenarios, those that declare a MUST, a server without sense passes with all their cases. */
export function assessAbsurd(
  id: string,
  results: readonly ScenarioResult[],
  demanding: readonly string[],
): AbsurdProof {
  const isPassed = (scenario: string): boolean => {
    const own = results.filter((result) => result.id === scenario);
    return own.length > 0 && own.every(({ verdict }) => verdict === 'passed');
  };
  return { id, passed: demanding.filter(isPassed) };
}

/** What each scenario catches, in the order of the suite. */
export function assessScenarios(
  ids: readonly string[],
  faults: readonly FaultProof[],
): readonly ScenarioProof[] {
  return ids.map((id) => ({
    id,
    catches: faults.filter(({ caughtBy }) => caughtBy.includes(id)).map((fault) => fault.id),
  }));
}

/** A fault that nothing caught, a legal variant that was accused, an absurd server that passed something. */
export function isGap(finding: Finding): boolean {
  switch (finding.kind) {
    case 'fault':
      return !finding.proof.caught;
    case 'variant':
      return finding.proof.falseAlarms.length > 0;
    case 'absurd':
      return finding.proof.passed.length > 0;
  }
}

/** Every reason why the proof fails; none: the suite is proven. */
export function gapsOf(proof: Proof, kept: ReadonlySet<string>): readonly string[] {
  return [
    ...proof.faults
      .filter(({ caught }) => !caught)
      .map(({ id, requirements }) => `fault ${id}: no check fails under ${requirements.join(' or ')}`),
    ...proof.variants.flatMap(({ id, falseAlarms }) =>
      falseAlarms.map((scenario) => `variant ${id} is legal, and ${scenario} accuses it`),
    ),
    ...proof.absurd.flatMap(({ id, passed }) =>
      passed.map((scenario) => `${scenario} passes a server that ${id}`),
    ),
    ...proof.scenarios
      .filter(({ id, catches }) => catches.length === 0 && !kept.has(id))
      .map(({ id }) => `${id} catches no fault`),
  ];
}

function nameOf(result: ScenarioResult): string {
  return result.case === undefined ? result.id : `${result.id}#${result.case}`;
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

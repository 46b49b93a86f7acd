/** What the proof of a suite says: which scenario catches which fault, and whom it accuses wrongly. */

import type { RequirementId } from '../spec/model.ts';

export const PROOF_FORMAT = 'kammerton-proof/1';

export interface FaultProof {
  readonly id: string;
  /** The requirements that the fault breaks. */
  readonly requirements: readonly RequirementId[];
  /** Whether a check failed under one of them. */
  readonly caught: boolean;
  readonly caughtBy: readonly string[];
  readonly caughtUnder: readonly RequirementId[];
}

export interface VariantProof {
  readonly id: string;
  readonly verdict: string;
  /** Scenarios in which a check of a legal server failed. */
  readonly falseAlarms: readonly string[];
}

/** A server that accepts, or refuses, everything. */
export interface AbsurdProof {
  readonly id: string;
  /** Scenarios with a MUST that it nevertheless passed. */
  readonly passed: readonly string[];
}

/** What the trial of one subject showed. */
export type Finding =
  | { readonly kind: 'fault'; readonly proof: FaultProof }
  | { readonly kind: 'variant'; readonly proof: VariantProof }
  | { readonly kind: 'absurd'; readonly proof: AbsurdProof };

export interface ScenarioProof {
  readonly id: string;
  readonly catches: readonly string[];
}

export interface Proof {
  readonly format: typeof PROOF_FORMAT;
  readonly faults: readonly FaultProof[];
  readonly variants: readonly VariantProof[];
  readonly absurd: readonly AbsurdProof[];
  readonly scenarios: readonly ScenarioProof[];
}

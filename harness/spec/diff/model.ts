/** What changed between two editions of the specification data, and what of the suite it touches. */

import type { DecisionId, OperationId, ProfileId, RequirementId } from '../model.ts';

export type Change = 'added' | 'removed' | 'changed';

/** One field that reads differently; an absent side had or has no such field. */
export interface FieldChange {
  readonly field: string;
  readonly old?: string;
  readonly new?: string;
}

/** A scenario of the suite: by its own steps, or by some of its cases. */
export interface TouchedScenario {
  readonly id: string;
  /** Whether a step outside its cases is concerned. */
  readonly story: boolean;
  readonly cases: readonly string[];
}

export interface Touched {
  readonly scenarios: readonly TouchedScenario[];
  readonly faults: readonly string[];
}

export interface RequirementChange {
  readonly id: RequirementId;
  readonly profile: ProfileId;
  readonly change: Change;
  /** Its level, before where it was removed. */
  readonly level: string;
  readonly text: string;
  readonly fields: readonly FieldChange[];
  /** What took the place of a removed one, as its tombstone says. */
  readonly replacedBy?: readonly RequirementId[];
  readonly touches: Touched;
}

export interface DecisionChange {
  readonly id: DecisionId;
  readonly profile: ProfileId;
  readonly change: Change;
  readonly fields: readonly FieldChange[];
  /** The requirements that rest on it, before or after. */
  readonly requirements: readonly RequirementId[];
}

/** Who, having conformed before, may no longer: nobody for a change of words or an example. */
export type Breaks = 'nobody' | 'clients' | 'servers' | 'clients and servers';

export interface ApiChange {
  /** `request body.password`, `response 201`, `path`. */
  readonly where: string;
  readonly what: string;
  readonly breaks: Breaks;
}

export interface OperationChange {
  readonly id: OperationId;
  readonly profile: ProfileId;
  /** `POST /register`, before where it was removed. */
  readonly route: string;
  readonly change: Change;
  readonly breaks: Breaks;
  readonly changes: readonly ApiChange[];
  readonly touches: Touched;
}

export interface SentenceChange {
  readonly change: Change | 'moved';
  /** The innermost heading, afterwards where there is one. */
  readonly section: string;
  readonly line: number;
  readonly old?: string;
  readonly new?: string;
  /** Where a moved sentence stood. */
  readonly from?: string;
  readonly normative: boolean;
  /** The requirements that rest on it. */
  readonly requirements: readonly RequirementId[];
  readonly touches: Touched;
}

export interface SpecDiff {
  readonly format: 'kammerton-spec-diff/1';
  readonly old: string;
  readonly new: string;
  readonly requirements: readonly RequirementChange[];
  readonly decisions: readonly DecisionChange[];
  readonly operations: readonly OperationChange[];
  readonly sentences: readonly SentenceChange[];
}

/** The words of the registry: what a profile demands, and how it is read where it is silent. */

export type ProfileId = string;
export type RequirementId = string;
export type DecisionId = string;
export type OperationId = string;

export type Level = 'MUST' | 'SHOULD' | 'MAY';
/** What a requirement rests on; `observed` and `decision` never fail a target outright without naming the decision. */
export type Basis = 'seed' | 'draft' | 'page' | 'snippet' | 'v1' | 'derived' | 'observed' | 'decision';

/** Where a sentence stands: enough to find it and to notice when it changes, without copying it. */
export interface Source {
  readonly file: string;
  readonly section: string;
  /** A locating phrase of a few words. */
  readonly phrase: string;
  /** SHA-256 (first 16 hex digits) of the sentence, white space folded. */
  readonly hash: string;
}

export interface Requirement {
  readonly id: RequirementId;
  readonly profile: ProfileId;
  readonly topic: string;
  readonly level: Level;
  readonly text: string;
  readonly basis: Basis;
  readonly source: Source;
  readonly decision?: DecisionId;
  /** The capability without which this does not apply. */
  readonly optional?: string;
  readonly why: string;
  /** Set when nothing outside the server can observe it. */
  readonly untestable?: string;
}

export interface Decision {
  readonly id: DecisionId;
  readonly profile: ProfileId;
  readonly hole: string;
  readonly decision: string;
  /** The key under `dialect` of a target file that settles it, with its legal values. */
  readonly dialect?: { readonly key: string; readonly values: readonly string[] };
  /** Where the target file settles it instead, e.g. `registration` or `fixtures.keyPackages`. */
  readonly setting?: string;
}

export interface Profile {
  readonly id: ProfileId;
  readonly title: string;
  readonly version: string;
  readonly requirements: ReadonlyMap<RequirementId, Requirement>;
  readonly decisions: ReadonlyMap<DecisionId, Decision>;
  /** SHA-256 over ids, levels and texts of the requirements. */
  readonly requirementSet: string;
}

/** What one release demanded of a profile, frozen: later duties are still checked, and not scored. */
export interface RequirementSet {
  readonly profile: ProfileId;
  readonly name: string;
  /** The `requirementSet` of the profile when it was frozen. */
  readonly hash: string;
  readonly levels: Readonly<Record<RequirementId, Level>>;
}

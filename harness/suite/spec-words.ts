import type { Level } from '../spec/model.ts';

/** What the loader must know of the profiles: the names that scenarios may use, and a little about each. */
export interface SpecWords {
  requirement(id: string): { readonly profile: string; readonly level: Level } | undefined;
  requirementIds(): readonly string[];
  operation(id: string): OperationWords | undefined;
  operationIds(): readonly string[];
  readonly faultIds: readonly string[];
}

export interface OperationWords {
  readonly profile: string;
  readonly pathParameters: readonly string[];
  /** Wants a token. */
  readonly secured: boolean;
  /** The capability without which it may be absent. */
  readonly optional?: string;
}

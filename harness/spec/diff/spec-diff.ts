/** Two editions of the specification data, compared as a whole. */

import { type LintDocument, readLintDocument } from '../lint/lint-document.ts';
import type { ProfileId, Requirement } from '../model.ts';
import type { Registry } from '../registry.ts';
import type { Tombstone } from '../tombstones.ts';
import { operationChanges } from './api-diff.ts';
import type { SpecDiff } from './model.ts';
import { decisionChanges, requirementChanges } from './registry-diff.ts';
import { sentenceChanges } from './sentence-diff.ts';
import type { SuiteParts } from './touched.ts';

/** `specs/` at one moment. */
export interface Edition {
  /** How reports name it. */
  readonly name: string;
  readonly registry: Registry;
  readonly apis: ReadonlyMap<ProfileId, LintDocument>;
  readonly tombstones: readonly Tombstone[];
}

/** One document at one moment. */
export interface DocumentEdition {
  readonly name: string;
  readonly text: string;
}

const EMPTY = { requirements: [], decisions: [], operations: [], sentences: [] } as const;

export function diffEditions(old: Edition, now: Edition, suite: SuiteParts): SpecDiff {
  const profiles = [...new Set([...old.apis.keys(), ...now.apis.keys()])].sort();
  return {
    format: 'kammerton-spec-diff/1',
    old: old.name,
    new: now.name,
    requirements: requirementChanges(old.registry, now.registry, now.tombstones, suite),
    decisions: decisionChanges(old.registry, now.registry),
    operations: profiles.flatMap((profile) =>
      operationChanges(profile, old.apis.get(profile), now.apis.get(profile), suite),
    ),
    sentences: [],
  };
}

/** Two editions of a text, or of an OpenAPI document where both are one. */
export function diffDocuments(
  old: DocumentEdition,
  now: DocumentEdition,
  requirements: readonly Requirement[],
  suite: SuiteParts,
): SpecDiff {
  const base = { format: 'kammerton-spec-diff/1', old: old.name, new: now.name, ...EMPTY } as const;
  if ([old, now].every(({ text }) => /^[\s{]*"?openapi"?\s*:/m.test(text))) {
    const [before, after] = [readLintDocument(old.name, old.text), readLintDocument(now.name, now.text)];
    return { ...base, operations: operationChanges('', before, after, suite) };
  }
  return { ...base, sentences: sentenceChanges(old.text, now.text, requirements, suite) };
}

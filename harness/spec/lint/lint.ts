/** Mistakes of an OpenAPI document that its author would want to know of. */

import type { Finding, LintDocument } from './lint-document.ts';
import { responseFindings } from './response-rules.ts';
import { schemaFindings } from './schema-rules.ts';
import { structureFindings } from './structure-rules.ts';
import { valueFindings } from './value-rules.ts';
import { wordingFindings } from './wording-rules.ts';

const RULES = [structureFindings, responseFindings, schemaFindings, valueFindings, wordingFindings];

/** Every finding once, from top to bottom. */
export function lintDocument(document: LintDocument): readonly Finding[] {
  const found = RULES.flatMap((rule) => [...rule(document)]);
  const unique = new Map(found.map((one) => [`${one.at.line} ${one.field} ${one.message}`, one]));
  return [...unique.values()].sort(
    (left, right) => left.at.line - right.at.line || left.at.column - right.at.column,
  );
}

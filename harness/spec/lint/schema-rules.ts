/** Schemas that no value can satisfy, that say nothing, or that say what nobody meant. */

import { closest } from 'fastest-levenshtein';
import { type FieldPath, isRecord } from '../openapi-document.ts';
import { lengthFindings } from './length-rules.ts';
import { type Finding, finding, type LintDocument } from './lint-document.ts';
import { KEYWORD_TYPES, knownKeywords } from './schema-keywords.ts';
import { type Part, parts } from './walk.ts';

const COMPOSING = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas'];
const LOWER_BOUNDS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minContains', 'maxContains'],
  ['minimum', 'maximum'],
] as const;

/** Findings schema by schema. */
export function* schemaFindings(document: LintDocument): Generator<Finding> {
  for (const part of parts(document)) {
    if (part.kind !== 'schema') continue;
    yield* keywordFindings(document, part);
    yield* rangeFindings(document, part);
    yield* requiredFindings(document, part);
    yield* alternativeFindings(document, part);
    yield* lengthFindings(document, part);
  }
}

function* keywordFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const known = knownKeywords(document.version);
  for (const keyword of Object.keys(value)) {
    if (keyword.startsWith('x-') || known.has(keyword)) continue;
    const message = `${keyword} is no keyword of a schema in OpenAPI ${document.version}, so it has no effect; did you mean ${closest(keyword, [...known])}?`;
    yield finding(document, [...field, keyword], message);
  }
  const types = typesOf(value);
  if (types.length === 0) return;
  for (const [keyword, wanted] of Object.entries(KEYWORD_TYPES)) {
    if (!(keyword in value) || types.some((type) => wanted.includes(type))) continue;
    const message = `${keyword} says nothing about ${types.join(' or ')}; it limits ${wanted.join(' or ')} only`;
    yield finding(document, [...field, keyword], message);
  }
}

export function typesOf({ type }: Part['value']): readonly string[] {
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.map(String) : [];
}

function* rangeFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  for (const [low, high] of LOWER_BOUNDS) {
    const [least, most] = [value[low], value[high]];
    if (typeof least !== 'number' || typeof most !== 'number' || least <= most) continue;
    yield finding(document, [...field, low], `no value has ${low} ${least} and ${high} ${most}`);
  }
  const { exclusiveMinimum: above, exclusiveMaximum: below, minimum, maximum } = value;
  const least = typeof above === 'number' ? above : minimum;
  const most = typeof below === 'number' ? below : maximum;
  const open = typeof above === 'number' || typeof below === 'number' || above === true || below === true;
  if (open && typeof least === 'number' && typeof most === 'number' && least >= most) {
    yield finding(document, field, `no number lies between ${least} and ${most}, both excluded as they are`);
  }
  const { minItems, uniqueItems, items } = value;
  const choices = isRecord(items) && Array.isArray(items.enum) ? items.enum.length : undefined;
  if (uniqueItems === true && typeof minItems === 'number' && choices !== undefined && minItems > choices) {
    yield finding(
      document,
      [...field, 'minItems'],
      `${minItems} different items are wanted, and there are ${choices} to choose from`,
    );
  }
}

function* requiredFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const { required, properties } = value;
  if (!Array.isArray(required)) return;
  for (const [index, name] of required.entries()) {
    if (required.indexOf(name) < index) {
      yield finding(document, [...field, 'required', String(index)], `${name} is required twice`);
    }
  }
  // A part of a composed schema may demand what another part declares.
  const composed =
    COMPOSING.some((keyword) => keyword in value || field.includes(keyword)) || '$ref' in value;
  const open = isRecord(value.additionalProperties) || isRecord(value.patternProperties);
  if (composed || open) return;
  const declared = isRecord(properties) ? Object.keys(properties) : [];
  for (const [index, name] of required.entries()) {
    if (typeof name !== 'string' || declared.includes(name)) continue;
    const near = declared.length === 0 ? '' : `; did you mean ${closest(name, declared)}?`;
    yield finding(
      document,
      [...field, 'required', String(index)],
      `${name} is required, but not among the properties${near}`,
    );
  }
}

function* alternativeFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  for (const keyword of ['anyOf', 'oneOf', 'allOf', 'enum'] as const) {
    const list = value[keyword];
    if (!Array.isArray(list)) continue;
    const seen = new Map<string, number>();
    for (const [index, item] of list.entries()) {
      const text = JSON.stringify(item);
      const earlier = seen.get(text);
      if (earlier === undefined) seen.set(text, index);
      else yield finding(document, [...field, keyword, String(index)], twinMessage(keyword, earlier, index));
    }
  }
  yield* emptyEnum(document, value, field);
}

function twinMessage(keyword: string, earlier: number, index: number): string {
  const both = `${keyword} has the same schema twice (${earlier + 1} and ${index + 1})`;
  if (keyword === 'oneOf') return `${both}: whatever fits one fits both, so oneOf refuses it`;
  return keyword === 'enum'
    ? `enum has the same value twice (${earlier + 1} and ${index + 1})`
    : `${both}: one of them is idle, or was meant to be another`;
}

function* emptyEnum(document: LintDocument, value: Part['value'], field: FieldPath): Generator<Finding> {
  if (Array.isArray(value.enum) && value.enum.length === 0) {
    yield finding(document, [...field, 'enum'], 'an empty enum refuses every value');
  }
}

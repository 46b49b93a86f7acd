/** How the values that a schema admits have changed: fewer, more, others, or the same. */

import { isRecord } from '../openapi-document.ts';

/** `narrower`: some values that fitted no longer do. `wider`: some that did not now do. `other`: both. */
export type Reach = 'narrower' | 'wider' | 'other' | 'same';

export interface SchemaChange {
  /** `body.token`, `body[]`. */
  readonly where: string;
  readonly what: string;
  readonly reach: Reach;
}

/** Follows a reference within its own document. */
export type Follow = (schema: unknown) => Readonly<Record<string, unknown>> | undefined;

interface Pair {
  readonly old: unknown;
  readonly new: unknown;
  readonly where: string;
}

interface Sides {
  readonly followOld: Follow;
  readonly followNew: Follow;
  readonly seen: Set<string>;
}

const LEAST = ['minLength', 'minItems', 'minProperties', 'minimum', 'exclusiveMinimum'];
const MOST = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'];
const OPAQUE = ['pattern', 'format', 'contentEncoding', 'multipleOf', 'uniqueItems', 'const'];
const COMPOSED = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'prefixItems', 'patternProperties'];

/** Every difference, outermost first; words and examples make none. */
export function schemaChanges(pair: Pair, followOld: Follow, followNew: Follow): readonly SchemaChange[] {
  return [...compare(pair, { followOld, followNew, seen: new Set() })];
}

function* compare(pair: Pair, sides: Sides): Generator<SchemaChange> {
  const [old, now, { where }] = [sides.followOld(pair.old), sides.followNew(pair.new), pair];
  if (old === undefined || now === undefined) {
    if (old !== now)
      yield {
        where,
        what: old === undefined ? 'has a schema now' : 'has no schema any more',
        reach: old === undefined ? 'narrower' : 'wider',
      };
    return;
  }
  const texts = `${JSON.stringify(pair.old)} ${JSON.stringify(pair.new)}`;
  const references = texts.includes('$ref');
  if (references && sides.seen.has(texts)) return;
  if (references) sides.seen.add(texts);
  yield* typeChanges(old, now, where);
  yield* enumChanges(old, now, where);
  yield* limitChanges(old, now, where);
  yield* memberChanges({ old, new: now, where }, sides);
  for (const keyword of COMPOSED) {
    if (same(old[keyword], now[keyword])) continue;
    yield { where, what: `${keyword} ${verb(old[keyword], now[keyword])}`, reach: 'other' };
  }
}

type Schema = Readonly<Record<string, unknown>>;

function verb(old: unknown, now: unknown): string {
  if (old === undefined) return 'added';
  return now === undefined ? 'removed' : 'changed';
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function listOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((item) =>
    typeof item === 'string' ? item : JSON.stringify(item),
  );
}

function* typeChanges(old: Schema, now: Schema, where: string): Generator<SchemaChange> {
  if (same(old.type, now.type)) return;
  const reach = setReach(typesOf(old.type), typesOf(now.type));
  yield { where, what: `type ${shown(old.type)} → ${shown(now.type)}`, reach };
}

/** Every integer is a number. */
function typesOf(type: unknown): readonly string[] {
  return listOf(type).flatMap((one) => (one === 'number' ? ['number', 'integer'] : [one]));
}

function* enumChanges(old: Schema, now: Schema, where: string): Generator<SchemaChange> {
  if (same(old.enum, now.enum)) return;
  const [before, after] = [listOf(old.enum), listOf(now.enum)];
  const reach = setReach(before, after);
  if (reach !== 'same') yield { where, what: `values ${shown(old.enum)} → ${shown(now.enum)}`, reach };
}

/** An empty list stands for no restriction. */
function setReach(before: readonly string[], after: readonly string[]): Reach {
  const lost =
    before.length > 0 && after.length === 0
      ? false
      : before.length === 0 || before.some((item) => !after.includes(item));
  const gained = before.length > 0 && (after.length === 0 || after.some((item) => !before.includes(item)));
  if (lost && gained) return 'other';
  if (lost) return 'narrower';
  return gained ? 'wider' : 'same';
}

function shown(value: unknown): string {
  return value === undefined ? 'any' : listOf(value).join(' | ');
}

function* limitChanges(old: Schema, now: Schema, where: string): Generator<SchemaChange> {
  for (const keyword of [...LEAST, ...MOST]) {
    const [before, after] = [old[keyword], now[keyword]];
    if (same(before, after)) continue;
    const rising = MOST.includes(keyword) ? 'wider' : 'narrower';
    const falling = MOST.includes(keyword) ? 'narrower' : 'wider';
    const both = typeof before === 'number' && typeof after === 'number';
    const moved = both && before < after ? rising : falling;
    const reach = both ? moved : before === undefined ? 'narrower' : 'wider';
    yield { where, what: `${keyword} ${String(before ?? 'none')} → ${String(after ?? 'none')}`, reach };
  }
  for (const keyword of OPAQUE) {
    const [before, after] = [old[keyword], now[keyword]];
    if (same(before, after)) continue;
    const reach = before === undefined ? 'narrower' : after === undefined ? 'wider' : 'other';
    yield {
      where,
      what: `${keyword} ${before === undefined ? 'none' : JSON.stringify(before)} → ${after === undefined ? 'none' : JSON.stringify(after)}`,
      reach,
    };
  }
}

function* memberChanges(
  { old, new: now, where }: { readonly old: Schema; readonly new: Schema; readonly where: string },
  sides: Sides,
): Generator<SchemaChange> {
  const [required, requires] = [listOf(old.required), listOf(now.required)];
  for (const name of requires.filter((one) => !required.includes(one))) {
    yield { where: `${where}.${name}`, what: 'is required now', reach: 'narrower' };
  }
  for (const name of required.filter((one) => !requires.includes(one))) {
    yield { where: `${where}.${name}`, what: 'is no longer required', reach: 'wider' };
  }
  const before = isRecord(old.properties) ? old.properties : {};
  const after = isRecord(now.properties) ? now.properties : {};
  for (const name of Object.keys({ ...before, ...after })) {
    if (!(name in before)) yield { where: `${where}.${name}`, what: 'is described now', reach: 'same' };
    else if (!(name in after))
      yield { where: `${where}.${name}`, what: 'is not described any more', reach: 'same' };
    else yield* compare({ old: before[name], new: after[name], where: `${where}.${name}` }, sides);
  }
  if (old.items !== undefined || now.items !== undefined) {
    yield* compare({ old: old.items, new: now.items, where: `${where}[]` }, sides);
  }
  const [open, opens] = [old.additionalProperties ?? true, now.additionalProperties ?? true];
  if (same(open, opens)) return;
  const reach = opens === false ? 'narrower' : open === false ? 'wider' : 'other';
  yield {
    where,
    what: opens === false ? 'admits no other members now' : 'treats other members differently',
    reach,
  };
}

import type { OpenAPIV3_1 } from 'openapi-types';
import { type Api, isRecord } from './openapi-document.ts';

type Reference = OpenAPIV3_1.ReferenceObject;

/** A chain longer than this leads in a circle. */
const LONGEST_CHAIN = 8;

/** Follows `$ref` within the document; undefined where it leads nowhere or in a circle. */
export function dereference<T extends object>(api: Api, item: T | Reference | undefined): T | undefined {
  let current: unknown = item;
  for (let hops = 0; hops <= LONGEST_CHAIN; hops += 1) {
    if (!isRecord(current)) return undefined;
    if (typeof current.$ref !== 'string') return current as T;
    current = lookUp(api, current.$ref);
  }
  return undefined;
}

/** Every `$ref` below a value, with the fields that lead to it. */
export function* references(
  value: unknown,
  field: readonly string[] = [],
): Generator<[string, readonly string[]]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* references(item, [...field, String(index)]);
  } else if (isRecord(value)) {
    if (typeof value.$ref === 'string') yield [value.$ref, field];
    for (const [key, item] of Object.entries(value)) yield* references(item, [...field, key]);
  }
}

function lookUp(api: Api, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let current: unknown = api;
  for (const segment of reference.slice(2).split('/')) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isRecord(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

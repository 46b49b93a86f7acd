/** Forms of a message that servers sign by mistake: what `inbox-canonical.ts` verifies against instead of X1. */

import type { JsonObject, JsonValue } from '../behaviour/facts.ts';
import { isArray, isObject } from '../behaviour/json-shapes.ts';
import type { InboxMessage } from '../protocol/inbox-message.ts';

/** How a form differs from compact JSON whose names stand in order at every depth. */
export interface Writing {
  /** Order of the names of an object; `depth` is 0 for the message itself. */
  readonly inOrder?: (names: readonly string[], depth: number) => readonly string[];
  readonly text?: (text: string) => string;
  readonly number?: (value: number) => string;
  readonly items?: (items: readonly JsonValue[]) => readonly JsonValue[];
  readonly comma?: string;
  readonly colon?: string;
  readonly leavesNullsOut?: boolean;
}

const byCodeUnit = (names: readonly string[]): readonly string[] =>
  names.toSorted((a, b) => (a < b ? -1 : 1));

/** Orders of names. */
export const ORDERS = {
  asSent: (names: readonly string[]): readonly string[] => names,
  onlyAtTop: (names: readonly string[], depth: number): readonly string[] =>
    depth === 0 ? typeFirst(byCodeUnit(names)) : names,
  typeInPlace: byCodeUnit,
  byLocale: (names: readonly string[], depth: number): readonly string[] =>
    leading(
      names.toSorted((a, b) => a.localeCompare(b, 'en')),
      depth,
    ),
  ignoringCase: (names: readonly string[], depth: number): readonly string[] =>
    leading(
      names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
      depth,
    ),
  byCodePoint: (names: readonly string[], depth: number): readonly string[] =>
    leading(
      names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      depth,
    ),
  usual: (names: readonly string[], depth: number): readonly string[] => leading(byCodeUnit(names), depth),
} as const;

/** The members of the envelope and of the payload side by side, as X1 has them. */
export function merged({ payload, signature: _, ...envelope }: JsonObject): JsonObject {
  return { ...envelope, ...(isObject(payload) ? payload : {}) };
}

export function withoutSignature({ signature: _, ...message }: InboxMessage): JsonObject {
  return message;
}

export function write(value: JsonValue, writing: Writing, depth = 0): string {
  const { comma = ',', colon = ':', text = JSON.stringify, number = String } = writing;
  if (isArray(value)) {
    const items = writing.items?.(value) ?? value;
    return `[${items.map((item) => write(item, writing, depth + 1)).join(comma)}]`;
  }
  if (isObject(value)) {
    const names = (writing.inOrder ?? ORDERS.usual)(Object.keys(value), depth).filter(
      (name) => value[name] !== undefined && !(writing.leavesNullsOut && value[name] === null),
    );
    const members = names.map(
      (name) => `${text(name)}${colon}${write(value[name] ?? null, writing, depth + 1)}`,
    );
    return `{${members.join(comma)}}`;
  }
  if (typeof value === 'string') return text(value);
  return typeof value === 'number' ? number(value) : String(value);
}

function leading(names: readonly string[], depth: number): readonly string[] {
  return depth === 0 ? typeFirst(names) : names;
}

function typeFirst(names: readonly string[]): readonly string[] {
  return [...names.filter((name) => name === 'type'), ...names.filter((name) => name !== 'type')];
}

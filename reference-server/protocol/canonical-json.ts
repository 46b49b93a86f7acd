/**
 * The two ways in which JSON becomes the bytes that an inbox signature covers (external-identity, X1).
 *
 * Both write compact JSON with the keys of every object sorted by UTF-16 code unit, arrays in their order, and strings
 * and numbers as ECMAScript's `JSON.stringify` writes them (which is what RFC 8785 §3.2.2 asks for too). They differ
 * in what they are applied to: see `inbox-message.ts`.
 *
 * Left out by X1, since honest implementations disagree on it: keys that are array indices (an ECMAScript object
 * yields them first), `__proto__`, lone surrogates (UTF-8 has no form for them), and numbers that are not finite or
 * beyond ±2^53. `canonicalJson` still gives one answer for each; `ambiguity` names them.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

const LONE_SURROGATE = /\p{Cs}/u;

/** A value still to be written, or text that is final. */
type Piece = { readonly value: JsonValue } | string;

/** Compact JSON with sorted keys at every depth; any depth is fine, since nothing recurses. */
export function canonicalJson(value: JsonValue): string {
  const output: string[] = [];
  const pending: Piece[] = [{ value }];
  for (let piece = pending.pop(); piece !== undefined; piece = pending.pop()) {
    if (typeof piece === 'string') output.push(piece);
    else if (isContainer(piece.value)) for (const part of piecesOf(piece.value).reverse()) pending.push(part);
    else output.push(JSON.stringify(piece.value));
  }
  return output.join('');
}

/** Like `canonicalJson` for an object, but with `first` before all other keys of the top level. */
export function canonicalJsonWithFirst(first: string, object: JsonObject): string {
  const { [first]: value, ...rest } = object;
  const head = `${JSON.stringify(first)}:${canonicalJson(value ?? null)}`;
  const tail = canonicalJson(rest).slice(1);
  return tail === '}' ? `{${head}}` : `{${head},${tail}`;
}

/**
 * Why implementations may disagree on the canonical form of this value (X1), or undefined where they can't.
 *
 * @param maxDepth how many containers may stand in one another
 */
export function ambiguity(value: JsonValue, maxDepth: number): string | undefined {
  const pending: { readonly value: JsonValue; readonly depth: number }[] = [{ value, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: current, depth } = next;
    if (!isContainer(current)) {
      const reason = scalarAmbiguity(current);
      if (reason !== undefined) return reason;
      continue;
    }
    if (depth > maxDepth) return `nested deeper than ${maxDepth} levels`;
    if (!Array.isArray(current)) {
      const reason = Object.keys(current).map(keyAmbiguity).find(isPresent);
      if (reason !== undefined) return reason;
    }
    for (const child of Object.values(current)) pending.push({ value: child, depth: depth + 1 });
  }
  return undefined;
}

function isContainer(value: JsonValue): value is readonly JsonValue[] | JsonObject {
  return typeof value === 'object' && value !== null;
}

function isArray(value: readonly JsonValue[] | JsonObject): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function piecesOf(container: readonly JsonValue[] | JsonObject): Piece[] {
  if (isArray(container)) {
    return [
      '[',
      ...container.flatMap((value, n): Piece[] => (n === 0 ? [{ value }] : [',', { value }])),
      ']',
    ];
  }
  // By UTF-16 code unit: never localeCompare, which varies by machine.
  const entries = Object.entries(container).sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.flatMap(([key, value], n): Piece[] => [
    `${n === 0 ? '' : ','}${JSON.stringify(key)}:`,
    { value },
  ]);
  return ['{', ...members, '}'];
}

function scalarAmbiguity(value: JsonValue): string | undefined {
  if (typeof value === 'string' && LONE_SURROGATE.test(value)) return 'a string holds a lone surrogate';
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value) || Math.abs(value) > 2 ** 53) return 'a number is not finite or beyond 2^53';
  return undefined;
}

function keyAmbiguity(key: string): string | undefined {
  if (key === '__proto__') return 'a key is __proto__';
  if (/^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1) return 'a key is an array index';
  return LONE_SURROGATE.test(key) ? 'a key holds a lone surrogate' : undefined;
}

function isPresent(reason: string | undefined): reason is string {
  return reason !== undefined;
}

/** Values on their way into CEL and back: objects become Maps there, so that nothing but their own fields can be reached. */

const MAX_DEPTH = 128;

type Original = WeakMap<object, object>;

/**
 * A value as CEL sees it: integers as BigInt, objects as Maps of their own enumerable data, bytes as plain Uint8Array.
 * What is no data (functions, keys, symbols) is left out. `originals` remembers which Map stands for which object.
 */
export function intoCel(value: unknown, originals: Original, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError(`a value is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.map((item) => intoCel(item, originals, depth + 1) ?? null);
  return mapOf(value, originals, depth);
}

function mapOf(value: object, originals: Original, depth: number): Map<string, unknown> {
  const map = new Map<string, unknown>();
  const entries = value instanceof Map ? value.entries() : Object.entries(value);
  for (const [key, item] of entries) {
    const converted = intoCel(item, originals, depth + 1);
    if (converted !== undefined) map.set(String(key), converted);
  }
  originals.set(map, value);
  return map;
}

/** An argument for a function: objects of the scope come back as the very objects they were. */
export function argumentFromCel(value: unknown, originals: Original): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return scalar(value);
  const original = originals.get(value);
  if (original !== undefined) return original;
  if (Array.isArray(value)) return value.map((item) => argumentFromCel(item, originals));
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, argumentFromCel(item, originals)]));
}

/** A result as JSON-like data, always a copy; bytes stay bytes. */
export function resultFromCel(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return scalar(value);
  if (Array.isArray(value)) return value.map(resultFromCel);
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, resultFromCel(item)]));
}

function entriesOf(value: object): [string, unknown][] {
  if (value instanceof Map) return [...value.entries()].map(([key, item]) => [String(key), item]);
  if (Object.getPrototypeOf(value) === Object.prototype) return Object.entries(value);
  throw new TypeError('the expression gives something that is no data');
}

function scalar(value: unknown): unknown {
  if (typeof value !== 'bigint') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number is not finite');
    return value;
  }
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is too large for a JSON number`);
  return number;
}

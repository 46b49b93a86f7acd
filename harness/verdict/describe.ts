/** Renders values that a target sent for a message: bounded in length, one line, nothing that a terminal obeys. */

const MAX_SHOWN = 200;
/** What JSON leaves as it is although it moves cursors, lines or reading direction. */
const UNSAFE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A value as compact JSON, cut at 200 characters; `undefined` reads `nothing`. */
export function describe(value: unknown, redact: (text: string) => string = (text) => text): string {
  if (value === undefined) return 'nothing';
  return cut(redact(escapeUnsafe(toText(value))));
}

/** The value and, where the text alone could be taken for another type, its type: `"409" (string)`. */
export function describeWithType(value: unknown, redact?: (text: string) => string): string {
  const shown = describe(value, redact);
  return value === undefined || value === null ? shown : `${shown} (${typeName(value)})`;
}

/** The word of JSON for a value's type. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Uint8Array) return 'bytes';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

/** At most `limit` characters, with the full length told where something is missing. */
export function cut(text: string, limit = MAX_SHOWN): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;
}

/** A text without the characters that terminals and editors act on. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function toText(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes ${Buffer.from(value).toString('base64')}`;
  try {
    return (
      JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner)) ??
      String(value)
    );
  } catch {
    return `a value that cannot be shown (${typeName(value)})`;
  }
}

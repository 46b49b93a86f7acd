/** Bodies as JSON, bounded in depth and free of keys that poison prototypes. */

import type { JsonValue } from './facts.ts';
import { Refusal } from './refusals.ts';

const DEEPEST = 32;

/** Throws a refusal for whatever is not plain, shallow JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) <= DEEPEST) return withoutPoison(JSON.parse(text));
  } catch {
    // Not UTF-8, not JSON, or poisoned: all one to the client.
  }
  throw new Refusal('malformed-json');
}

/** How deep brackets nest outside strings; read before parsing, so that parsing stays cheap. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

function withoutPoison(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Object.hasOwn(value, '__proto__')) throw new Refusal('malformed-json');
  for (const member of Object.values(value)) withoutPoison(member ?? null);
  return value;
}

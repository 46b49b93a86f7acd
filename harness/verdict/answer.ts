/** What came back for one request, read once, as expectations see it. */

import type { Exchange, FailureKind } from './model.ts';

export interface Response {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** One observed exchange, and what is behind it: the exact bytes, which reports never see. */
export interface Observation {
  readonly exchange: Exchange;
  readonly response?: Response;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
}

export interface Answer {
  readonly response?: Response;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
  /** The decoded body; undefined when there is none, or none that can be read. */
  readonly body: unknown;
  /** Why there are bytes but no `body`. */
  readonly bodyProblem?: string;
  /** The status is a documented 2xx of the operation. */
  readonly documented: boolean;
  /** The request was sent as raw bytes: a close refuses it. */
  readonly raw: boolean;
  /** Unset when nobody asked. */
  readonly aftermath?: Aftermath;
}

/** How the target takes a good request afterwards, on a new connection: `broken` is a 5xx or no HTTP. */
export type Aftermath = 'answers' | 'broken' | 'silent';

const MAX_JSON_DEPTH = 128;
const strict = new TextDecoder('utf-8', { fatal: true });

/** `text`: the body is a bare text rather than JSON (dialect `bareString`). */
export function readBody(
  bytes: Uint8Array,
  as: 'json' | 'text',
): { readonly body: unknown; readonly bodyProblem?: string } {
  if (bytes.length === 0) return { body: undefined };
  const text = utf8In(bytes);
  if (text === undefined) return { body: undefined, bodyProblem: 'no UTF-8' };
  if (as === 'text') return { body: text };
  if (nestsDeeperThan(text, MAX_JSON_DEPTH)) {
    return { body: undefined, bodyProblem: `JSON nested deeper than ${MAX_JSON_DEPTH}` };
  }
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { body: undefined, bodyProblem: 'no JSON' };
  }
}

function utf8In(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Counts brackets outside strings, so that no target can make a recursive reader overflow. */
function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '\\') index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === ']' || character === '}') depth -= 1;
  }
  return false;
}

/** Decisions about requests and answers as a whole (P2-GEN). */

import type { Answer, Call, Eventually, JsonValue } from './facts.ts';
import { parseJson } from './json-text.ts';
import { Refusal } from './refusals.ts';

export interface ExchangeBehaviour {
  /** From the bytes of a body to its value; undefined for no body. Throws a refusal (P2-GEN-02). */
  parseBody(bytes: Uint8Array, contentType: string): JsonValue | undefined;
  /** Called before a request is looked at: the place to dawdle. */
  admit(call: Call, operation: string | undefined): Eventually<void>;
  /** The last word on every answer, refusals included; no operation: none was found. */
  respond(answer: Answer, call: Call, operation: string | undefined): Eventually<Answer>;
}

export const exchange: ExchangeBehaviour = {
  parseBody: (bytes, contentType) => {
    if (!isJson(contentType)) throw new Refusal('unsupported-media-type');
    return parseJson(bytes);
  },
  admit: () => {},
  respond: (answer) => answer,
};

function isJson(contentType: string): boolean {
  return /^application\/json *(;|$)/i.test(contentType);
}

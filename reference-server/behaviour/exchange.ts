/** Decisions about requests and answers as a whole (P2-GEN). */

import type { Answer, Call, Eventually, JsonValue } from './facts.ts';
import { parseJson } from './json-text.ts';

export interface ExchangeBehaviour {
  /** From the bytes of a body to its value; undefined for no body. Throws a refusal (P2-GEN-02). */
  parseBody(bytes: Uint8Array): JsonValue | undefined;
  /** Called before a request is looked at: the place to dawdle. */
  admit(call: Call, operation: string | undefined): Eventually<void>;
  /** The last word on every answer, refusals included; no operation: none was found. */
  respond(answer: Answer, call: Call, operation: string | undefined): Eventually<Answer>;
}

export const exchange: ExchangeBehaviour = {
  parseBody: parseJson,
  admit: () => {},
  respond: (answer) => answer,
};

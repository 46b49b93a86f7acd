/** How a target reads the holes of the specification: the only place where stories learn of dialects. */

import type { Operation } from '../spec/openapi.ts';
import type { JsonValue } from '../suite/model.ts';
import type { Dialect } from '../target/model.ts';
import { isRecord } from '../verdict/same-value.ts';
import type { Draft } from './request.ts';

/** Operations whose documented body is a bare string (decisions D4 and D6). */
const BARE_STRING_ANSWERS = ['rotateServerKey', 'getServerKey'];
const ASKS_FOR_A_TIME = ['getServerKey', 'getActorKeys'];

/** The draft as this target wants it. */
export function inDialect(operation: Operation, draft: Draft, dialect: Dialect): Draft {
  if (operation.id === 'identify') return renameChallenge(draft, dialect);
  if (operation.id === 'updateSessionCert') return wrapCertificate(draft, dialect);
  if (ASKS_FOR_A_TIME.includes(operation.id)) return placeTimestamp(draft, dialect);
  return draft;
}

/** How to read the body of an accepted answer. */
export function answerFormat(operation: Operation, status: number, dialect: Dialect): 'json' | 'text' {
  const isBare = BARE_STRING_ANSWERS.includes(operation.id) && operation.accepts(status);
  return isBare && dialect.bareString === 'text' ? 'text' : 'json';
}

/** Decision D1. */
function renameChallenge(draft: Draft, { identifyField }: Dialect): Draft {
  if (identifyField === 'completed_challenge' || !isRecord(draft.body)) return draft;
  const entries = Object.entries(draft.body as Readonly<Record<string, JsonValue>>);
  return {
    ...draft,
    body: Object.fromEntries(
      entries.map(([name, value]) => [name === 'completed_challenge' ? identifyField : name, value]),
    ),
  };
}

/** Decision D6. */
function wrapCertificate(draft: Draft, { updateCertBody, bareString }: Dialect): Draft {
  if (draft.body === undefined) return draft;
  if (updateCertBody === 'array') return { ...draft, body: [draft.body] };
  if (bareString === 'json' || typeof draft.body !== 'string') return draft;
  const { body, ...rest } = draft;
  return { ...rest, rawBody: body, headers: { 'content-type': 'text/plain', ...draft.headers } };
}

/** Decision D5. */
function placeTimestamp(draft: Draft, { timestampIn }: Dialect): Draft {
  if (timestampIn === 'body' || !isRecord(draft.body)) return draft;
  const { body, ...rest } = draft;
  return { ...rest, query: { ...draft.query, ...(body as Readonly<Record<string, JsonValue>>) } };
}

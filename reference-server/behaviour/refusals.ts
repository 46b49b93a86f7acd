/** Why this server refuses, and what it says then. */

import type { JsonValue } from './facts.ts';

export interface RefusalNotice {
  readonly status: number;
  readonly code: string;
}

/** Every reason for which a p2core route refuses, with its status and error code. */
const NOTICES = {
  'malformed-request': { status: 400, code: 'P2CORE_BAD_REQUEST' },
  'malformed-json': { status: 400, code: 'P2CORE_MALFORMED_JSON' },
  'malformed-name': { status: 400, code: 'P2CORE_INVALID_ACTOR_NAME' },
  'malformed-timestamp': { status: 400, code: 'P2CORE_INVALID_TIMESTAMP' },
  'password-required': { status: 400, code: 'P2CORE_PASSWORD_REQUIRED' },
  'name-taken': { status: 409, code: 'P2CORE_FEDERATION_ID_TAKEN' },
  'session-id-taken': { status: 409, code: 'P2CORE_SESSION_ID_TAKEN' },
  unauthorized: { status: 401, code: 'P2CORE_UNAUTHORIZED' },
  'wrong-password': { status: 401, code: 'P2CORE_WRONG_CREDENTIALS' },
  'not-administrator': { status: 403, code: 'P2CORE_NOT_ADMINISTRATOR' },
  'foreign-session': { status: 403, code: 'P2CORE_NOT_AT_HOME' },
  'challenge-failed': { status: 403, code: 'P2CORE_CHALLENGE_FAILED' },
  'malformed-certificate': { status: 400, code: 'P2CORE_MALFORMED_CERTIFICATE' },
  'unfit-certificate': { status: 403, code: 'P2CORE_INVALID_CERTIFICATE' },
  'other-session': { status: 403, code: 'P2CORE_OTHER_SESSION' },
  'malformed-signing-request': { status: 400, code: 'P2CORE_MALFORMED_CSR' },
  'unfit-signing-request': { status: 400, code: 'P2CORE_INVALID_CSR' },
  'home-unknown': { status: 404, code: 'P2CORE_NOT_FEDERATED' },
  'home-silent': { status: 403, code: 'P2CORE_HOME_SERVER_UNAVAILABLE' },
  'unknown-actor': { status: 404, code: 'P2CORE_UNKNOWN_ACTOR' },
  'no-certificate-then': { status: 404, code: 'P2CORE_NO_CERTIFICATE' },
  'duplicate-key-package': { status: 409, code: 'P2CORE_KEYPACKAGE_KNOWN' },
  'unknown-route': { status: 404, code: 'P2CORE_NOT_FOUND' },
  'method-not-allowed': { status: 405, code: 'P2CORE_METHOD_NOT_ALLOWED' },
  'body-too-large': { status: 413, code: 'P2CORE_BODY_TOO_LARGE' },
  'unsupported-media-type': { status: 415, code: 'P2CORE_UNSUPPORTED_MEDIA_TYPE' },
  'too-many': { status: 429, code: 'P2CORE_TOO_MANY' },
  'own-mistake': { status: 500, code: 'P2CORE_INTERNAL' },
} as const satisfies Record<string, RefusalNotice>;

export type RefusalReason = keyof typeof NOTICES;

export interface RefusalsBehaviour {
  notice(reason: RefusalReason): RefusalNotice;
  /** The body of every error answer (P2-GEN-03). */
  body(notice: RefusalNotice): JsonValue;
}

export const refusals: RefusalsBehaviour = {
  notice: (reason) => NOTICES[reason],
  body: ({ status, code }) => ({ errcode: status, error: code }),
};

/** Thrown wherever a request is refused; the application turns it into an answer. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: RefusalReason, headers: Readonly<Record<string, string>> = {}) {
    super(`refused: ${reason}`);
    this.reason = reason;
    this.headers = headers;
  }
}

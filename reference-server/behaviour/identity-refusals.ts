/** Why routes of external-identity refuse, and what they say then: a status and a sentence (X3, XI-IN-18). */

import type { JsonValue } from './facts.ts';

export interface IdentityRefusalNotice {
  readonly status: number;
  readonly message: string;
}

const NOTICES = {
  'malformed-alias': { status: 422, message: 'The body must be an object with the text `alias`' },
  'unfit-alias': { status: 400, message: 'An alias has 3 to 30 letters, digits or underscores' },
  'alias-taken': { status: 409, message: 'The alias is taken' },
  'malformed-keys': {
    status: 422,
    message: 'The body must be an object with the texts `signingKey` and `encryptionKey`',
  },
  'unfit-keys': { status: 400, message: 'Keys must be Base64 of 32 bytes' },
  'unknown-alias': { status: 404, message: 'Nobody here goes by that alias and has published keys' },
  'malformed-message': {
    status: 422,
    message: 'The body needs the texts type, from, to, timestamp, signature; payload must be an object',
  },
  'large-message': { status: 400, message: 'The message is too large' },
  'unsettled-message': { status: 400, message: 'The message has no canonical form that all servers share' },
  'shadowed-envelope': { status: 400, message: 'The payload repeats a field of the envelope' },
  'unknown-type': { status: 400, message: 'This type of message is not known here' },
  'untimely-message': { status: 400, message: 'The timestamp is no ISO 8601 instant, or too far from now' },
  'malformed-handle': { status: 400, message: 'Sender and recipient must be alias@domain' },
  'other-server': { status: 400, message: 'The recipient is at another server' },
  'unknown-recipient': { status: 400, message: 'The recipient is unknown' },
  'malformed-signature': {
    status: 400,
    message: 'The signature must be Base64 of 64 bytes, in its only spelling',
  },
  'unresolved-sender': { status: 400, message: 'The sender cannot be resolved' },
  'other-sender': { status: 400, message: 'The server of the sender describes somebody else' },
  'weak-key': { status: 400, message: 'The key of the sender proves nothing' },
  'wrong-signature': { status: 400, message: 'The signature does not fit the message' },
  'repeated-message': { status: 400, message: 'The message was received before' },
  'too-many-pending': { status: 429, message: 'Too many messages wait for their senders' },
} as const satisfies Record<string, IdentityRefusalNotice>;

export type IdentityRefusalReason = keyof typeof NOTICES;

export interface IdentityRefusalsBehaviour {
  notice(reason: IdentityRefusalReason): IdentityRefusalNotice;
  /** The body of every error answer (XI-IN-18). */
  body(notice: IdentityRefusalNotice): JsonValue;
}

export const identityRefusals: IdentityRefusalsBehaviour = {
  notice: (reason) => NOTICES[reason],
  body: ({ message }) => ({ message }),
};

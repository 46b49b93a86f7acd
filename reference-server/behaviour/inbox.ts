/** What the inbox of external-identity decides about a message: its form, its freshness, its signature, its way. */

import { createHash } from 'node:crypto';
import { ambiguity } from '../protocol/canonical-json.ts';
import { hasCanonicalScalar, signatureHolds } from '../protocol/ed25519.ts';
import type { Handle } from '../protocol/handle.ts';
import {
  decodeSignature,
  type InboxMessage,
  shadowedFields,
  signedBytes,
} from '../protocol/inbox-message.ts';
import type { SuccessAnswer } from './alias.ts';
import type { EventContent } from './events.ts';
import type { JsonValue } from './facts.ts';
import { isObject } from './json-shapes.ts';

/** Messages that took effect, until they are too old to be accepted anyway. */
export interface ReplayMemory {
  /** false where the message is already known. */
  remember(message: string, now: Date, until: Date): boolean;
}

export interface InboxBehaviour {
  /** The body as a message; undefined where a field is missing or of a wrong type (XI-IN-03, -14). */
  readMessage(body: JsonValue | undefined): InboxMessage | undefined;
  /** Queues keep messages, so these are bounded more tightly than other bodies. */
  isTooLarge(text: string): boolean;
  /** What X1 leaves out, since honest servers disagree on its bytes. */
  hasSettledBytes(message: InboxMessage): boolean;
  /** Refuses payload keys that would replace the envelope's under the signature: a forgery else (X7; XI-IN-13). */
  keepsToItsEnvelope(message: InboxMessage): boolean;
  /** XI-IN-16. */
  isKnownType(type: string): boolean;
  /** Within the skew that X8 allows (XI-IN-10). */
  isTimely(timestamp: string, now: Date): boolean;
  /** XI-IN-08. */
  isForThisServer(to: Handle, domain: string): boolean;
  /** Whether to accept a message for somebody who isn't here (XI-IN-21). */
  admitsUnknownRecipient(to: Handle): boolean;
  /** The bytes that the signature must cover (X1; XI-IN-04, -11, -12). */
  bytesToVerify(message: InboxMessage): Uint8Array;
  /** XI-IN-06. */
  decodeSignature(text: string): Uint8Array | undefined;
  /** Whether S < L (XI-IN-07). */
  hasCanonicalScalar(signature: Uint8Array): boolean;
  /** XI-IN-05. */
  signatureHolds(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  /** The last word on the signature; `isSigned` answers for any message (XI-IN-04). */
  isGenuine(message: InboxMessage, isSigned: (message: InboxMessage) => boolean): boolean;
  /** Whether what was verified has not taken effect before (X6). */
  isFirstReceipt(verified: Uint8Array, memory: ReplayMemory, now: Date): boolean;
  /** FIDs that the message is given to (XI-DLV-01). */
  receivers(recipient: string, everyone: () => readonly string[]): readonly string[];
  /** What an accepted message becomes in the queues of its receivers. */
  event(message: InboxMessage): EventContent;
  /** X9: the answer then says nothing about the signature. */
  answersBeforeVerifying(): boolean;
  /** XI-IN-01, -19. */
  answerAccepted(): SuccessAnswer;
}

/** Op code of the namespace `external-identity`: a message came through the inbox. */
const MESSAGE_DELIVERED = 1;
const MAX_SKEW_MS = 300_000;
const LARGEST_MESSAGE = 32_768;
const MAX_PAYLOAD_DEPTH = 32;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

export const inbox: InboxBehaviour = {
  readMessage: (body) => (isInboxMessage(body) ? body : undefined),
  isTooLarge: (text) => Buffer.byteLength(text) > LARGEST_MESSAGE,
  hasSettledBytes: (message) => ambiguity(message, MAX_PAYLOAD_DEPTH) === undefined,
  keepsToItsEnvelope: (message) => shadowedFields(message).length === 0,
  isKnownType: (type) => type === 'FRIEND_INVITE',
  isTimely(timestamp, now) {
    const instant = INSTANT.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
    return Math.abs(instant - now.getTime()) <= MAX_SKEW_MS;
  },
  isForThisServer: (to, domain) => to.domain === domain.toLowerCase(),
  admitsUnknownRecipient: () => false,
  bytesToVerify: (message) => signedBytes(message, 'type-first-sorted-v1'),
  decodeSignature,
  hasCanonicalScalar,
  signatureHolds,
  isGenuine: (message, isSigned) => isSigned(message),
  isFirstReceipt(verified, memory, now) {
    // By what was signed: members that no signature covers must not make an old message a new one.
    const message = createHash('sha256').update(verified).digest('base64');
    // A message from the end of the allowed future stays timely for twice the skew.
    return memory.remember(message, now, new Date(now.getTime() + 2 * MAX_SKEW_MS));
  },
  receivers: (recipient) => [recipient],
  event: (message) => ({ n: 'external-identity', op: MESSAGE_DELIVERED, d: message }),
  answersBeforeVerifying: () => false,
  answerAccepted: () => ({ status: 202, body: { success: true } }),
};

function isInboxMessage(body: JsonValue | undefined): body is InboxMessage {
  if (!isObject(body)) return false;
  const fields = [body.type, body.from, body.to, body.timestamp, body.signature];
  const hasPayload = body.payload === undefined || isObject(body.payload);
  return hasPayload && fields.every((field) => typeof field === 'string');
}

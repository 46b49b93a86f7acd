/**
 * Signed messages between servers (external-identity): what a signature covers (X1), and how it is written (X2).
 *
 * `type-first-sorted-v1` covers `type`, then the sorted keys of `{from, to, timestamp, ...payload}`, so that a key of
 * the payload replaces the envelope's of that name (X7). `jcs` covers the message as it stands, without `signature`,
 * as RFC 8785 writes it.
 */

import type { KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJson, canonicalJsonWithFirst, type JsonObject } from './canonical-json.ts';
import { KEY_LENGTH, SIGNATURE_LENGTH, signWith } from './ed25519.ts';

export type InboxDialect = 'type-first-sorted-v1' | 'jcs';

/** A message as it travels; what it holds beyond these fields is kept, since `jcs` covers it. */
export interface InboxMessage extends UnsignedMessage {
  /** Padded Base64 of 64 Ed25519 bytes. */
  readonly signature: string;
}

export interface UnsignedMessage extends JsonObject {
  readonly type: string;
  /** Handles: `alias@domain`. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601 instant. */
  readonly timestamp: string;
  readonly payload?: JsonObject;
}

/** The UTF-8 bytes that the sender signs; `signature` is never among them. */
export function signedBytes(message: UnsignedMessage, dialect: InboxDialect): Uint8Array {
  return Buffer.from(dialect === 'jcs' ? jcsText(message) : typeFirstSortedText(message));
}

/** Fields of the envelope that the payload has too, and that it would replace in `type-first-sorted-v1` (X7). */
export function shadowedFields({ payload = {} }: UnsignedMessage): readonly string[] {
  return ['from', 'to', 'timestamp', 'type'].filter((field) => Object.hasOwn(payload, field));
}

export function signMessage(
  message: UnsignedMessage,
  privateKey: KeyObject,
  dialect: InboxDialect = 'type-first-sorted-v1',
): InboxMessage {
  return { ...message, signature: encodeBase64(signWith(privateKey, signedBytes(message, dialect))) };
}

/** undefined unless the text is padded Base64 of exactly 32 bytes. */
export function decodePublicKey(text: string): Uint8Array | undefined {
  return decodeExactly(text, KEY_LENGTH);
}

/** undefined unless the text is padded Base64 of exactly 64 bytes. */
export function decodeSignature(text: string): Uint8Array | undefined {
  return decodeExactly(text, SIGNATURE_LENGTH);
}

function typeFirstSortedText({ type, from, to, timestamp, payload }: UnsignedMessage): string {
  return canonicalJsonWithFirst('type', { type, from, to, timestamp, ...payload });
}

function jcsText(message: UnsignedMessage): string {
  const { signature, ...unsigned } = message;
  return canonicalJson(unsigned);
}

function decodeExactly(text: string, length: number): Uint8Array | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === length ? bytes : undefined;
}

/**
 * Signed messages between servers (external-identity): what a signature covers (X1), and how it is written (X2).
 *
 * `type-first-sorted-v1` covers `type`, then the sorted keys of `{from, to, timestamp, ...payload}`, so that a key of
 * the payload replaces the envelope's of that name (X7). `jcs` covers the message as it stands, without `signature`,
 * as RFC 8785 writes it.
 */

import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { Point } from '@noble/ed25519';
import { canonicalJson, canonicalJsonWithFirst, type JsonObject } from './canonical-json.ts';

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

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

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
  return { ...message, signature: encodeBytes(sign(null, signedBytes(message, dialect), privateKey)) };
}

/** The 32 raw bytes of an Ed25519 key (public, or of a private key) as discovery carries them, in padded Base64. */
export function encodePublicKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return encodeBytes(publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length));
}

/** undefined unless the text is padded Base64 of exactly 32 bytes. */
export function decodePublicKey(text: string): Uint8Array | undefined {
  return decodeBytes(text, PUBLIC_KEY_BYTES);
}

/** undefined unless the text is padded Base64 of exactly 64 bytes. */
export function decodeSignature(text: string): Uint8Array | undefined {
  return decodeBytes(text, SIGNATURE_BYTES);
}

/** Whether the bytes are the canonical encoding of a point outside the small subgroup (RFC 8032 §5.1.3; X2). */
export function isStrongPublicKey(publicKey: Uint8Array): boolean {
  try {
    return !Point.fromBytes(publicKey).isSmallOrder();
  } catch {
    return false;
  }
}

/** RFC 8032 §5.1.7, which refuses S ≥ L; of the key it only asks that it is a point: see `isStrongPublicKey`. */
export function isSignatureOf(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    const spki = Buffer.concat([SPKI_PREFIX, publicKey]);
    return verify(null, bytes, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
  } catch {
    return false;
  }
}

function typeFirstSortedText({ type, from, to, timestamp, payload }: UnsignedMessage): string {
  return canonicalJsonWithFirst('type', { type, from, to, timestamp, ...payload });
}

function jcsText(message: UnsignedMessage): string {
  const { signature, ...unsigned } = message;
  return canonicalJson(unsigned);
}

function encodeBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Buffer skips what is no Base64 and ignores left-over bits, so only text that it would write itself passes. */
function decodeBytes(text: string, length: number): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined;
}

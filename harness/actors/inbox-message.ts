/** Signed inbox messages of external-identity (decision X1), canonicalised here once more so that a slip elsewhere shows. */

import { sign } from 'node:crypto';
import type { Dialect } from '../target/model.ts';
import { base64 } from './encoding.ts';
import type { Actor } from './identity.ts';
import { signUnderSmallOrderKey, smallOrderPoints } from './small-order.ts';

/** The data cannot be signed so that all honest verifiers agree (X1). */
export class InboxMessageError extends Error {
  override name = 'InboxMessageError' as const;
}

type Data = Readonly<Record<string, unknown>>;

export interface SigningReading {
  readonly signature: Dialect['inboxSignature'];
  /** Whose value is signed where the payload has a key of the envelope (X7). */
  readonly shadowed: 'payload' | 'envelope';
}

/** The message with the actor's signature (Base64) in place of any that it had. */
export function signInboxMessage(actor: Actor, message: Data, reading: SigningReading): Data {
  const { signature: _, ...unsigned } = message;
  const signed = new TextEncoder().encode(canonicalText(unsigned, reading));
  return { ...unsigned, signature: base64(sign(null, signed, actor.privateKey)) };
}

/** The message with a signature that lax verifiers accept under the neutral element as key, and that needs no secret. */
export function signWeakly(message: Data, reading: SigningReading): Data {
  const neutral = smallOrderPoints().find(({ order }) => order === 1);
  if (neutral === undefined) throw new InboxMessageError('there is no neutral element among the weak keys');
  const signed = new TextEncoder().encode(canonicalText(message, reading));
  return { ...message, signature: base64(signUnderSmallOrderKey(neutral, signed)) };
}

/** What is signed, as text: compact JSON with sorted keys; in `type-first-sorted-v1` the payload is merged in and `type` leads. */
export function canonicalText(message: Data, { signature, shadowed }: SigningReading): string {
  if (signature === 'jcs') return writeJson(shadowed === 'payload' ? asPayloadSays(message) : message, 0);
  const { type, from, to, timestamp, payload } = message;
  const envelope = { type, from, to, timestamp };
  const inner = isData(payload) ? payload : {};
  const merged: Data = shadowed === 'payload' ? { ...envelope, ...inner } : { ...inner, ...envelope };
  const { type: first, ...rest } = merged;
  const members = [writeMember('type', first, 1), ...writeMembers(rest, 1)];
  return `{${members.filter((member) => member !== '').join(',')}}`;
}

/** The message whose envelope says what the payload says: what a forger would have had signed. */
function asPayloadSays(message: Data): Data {
  const inner = isData(message.payload) ? message.payload : {};
  const shadows = ['type', 'from', 'to', 'timestamp'].filter((field) => inner[field] !== undefined);
  return { ...message, ...Object.fromEntries(shadows.map((field) => [field, inner[field]])) };
}

const MAX_DEPTH = 64;
/** With the u flag, surrogates match only where they are no pair. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

function writeJson(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new InboxMessageError(`a message is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item, depth + 1)).join(',')}]`;
  if (isData(value)) return `{${writeMembers(value, depth + 1).join(',')}}`;
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  throw new InboxMessageError(`a message cannot hold a value of type ${typeof value}`);
}

/** In the order of UTF-16 code units, which is what sorting texts means in ECMAScript and in RFC 8785. */
function writeMembers(value: Data, depth: number): readonly string[] {
  const keys = Object.keys(value).toSorted((left, right) => (left < right ? -1 : 1));
  return keys.map((key) => writeMember(key, value[key], depth)).filter((member) => member !== '');
}

/** Nothing where the value is not there. */
function writeMember(key: string, value: unknown, depth: number): string {
  if (value === undefined) return '';
  if (/^(0|[1-9]\d*)$/.test(key) || key === '__proto__') {
    throw new InboxMessageError(
      `verifiers differ in how they order the key ${JSON.stringify(key)}: take another`,
    );
  }
  return `${writeText(key)}:${writeJson(value, depth)}`;
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new InboxMessageError(
      `verifiers differ in how they write the number ${value}: take one within ±2^53`,
    );
  }
  return JSON.stringify(value);
}

function writeText(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new InboxMessageError('a text holds half of a surrogate pair');
  return JSON.stringify(value);
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

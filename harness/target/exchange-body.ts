/** A body as an exchange keeps it: text where the bytes are UTF-8, Base64 otherwise, bounded. */

import { isUtf8 } from 'node:buffer';
import type { Body } from '../verdict/model.ts';

/** More than any report shows, so that secrets can be hidden before the rest is cut. */
const MAX_KEPT_BYTES = 65_536;

/** Undefined for no bytes. */
export function exchangeBody(bytes: Uint8Array): Body | undefined {
  if (bytes.length === 0) return undefined;
  const isCut = bytes.length > MAX_KEPT_BYTES;
  const kept = isCut ? bytes.subarray(0, MAX_KEPT_BYTES) : bytes;
  const base = { bytes: bytes.length, ...(isCut ? { cut: true } : {}) };
  const buffer = Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
  return isUtf8(bytes)
    ? { text: buffer.toString('utf8'), ...base }
    : { base64: buffer.toString('base64'), ...base };
}

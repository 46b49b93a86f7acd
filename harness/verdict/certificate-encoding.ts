/** From what a target sends to DER: Base64 padded or not, URL-safe, wrapped, of DER or of PEM, or PEM as it is. */

import { DerError } from './der-reader.ts';

const MAX_TEXT_LENGTH = 65_536;
const PEM = /-----BEGIN [A-Z0-9 ]{1,40}-----([^-]*)-----END [A-Z0-9 ]{1,40}-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * The DER bytes behind an encoded certificate, request or key.
 * @throws DerError
 */
export function decodeDer(encoded: unknown): Uint8Array {
  if (encoded instanceof Uint8Array) return encoded;
  if (typeof encoded !== 'string') {
    throw new DerError(`expected Base64 text, got ${encoded === null ? 'null' : typeof encoded}`);
  }
  if (encoded.length > MAX_TEXT_LENGTH) {
    throw new DerError(`expected a certificate, got a text of ${encoded.length} characters`);
  }
  const armour = PEM.exec(encoded);
  if (armour !== null) return decodeBase64(armour[1] ?? '');
  const bytes = decodeBase64(encoded);
  const inner = PEM.exec(Buffer.from(bytes).toString('latin1'));
  return inner === null ? bytes : decodeBase64(inner[1] ?? '');
}

/**
 * Base64 in any of its usual spellings.
 * @throws DerError
 */
export function decodeBase64(text: string): Uint8Array {
  const plain = text.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/');
  if (!BASE64.test(plain)) throw new DerError('expected Base64, got text with other characters, or none');
  return new Uint8Array(Buffer.from(plain, 'base64'));
}

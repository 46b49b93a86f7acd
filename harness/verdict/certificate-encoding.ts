/** From what a target sends to DER: Base64 in any of its forms, of DER or of PEM, or PEM as it is. */

import { DerError } from './der-reader.ts';
import { decodeBytes } from './encoded-bytes.ts';

const MAX_TEXT_LENGTH = 65_536;
const DASH = '-'.charCodeAt(0);

/**
 * The DER bytes behind an encoded certificate, request or key; bytes are taken for DER.
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
  const bytes = decodeText(encoded);
  return bytes[0] === DASH ? decodeText(Buffer.from(bytes).toString('latin1')) : bytes;
}

function decodeText(text: string): Uint8Array {
  const bytes = decodeBytes(text);
  if (bytes === undefined) throw new DerError('expected Base64 or PEM, got other text');
  return bytes;
}

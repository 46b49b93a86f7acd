/** The bytes behind a text that a target sent: Base64 in any of its forms, wrapped or not, or PEM. */

const PEM = /^-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z0-9 ]+-----\s*$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Undefined when the text is neither Base64 (padded or not, URL-safe or not) nor PEM. */
export function decodeBytes(text: string): Uint8Array | undefined {
  const pem = PEM.exec(text.trim());
  const compact = (pem?.[1] ?? text).replace(/\s+/g, '');
  if (!BASE64.test(compact)) return undefined;
  if (compact.replace(/=+$/, '').length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(compact, 'base64'));
}

const DER_SEQUENCE = 0x30;
const SHORTEST_CERTIFICATE = 64;

/** Like `decodeBytes`, for what looks like a certificate; PEM inside Base64 is unpacked too (dialect `certEncoding`). */
export function decodeCertificate(text: string): Uint8Array | undefined {
  let bytes = decodeBytes(text);
  if (bytes !== undefined && bytes[0] === '-'.charCodeAt(0))
    bytes = decodeBytes(Buffer.from(bytes).toString('latin1'));
  return bytes !== undefined && bytes.length >= SHORTEST_CERTIFICATE && bytes[0] === DER_SEQUENCE
    ? bytes
    : undefined;
}

/** Padded, canonical Base64 (RFC 4648 §4) as every binary field of the profiles uses it (D2, D3). */

const ALPHABET = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes, or nothing unless the text is exactly what an encoder would have written. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text === '' || !ALPHABET.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // Unused bits of the last character may hide a second spelling of the same bytes.
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** How certificates, requests and signatures are written for a target: what decisions D2 and D3 leave to its dialect. */

import type { Dialect } from '../target/model.ts';

export type WireDialect = Pick<Dialect, 'certEncoding' | 'signatureEncoding' | 'inboxSignature' | 'events'>;

export type PemLabel = 'CERTIFICATE' | 'CERTIFICATE REQUEST' | 'PUBLIC KEY';

/** Either DER that the dialect encodes, or text that goes out as it is. */
export type Artefact = { readonly der: Uint8Array; readonly label: PemLabel } | { readonly text: string };

const PEM_LINE = 64;

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** RFC 7468. */
export function pem(der: Uint8Array, label: PemLabel): string {
  const lines = base64(der).match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

export function encodeArtefact(artefact: Artefact, certEncoding: Dialect['certEncoding']): string {
  if ('text' in artefact) return artefact.text;
  if (certEncoding === 'base64-der') return base64(artefact.der);
  return base64(new TextEncoder().encode(pem(artefact.der, artefact.label)));
}

export function encodeSignature(signature: Uint8Array, encoding: Dialect['signatureEncoding']): string {
  return encoding === 'hex' ? Buffer.from(signature).toString('hex') : base64(signature);
}

/** Decisions about the server's own key (P2-KEY-03, -05, D4). */

import type { ParsedCertificate } from '../protocol/certificate.ts';
import { type KeyPair, publicKeyPem } from '../protocol/ed25519.ts';

/** One of the server's keys, with its certificate. */
export interface CertifiedKey {
  readonly keyPair: KeyPair;
  readonly certificate: ParsedCertificate;
}

export interface ServerKeyBehaviour {
  /** The key after a rotation. */
  next(keys: { readonly previous: KeyPair; readonly fresh: KeyPair }): KeyPair;
  /** How a rotation shows the new key. */
  publicText(publicKey: Uint8Array): string;
  /** DER of the certificate that is shown to whoever asks for the key (P2-KEY-01). */
  shown(key: CertifiedKey, domain: string): Uint8Array;
}

export const serverKey: ServerKeyBehaviour = {
  next: ({ fresh }) => fresh,
  publicText: publicKeyPem,
  shown: ({ certificate }) => certificate.der,
};

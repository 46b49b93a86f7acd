/** Decisions about the server's own key (P2-KEY-03, -05, D4). */

import { type KeyPair, publicKeyPem } from '../protocol/ed25519.ts';

export interface ServerKeyBehaviour {
  /** The key after a rotation. */
  next(keys: { readonly previous: KeyPair; readonly fresh: KeyPair }): KeyPair;
  /** How a rotation shows the new key. */
  publicText(publicKey: Uint8Array): string;
}

export const serverKey: ServerKeyBehaviour = { next: ({ fresh }) => fresh, publicText: publicKeyPem };

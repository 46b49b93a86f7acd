/** What "strict" verification means (draft §7.2.2, P2-IDN-15). */

import { hasCanonicalScalar, isStrongKey, signatureHolds } from '../protocol/ed25519.ts';

export interface SignatureBehaviour {
  isStrongKey(publicKey: Uint8Array): boolean;
  hasCanonicalScalar(signature: Uint8Array): boolean;
  /** The verification equation alone. */
  holds(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

export const signature: SignatureBehaviour = { isStrongKey, hasCanonicalScalar, holds: signatureHolds };

/** All three together: the only way in which a signature is accepted anywhere. */
export function verifiesStrictly(
  behaviour: SignatureBehaviour,
  message: Uint8Array,
  bytes: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return (
    behaviour.isStrongKey(publicKey) &&
    behaviour.hasCanonicalScalar(bytes) &&
    behaviour.holds(message, bytes, publicKey)
  );
}

/** Ed25519 as RFC 8032 has it, with the checks that OpenSSL leaves to its caller. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { Point } from '@noble/ed25519';

export const ED25519_OID = '1.3.101.112';
export const KEY_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** L, the order of the base point. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** The 32 raw bytes. */
  readonly publicKey: Uint8Array;
}

/** The key pair of a 32-byte seed (RFC 8032 §5.1.5). */
export function keyPairFromSeed(seed: Uint8Array): KeyPair {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.length)) };
}

export function signWith(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKey));
}

/** SubjectPublicKeyInfo, DER, of 32 raw bytes. */
export function publicKeyInfo(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([SPKI_PREFIX, publicKey]));
}

/** The 32 raw bytes of an Ed25519 SubjectPublicKeyInfo, or nothing. */
export function rawPublicKey(info: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(info);
  const fits =
    bytes.length === SPKI_PREFIX.length + KEY_LENGTH &&
    bytes.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX);
  return fits ? new Uint8Array(bytes.subarray(SPKI_PREFIX.length)) : undefined;
}

/** A public key as the PEM text `PUBLIC KEY` (D4). */
export function publicKeyPem(publicKey: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo(publicKey)), format: 'der', type: 'spki' });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

/** Whether the bytes are a canonical point that is not of small order (draft §7.2.2). */
export function isStrongKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEY_LENGTH) return false;
  try {
    return !Point.fromBytes(publicKey, false).isSmallOrder();
  } catch {
    return false;
  }
}

/** Whether S < L: else the signature has a second spelling. */
export function hasCanonicalScalar(signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_LENGTH) return false;
  const scalar = Buffer.from(signature.subarray(KEY_LENGTH)).reverse().toString('hex');
  return BigInt(`0x${scalar}`) < GROUP_ORDER;
}

/** The verification equation alone; the strict checks are separate questions. */
export function signatureHolds(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_LENGTH || publicKey.length !== KEY_LENGTH) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo(publicKey)), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

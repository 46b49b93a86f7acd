/** Builds and signs X.509 certificates (RFC 5280) from plain fields; nothing keeps the fields from being wrong. */

import { type KeyObject, sign } from 'node:crypto';
import {
  bitString,
  booleanTrue,
  context,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
} from './der-writer.ts';
import { type DistinguishedName, encodeName } from './distinguished-name.ts';

export const OID_ED25519 = '1.3.101.112';
export const OID_ED448 = '1.3.101.113';
export const OID_BASIC_CONSTRAINTS = '2.5.29.19';
export const OID_KEY_USAGE = '2.5.29.15';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** What its octet string holds. */
  readonly value: Uint8Array;
}

export interface CertificateFields {
  /** 1 or 3. */
  readonly version: number;
  readonly serial: bigint;
  /** As the signed part names it. */
  readonly signedAlgorithm: string;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Bits of the key usage extension, by position (RFC 5280, section 4.2.1.3). */
export const USAGE = { digitalSignature: 0, contentCommitment: 1, keyAgreement: 4, keyCertSign: 5 } as const;

export function keyUsage(bits: readonly number[], critical = true): Extension {
  const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  const value = bitString(Uint8Array.of(octet), 7 - Math.max(...bits));
  return { oid: OID_KEY_USAGE, critical, value };
}

export function basicConstraints(ca: boolean, pathLength?: number): Extension {
  const flag = ca ? [booleanTrue()] : [];
  const length = pathLength === undefined ? [] : [integer(pathLength)];
  return { oid: OID_BASIC_CONSTRAINTS, critical: true, value: sequence(...flag, ...length) };
}

/** The SubjectPublicKeyInfo of a key without algorithm parameters, as RFC 8410 has it. */
export function encodePublicKey(algorithm: string, key: Uint8Array): Uint8Array {
  return sequence(algorithmIdentifier(algorithm), bitString(key));
}

export function encodeExtension(extension: Extension): Uint8Array {
  return sequence(
    objectIdentifier(extension.oid),
    ...(extension.critical ? [booleanTrue()] : []),
    octetString(extension.value),
  );
}

const algorithmIdentifier = (oid: string): Uint8Array => sequence(objectIdentifier(oid));

/** TBSCertificate: what the issuer signs. */
export function encodeSignedPart(fields: CertificateFields): Uint8Array {
  const hasExtensions = fields.extensions.length > 0;
  return sequence(
    ...(fields.version === 1 ? [] : [context(0, integer(fields.version - 1))]),
    integer(fields.serial),
    algorithmIdentifier(fields.signedAlgorithm),
    encodeName(fields.issuer),
    sequence(time(fields.notBefore), time(fields.notAfter)),
    encodeName(fields.subject),
    fields.publicKey,
    ...(hasExtensions ? [context(3, sequence(...fields.extensions.map(encodeExtension)))] : []),
  );
}

/** The signed part with any signature beside it, said to be Ed25519. */
export function encodeCertificate(signedPart: Uint8Array, signature: Uint8Array): Uint8Array {
  return sequence(signedPart, algorithmIdentifier(OID_ED25519), bitString(signature));
}

/** A certificate with an Ed25519 signature of that key over exactly these fields. */
export function signCertificate(fields: CertificateFields, key: KeyObject): Uint8Array {
  const signedPart = encodeSignedPart(fields);
  return encodeCertificate(signedPart, new Uint8Array(sign(null, signedPart, key)));
}

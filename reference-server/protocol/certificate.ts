/** What an ID-Cert says: as it is to be written, and as it was read. */

import type { DistinguishedName } from './distinguished-name.ts';

export type KeyUsageFlag = 'digitalSignature' | 'contentCommitment' | 'keyCertSign' | 'other';

export interface BasicConstraintsFields {
  readonly critical: boolean;
  readonly ca: boolean;
  readonly pathLength?: number;
}

export interface KeyUsageFields {
  readonly critical: boolean;
  readonly flags: readonly KeyUsageFlag[];
}

/** Everything of a certificate but its signature. */
export interface CertificateFields {
  readonly version: 1 | 2 | 3;
  /** Big-endian, positive. */
  readonly serial: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The 32 raw bytes of an Ed25519 key. */
  readonly publicKey: Uint8Array;
  readonly basicConstraints?: BasicConstraintsFields;
  readonly keyUsage?: KeyUsageFields;
}

/** A certificate that could be decoded; whether it is a good one is another question. */
export interface ParsedCertificate extends CertificateFields {
  readonly der: Uint8Array;
  /** The bytes that the signature covers. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  /** Algorithm identifiers: inside the signed part, outside it, and of the key; empty when parameters follow one. */
  readonly algorithms: { readonly inner: string; readonly outer: string; readonly key: string };
  /** OIDs of extensions in the order in which they stand, the two known ones included. */
  readonly extensions: readonly { readonly oid: string; readonly critical: boolean }[];
  readonly trailingBytes: number;
  /** Whether what the signature does not cover is written in the only way that DER allows for Ed25519. */
  readonly hasOneSpelling: boolean;
}

/** A PKCS #10 request that could be decoded. */
export interface ParsedSigningRequest {
  readonly subject: DistinguishedName;
  readonly publicKey: Uint8Array;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly algorithms: { readonly outer: string; readonly key: string };
  /** What it asks the certificate to allow, if it asks. */
  readonly basicConstraints?: BasicConstraintsFields;
  readonly keyUsage?: KeyUsageFields;
  readonly trailingBytes: number;
}

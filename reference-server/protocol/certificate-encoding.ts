/** Writes certificates: fields in, signed DER out. */

import type { KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  Certificate,
  Extensions,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
} from '@peculiar/asn1-x509';
import type { CertificateFields } from './certificate.ts';
import { encodeExtensions } from './certificate-extensions.ts';
import { encodeName } from './distinguished-name.ts';
import { ED25519_OID, signWith } from './ed25519.ts';

/** DER of the certificate, signed with an Ed25519 key. */
export function issueCertificate(fields: CertificateFields, signingKey: KeyObject): Uint8Array {
  const algorithm = new AlgorithmIdentifier({ algorithm: ED25519_OID });
  const extensions = encodeExtensions(fields);
  const toBeSigned = new TBSCertificate({
    version: fields.version - 1,
    serialNumber: exactBuffer(fields.serial),
    signature: algorithm,
    issuer: encodeName(fields.issuer),
    validity: new Validity({ notBefore: fields.notBefore, notAfter: fields.notAfter }),
    subject: encodeName(fields.subject),
    subjectPublicKeyInfo: new SubjectPublicKeyInfo({
      algorithm,
      subjectPublicKey: exactBuffer(fields.publicKey),
    }),
    ...(extensions.length > 0 && { extensions: new Extensions(extensions) }),
  });
  const signature = signWith(signingKey, new Uint8Array(AsnConvert.serialize(toBeSigned)));
  const certificate = new Certificate({
    tbsCertificate: toBeSigned,
    signatureAlgorithm: algorithm,
    signatureValue: exactBuffer(signature),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

/** A copy, since the library takes the whole buffer behind a view. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** The PEM text of a DER certificate. */
export function certificatePem(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

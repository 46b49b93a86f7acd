/** Reads certificates and signing requests: bytes in, plain data out. It judges nothing beyond "can be decoded". */

import { CertificationRequest } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { type AlgorithmIdentifier, Certificate, Extensions } from '@peculiar/asn1-x509';
import type { ParsedCertificate, ParsedSigningRequest } from './certificate.ts';
import { decodeExtensions } from './certificate-extensions.ts';
import { sequenceLength } from './der.ts';
import { decodeName } from './distinguished-name.ts';

/** The algorithm identifier of Ed25519, and a BIT STRING of 64 bytes without unused bits. */
const ED25519_SIGNATURE_HEADER = Buffer.from('300506032b6570034100', 'hex');
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
/** Far above any honest one; keeps hostile input cheap. */
const LARGEST = 16_384;

export function parseCertificate(bytes: Uint8Array): ParsedCertificate | undefined {
  return decode(bytes, (der, trailingBytes) => {
    const certificate = AsnConvert.parse(der, Certificate);
    const { tbsCertificate: inner, tbsCertificateRaw: raw } = certificate;
    if (raw === undefined) return undefined;
    const extensions = [...(inner.extensions ?? [])];
    return {
      der,
      signedBytes: new Uint8Array(raw),
      signature: new Uint8Array(certificate.signatureValue),
      version: versionOf(inner.version),
      serial: new Uint8Array(inner.serialNumber),
      issuer: decodeName(inner.issuer),
      subject: decodeName(inner.subject),
      notBefore: inner.validity.notBefore.getTime(),
      notAfter: inner.validity.notAfter.getTime(),
      publicKey: new Uint8Array(inner.subjectPublicKeyInfo.subjectPublicKey),
      algorithms: {
        inner: algorithmName(inner.signature),
        outer: algorithmName(certificate.signatureAlgorithm),
        key: algorithmName(inner.subjectPublicKeyInfo.algorithm),
      },
      extensions: extensions.map(({ extnID, critical }) => ({ oid: extnID, critical })),
      ...decodeExtensions(extensions),
      trailingBytes,
      hasOneSpelling: hasOneSpelling(der, new Uint8Array(raw), new Uint8Array(certificate.signatureValue)),
    };
  });
}

export function parseSigningRequest(bytes: Uint8Array): ParsedSigningRequest | undefined {
  return decode(bytes, (der, trailingBytes) => {
    const request = AsnConvert.parse(der, CertificationRequest);
    const { certificationRequestInfo: inner, certificationRequestInfoRaw: raw } = request;
    if (raw === undefined) return undefined;
    const wanted = (inner.attributes ?? [])
      .filter(({ type }) => type === EXTENSION_REQUEST)
      .flatMap(({ values }) => values)
      .flatMap((value) => [...AsnConvert.parse(value, Extensions)]);
    return {
      subject: decodeName(inner.subject),
      publicKey: new Uint8Array(inner.subjectPKInfo.subjectPublicKey),
      signedBytes: new Uint8Array(raw),
      signature: new Uint8Array(request.signature),
      algorithms: {
        outer: algorithmName(request.signatureAlgorithm),
        key: algorithmName(inner.subjectPKInfo.algorithm),
      },
      ...decodeExtensions(wanted),
      trailingBytes,
    };
  });
}

/** Length bytes and the count of unused bits could be written otherwise without breaking the signature. */
function hasOneSpelling(der: Uint8Array, signedBytes: Uint8Array, signature: Uint8Array): boolean {
  const tail = Buffer.concat([signedBytes, ED25519_SIGNATURE_HEADER, signature]);
  return (
    Buffer.from(der)
      .subarray(der.length - tail.length)
      .equals(tail) && der.length - tail.length <= 4
  );
}

/** The parser throws on anything that it cannot read; here that is an ordinary outcome. */
function decode<T>(
  bytes: Uint8Array,
  read: (der: Uint8Array, trailingBytes: number) => T | undefined,
): T | undefined {
  const length = bytes.length <= LARGEST ? sequenceLength(bytes) : undefined;
  if (length === undefined) return undefined;
  try {
    return read(bytes.slice(0, length), bytes.length - length);
  } catch {
    return undefined;
  }
}

function versionOf(encoded: number): 1 | 2 | 3 {
  if (encoded === 2) return 3;
  return encoded === 1 ? 2 : 1;
}

/** Ed25519 has no parameters (RFC 8410 §3), so an identifier that carries some names no algorithm of ours. */
function algorithmName({ algorithm, parameters }: AlgorithmIdentifier): string {
  return parameters === undefined ? algorithm : '';
}

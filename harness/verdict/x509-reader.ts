/** X.509 certificates (RFC 5280) as plain values, read from DER: the judge's own reader. */

import {
  type Bits,
  DerError,
  type DerNode,
  expectCount,
  expectTag,
  readBitString,
  readBoolean,
  readDer,
  readInteger,
  readObjectIdentifier,
  readTime,
  TAG,
} from './der-reader.ts';
import { type Name, readName } from './x509-name.ts';

export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export type KeyUsage = (typeof KEY_USAGES)[number];

export interface PublicKey {
  /** Object identifier of the algorithm. */
  readonly algorithm: string;
  /** The key's own bytes: 32 for Ed25519. */
  readonly bytes: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** What the signature covers. */
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly serial: bigint;
  /** AlgorithmIdentifier inside the signed part, and beside the signature; DER. */
  readonly signedAlgorithm: Uint8Array;
  readonly outerAlgorithm: Uint8Array;
  /** Object identifier beside the signature. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  readonly extensions: readonly CertificateExtension[];
  readonly basicConstraints?: {
    readonly ca: boolean;
    readonly pathLength?: bigint;
    readonly critical: boolean;
  };
  readonly keyUsage?: { readonly usages: ReadonlySet<KeyUsage>; readonly critical: boolean };
}

export const OID = {
  domainComponent: '0.9.2342.19200300.100.1.25',
  commonName: '2.5.4.3',
  uid: '0.9.2342.19200300.100.1.1',
  uniqueIdentifier: '0.9.2342.19200300.100.1.44',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
} as const;

/** RFC 5280, section 4.2.1.3, bit 0 first. */
const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

const VERSION_FIELD = 0xa0;
const UNIQUE_ID_FIELDS: readonly number[] = [0x81, 0x82];
const EXTENSIONS_FIELD = 0xa3;

/**
 * Reads one certificate.
 * @throws DerError
 */
export function readCertificate(der: Uint8Array): Certificate {
  const outer = expectTag(readDer(der), TAG.sequence, 'the certificate');
  const [tbsNode, algorithmNode, signatureNode] = expectCount(outer, 3, 'the certificate').children;
  const tbs = expectTag(tbsNode, TAG.sequence, 'the signed part');
  const { version, fields } = readVersion(tbs);
  const [serial, signedAlgorithm, issuer, validity, subject, publicKey, ...optional] = fields;
  const { notBefore, notAfter } = readValidity(validity);
  const extensions = readExtensions(optional);
  const algorithm = expectTag(algorithmNode, TAG.sequence, 'the signature algorithm');
  return {
    der,
    tbs: tbs.raw,
    version,
    serial: readInteger(serial, 'the serial number'),
    signedAlgorithm: expectTag(signedAlgorithm, TAG.sequence, 'the signed signature algorithm').raw,
    outerAlgorithm: algorithm.raw,
    signatureAlgorithm: readObjectIdentifier(algorithm.children[0], 'the signature algorithm'),
    signature: wholeBytes(readBitString(signatureNode, 'the signature'), 'the signature'),
    issuer: readName(issuer, 'the issuer'),
    subject: readName(subject, 'the subject'),
    notBefore,
    notAfter,
    publicKey: readPublicKey(publicKey),
    extensions,
    ...readBasicConstraints(extensions),
    ...readKeyUsage(extensions),
  };
}

function readVersion(tbs: DerNode): { version: number; fields: readonly DerNode[] } {
  const [first, ...rest] = tbs.children;
  if (first?.tag !== VERSION_FIELD) return { version: 1, fields: tbs.children };
  const version = readInteger(expectCount(first, 1, 'the version').children[0], 'the version');
  return { version: Number(version) + 1, fields: rest };
}

function readValidity(node: DerNode | undefined): { notBefore: Date; notAfter: Date } {
  const validity = expectCount(expectTag(node, TAG.sequence, 'the validity'), 2, 'the validity');
  return {
    notBefore: readTime(validity.children[0], 'the start of the validity'),
    notAfter: readTime(validity.children[1], 'the end of the validity'),
  };
}

function readPublicKey(node: DerNode | undefined): PublicKey {
  const spki = expectCount(expectTag(node, TAG.sequence, 'the public key'), 2, 'the public key');
  const algorithm = expectTag(spki.children[0], TAG.sequence, 'the key algorithm');
  return {
    algorithm: readObjectIdentifier(algorithm.children[0], 'the key algorithm'),
    bytes: wholeBytes(readBitString(spki.children[1], 'the public key'), 'the public key'),
    spki: spki.raw,
  };
}

function readExtensions(optional: readonly DerNode[]): readonly CertificateExtension[] {
  const [field, ...more] = optional.filter((node) => !UNIQUE_ID_FIELDS.includes(node.tag));
  if (field === undefined) return [];
  if (more.length > 0) throw new DerError('the certificate has fields after its extensions');
  const list = expectCount(expectTag(field, EXTENSIONS_FIELD, 'the extensions'), 1, 'the extensions')
    .children[0];
  const extensions = expectTag(list, TAG.sequence, 'the extensions').children.map(readExtension);
  const repeated = extensions.find(
    ({ oid }, index) => extensions.findIndex((one) => one.oid === oid) !== index,
  );
  if (repeated !== undefined) throw new DerError(`extension ${repeated.oid} occurs twice`);
  return extensions;
}

function readExtension(node: DerNode): CertificateExtension {
  const parts = expectTag(node, TAG.sequence, 'an extension').children;
  const oid = readObjectIdentifier(parts[0], 'the name of an extension');
  const hasFlag = parts[1]?.tag === TAG.boolean;
  if (parts.length !== (hasFlag ? 3 : 2))
    throw new DerError(`extension ${oid} has the wrong number of parts`);
  return {
    oid,
    critical: hasFlag && readBoolean(parts[1], `the critical flag of extension ${oid}`),
    value: expectTag(parts[hasFlag ? 2 : 1], TAG.octetString, `the value of extension ${oid}`).content,
  };
}

function readBasicConstraints(
  extensions: readonly CertificateExtension[],
): Pick<Certificate, 'basicConstraints'> {
  const extension = extensions.find(({ oid }) => oid === OID.basicConstraints);
  if (extension === undefined) return {};
  const parts = expectTag(readDer(extension.value), TAG.sequence, 'the basic constraints').children;
  const hasFlag = parts[0]?.tag === TAG.boolean;
  const rest = hasFlag ? parts.slice(1) : parts;
  if (rest.length > 1) throw new DerError('the basic constraints have too many parts');
  return {
    basicConstraints: {
      ca: hasFlag && readBoolean(parts[0], 'the CA flag'),
      ...(rest.length === 1 ? { pathLength: readInteger(rest[0], 'the path length') } : {}),
      critical: extension.critical,
    },
  };
}

function readKeyUsage(extensions: readonly CertificateExtension[]): Pick<Certificate, 'keyUsage'> {
  const extension = extensions.find(({ oid }) => oid === OID.keyUsage);
  if (extension === undefined) return {};
  const { bytes } = readBitString(readDer(extension.value), 'the key usage');
  const isSet = (bit: number): boolean => (((bytes[bit >> 3] ?? 0) << (bit & 7)) & 0x80) !== 0;
  return {
    keyUsage: { usages: new Set(KEY_USAGES.filter((_, bit) => isSet(bit))), critical: extension.critical },
  };
}

function wholeBytes({ bytes, unused }: Bits, what: string): Uint8Array {
  if (unused !== 0) throw new DerError(`${what} does not end with a whole byte`);
  return bytes;
}

/** The two extensions of an ID-Cert (draft §7.1.1.2), both ways. */

import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Extension,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
} from '@peculiar/asn1-x509';
import type {
  BasicConstraintsFields,
  CertificateFields,
  KeyUsageFields,
  KeyUsageFlag,
} from './certificate.ts';

export const KNOWN_EXTENSIONS: readonly string[] = [id_ce_basicConstraints, id_ce_keyUsage];

const BITS: Readonly<Record<KeyUsageFlag, number>> = {
  digitalSignature: KeyUsageFlags.digitalSignature,
  contentCommitment: KeyUsageFlags.nonRepudiation,
  keyCertSign: KeyUsageFlags.keyCertSign,
  other: 0,
};

type Wanted = Pick<CertificateFields, 'basicConstraints' | 'keyUsage'>;

export function encodeExtensions({ basicConstraints, keyUsage }: Wanted): Extension[] {
  const extensions: Extension[] = [];
  if (basicConstraints) extensions.push(encodeBasicConstraints(basicConstraints));
  if (keyUsage) extensions.push(encodeKeyUsage(keyUsage));
  return extensions;
}

function encodeBasicConstraints({ critical, ca, pathLength }: BasicConstraintsFields): Extension {
  const value = new BasicConstraints(
    pathLength === undefined ? { cA: ca } : { cA: ca, pathLenConstraint: pathLength },
  );
  return extension(id_ce_basicConstraints, critical, AsnConvert.serialize(value));
}

function encodeKeyUsage({ critical, flags }: KeyUsageFields): Extension {
  const bits = flags.reduce((sum, flag) => sum | BITS[flag], 0);
  return extension(id_ce_keyUsage, critical, AsnConvert.serialize(new KeyUsage(bits)));
}

function extension(oid: string, critical: boolean, value: ArrayBuffer): Extension {
  return new Extension({ extnID: oid, critical, extnValue: new OctetString(value) });
}

/** Throws where a known extension cannot be decoded. */
export function decodeExtensions(extensions: readonly Extension[]): {
  basicConstraints?: BasicConstraintsFields;
  keyUsage?: KeyUsageFields;
} {
  const constraints = extensions.find(({ extnID }) => extnID === id_ce_basicConstraints);
  const usage = extensions.find(({ extnID }) => extnID === id_ce_keyUsage);
  return {
    ...(constraints && { basicConstraints: decodeBasicConstraints(constraints) }),
    ...(usage && { keyUsage: decodeKeyUsage(usage) }),
  };
}

function decodeBasicConstraints({ critical, extnValue }: Extension): BasicConstraintsFields {
  const { cA, pathLenConstraint } = AsnConvert.parse(extnValue.buffer, BasicConstraints);
  return { critical, ca: cA, ...(pathLenConstraint !== undefined && { pathLength: pathLenConstraint }) };
}

function decodeKeyUsage({ critical, extnValue }: Extension): KeyUsageFields {
  const bits = AsnConvert.parse(extnValue.buffer, KeyUsage).toNumber();
  const known: KeyUsageFlag[] = ['digitalSignature', 'contentCommitment', 'keyCertSign'];
  const flags = known.filter((flag) => (bits & BITS[flag]) !== 0);
  const rest = known.reduce((left, flag) => left & ~BITS[flag], bits);
  return { critical, flags: rest === 0 ? flags : [...flags, 'other'] };
}

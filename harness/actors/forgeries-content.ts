/** Forgeries in version, extensions, key and bytes; and certificates that look odd and are legal all the same. */

import { extended, truncated } from './byte-edits.ts';
import {
  basicConstraints,
  type Extension,
  encodePublicKey,
  keyUsage,
  OID_BASIC_CONSTRAINTS,
  OID_ED448,
  OID_ED25519,
  OID_KEY_USAGE,
  USAGE,
} from './certificate.ts';
import { createCsr } from './csr.ts';
import { derNull } from './der-writer.ts';
import {
  type DistinguishedName,
  mapAttributes,
  type NameAttribute,
  OID_COMMON_NAME,
  OID_DOMAIN_COMPONENT,
  OID_UID,
  OID_UNIQUE_IDENTIFIER,
} from './distinguished-name.ts';
import { pem } from './encoding.ts';
import { certificate, changing, type Forger, renaming } from './forgery.ts';

const CUT_BYTES = 10;
const EXTRA_BYTES = 4;
const OID_ORGANISATION = '2.5.4.10';
/** Below the enterprise number that RFC 5612 sets aside for examples. */
const OID_UNKNOWN_EXTENSION = '1.3.6.1.4.1.32473.1';

export const CONTENT_FORGERS = {
  'ca-true': withExtension(basicConstraints(true)),
  'key-cert-sign': withExtension(keyUsage([USAGE.digitalSignature, USAGE.keyCertSign])),
  'root-as-actor': ({ home }) => certificate(home().root.der),
  'no-signing-usage': withExtension(keyUsage([USAGE.keyAgreement])),
  'no-key-usage': withoutExtension(OID_KEY_USAGE),
  'extensions-not-critical': notCritical(OID_BASIC_CONSTRAINTS, OID_KEY_USAGE),
  'basic-constraints-not-critical': notCritical(OID_BASIC_CONSTRAINTS),
  'key-usage-not-critical': notCritical(OID_KEY_USAGE),
  'version-1': changing(() => ({ version: 1, extensions: [] })),
  'version-1-with-extensions': changing(() => ({ version: 1 })),

  'small-order-key': changing((_, { point }) => ({
    publicKey: encodePublicKey(OID_ED25519, point.encoding),
  })),
  'algorithm-contradicts-key': withKey(OID_ED448, (key) => key),
  'short-key': withKey(OID_ED25519, (key) => truncated(key)),
  'long-key': withKey(OID_ED25519, (key) => extended(key)),

  truncated: ({ honest }) => certificate(truncated(honest.der, CUT_BYTES)),
  empty: () => ({ text: '' }),
  garbage: ({ honest, randomness }) => certificate(randomness.bytes(honest.der.length)),
  'not-base64': () => ({ text: 'this is *not* Base64!' }),
  'csr-instead': ({ actor }) => ({ der: createCsr(actor), label: 'CERTIFICATE REQUEST' }),
  'key-instead': ({ actor }) => ({ der: actor.publicKeySpki, label: 'PUBLIC KEY' }),
  'trailing-bytes': ({ honest }) => certificate(extended(honest.der, EXTRA_BYTES)),
  pem: ({ honest }) => ({ text: pem(honest.der, 'CERTIFICATE') }),

  'content-commitment-only': withExtension(keyUsage([USAGE.contentCommitment])),
  'both-usages': withExtension(keyUsage([USAGE.digitalSignature, USAGE.contentCommitment])),
  'no-basic-constraints': withoutExtension(OID_BASIC_CONSTRAINTS),
  'other-string-type': renaming((subject) =>
    mapAttributes(subject, (attribute) =>
      attribute.type === OID_COMMON_NAME
        ? { ...attribute, string: attribute.string === 'utf8' ? 'printable' : 'utf8' }
        : attribute,
    ),
  ),
  'multi-valued-name': renaming((subject) => [...domainOf(subject), personOf(subject)]),
  'other-attribute-order': renaming((subject) => {
    const ordered = [OID_UNIQUE_IDENTIFIER, OID_UID, OID_COMMON_NAME];
    const person = personOf(subject).toSorted(
      (left, right) => ordered.indexOf(left.type) - ordered.indexOf(right.type),
    );
    return [...domainOf(subject), ...person.map((attribute) => [attribute])];
  }),
  'extra-attribute': renaming((subject) => [
    ...subject,
    [{ type: OID_ORGANISATION, value: 'Kammerton', string: 'utf8' }],
  ]),
  'extra-extension': changing(({ extensions }) => ({
    extensions: [...extensions, { oid: OID_UNKNOWN_EXTENSION, critical: false, value: derNull() }],
  })),
} as const satisfies Readonly<Record<string, Forger>>;

function changingExtensions(change: (extensions: readonly Extension[]) => readonly Extension[]): Forger {
  return changing(({ extensions }) => ({ extensions: change(extensions) }));
}

/** In the place of the one with the same name. */
function withExtension(extension: Extension): Forger {
  return changingExtensions((extensions) =>
    extensions.map((one) => (one.oid === extension.oid ? extension : one)),
  );
}

function withoutExtension(oid: string): Forger {
  return changingExtensions((extensions) => extensions.filter((one) => one.oid !== oid));
}

function notCritical(...oids: readonly string[]): Forger {
  return changingExtensions((extensions) =>
    extensions.map((one) => (oids.includes(one.oid) ? { ...one, critical: false } : one)),
  );
}

function withKey(algorithm: string, change: (key: Uint8Array) => Uint8Array): Forger {
  return changing((_, { actor }) => ({ publicKey: encodePublicKey(algorithm, change(actor.publicKeyRaw)) }));
}

function domainOf(subject: DistinguishedName): DistinguishedName {
  return subject.filter((rdn) => rdn.some(({ type }) => type === OID_DOMAIN_COMPONENT));
}

function personOf(subject: DistinguishedName): readonly NameAttribute[] {
  return subject.flat().filter(({ type }) => type !== OID_DOMAIN_COMPONENT);
}

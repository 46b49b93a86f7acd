/** Forgeries in time and signature: who signed, what was signed, and when it holds. */

import { flipBit } from './byte-edits.ts';
import type { CertificateFields } from './certificate.ts';
import { encodeCertificate, encodeSignedPart, OID_ED448, signCertificate } from './certificate.ts';
import { mapAttributes, OID_UNIQUE_IDENTIFIER, otherText } from './distinguished-name.ts';
import { withLargeS } from './ed25519-scalar.ts';
import { certificate, changing, type Forger, type Forgery, ForgeryError } from './forgery.ts';
import { type KeyPair, keyPairFromSeed } from './identity.ts';

const DAY_MS = 86_400_000;
const SEED_BYTES = 32;

export const SIGNING_FORGERS = {
  expired: changing((_, { now, byMs, home }) => {
    const { root } = home();
    const notAfter = new Date(now.getTime() - byMs);
    return inside(root, {
      notBefore: later(root.notBefore, new Date(notAfter.getTime() - DAY_MS)),
      notAfter,
    });
  }),
  'not-yet-valid': changing((_, { now, byMs, home }) => {
    const { root } = home();
    const notBefore = new Date(now.getTime() + byMs);
    return inside(root, {
      notBefore,
      notAfter: earlier(root.notAfter, new Date(notBefore.getTime() + DAY_MS)),
    });
  }),
  'outlives-root': changing((_, { byMs, home }) => ({
    notAfter: new Date(home().root.notAfter.getTime() + byMs),
  })),
  'before-root': changing((_, { byMs, home }) => ({
    notBefore: new Date(home().root.notBefore.getTime() - byMs),
  })),

  'self-signed': ({ fields, actor }) => certificate(signCertificate(fields, actor.privateKey)),
  'other-ca': ({ fields, key, otherKey }) =>
    certificate(signCertificate(fields, key?.privateKey ?? otherKey)),
  'unknown-ca': ({ fields, randomness }) =>
    certificate(signCertificate(fields, keyPairFromSeed(randomness.bytes(SEED_BYTES)).privateKey)),
  altered: keepingSignature(({ subject }) => ({
    subject: mapAttributes(subject, (attribute) =>
      attribute.type === OID_UNIQUE_IDENTIFIER
        ? { ...attribute, value: otherText(attribute.value) }
        : attribute,
    ),
  })),
  'altered-key': keepingSignature((_, forgery) => ({ publicKey: otherKeyPair(forgery).publicKeySpki })),
  'altered-validity': keepingSignature(({ notAfter }, { byMs }) => ({
    notAfter: new Date(notAfter.getTime() + byMs),
  })),
  'signature-flipped': resigning(flipBit),
  'signature-missing': resigning(() => new Uint8Array(0)),
  'signature-malleable': resigning(withLargeS),
  'signature-algorithms-differ': changing(() => ({ signedAlgorithm: OID_ED448 })),
} as const satisfies Readonly<Record<string, Forger>>;

/** The home's own signature beside content that it never signed. */
function keepingSignature(
  change: (fields: CertificateFields, forgery: Forgery) => Partial<CertificateFields>,
): Forger {
  return (forgery) => {
    const signedPart = encodeSignedPart({ ...forgery.fields, ...change(forgery.fields, forgery) });
    return certificate(encodeCertificate(signedPart, forgery.honest.signature));
  };
}

/** The honest content beside a spoilt signature. */
function resigning(spoil: (signature: Uint8Array) => Uint8Array): Forger {
  return ({ honest }) => certificate(encodeCertificate(honest.tbs, spoil(honest.signature)));
}

function otherKeyPair({ key, randomness }: Forgery): KeyPair {
  return key ?? keyPairFromSeed(randomness.bytes(SEED_BYTES));
}

type Validity = Pick<CertificateFields, 'notBefore' | 'notAfter'>;

function inside(root: Validity, validity: Validity): Validity {
  const { notBefore, notAfter } = validity;
  if (notBefore < root.notBefore || notAfter > root.notAfter || notBefore >= notAfter) {
    throw new ForgeryError(
      `the root of the actor's home holds from ${root.notBefore.toISOString()} to ${root.notAfter.toISOString()}: ` +
        'choose a smaller `by`',
    );
  }
  return validity;
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);
const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

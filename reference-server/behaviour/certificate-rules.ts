/** What must hold of an ID-Cert that another server or a client presents (draft §7.1; P2-IDN-08 to -24). */

import type { ParsedCertificate } from '../protocol/certificate.ts';
import { KNOWN_EXTENSIONS } from '../protocol/certificate-extensions.ts';
import { claimsOf, isSessionId } from '../protocol/distinguished-name.ts';
import { ED25519_OID } from '../protocol/ed25519.ts';
import { foldCase, isLocalPart } from '../protocol/federation-id.ts';
import type { Rule } from './facts.ts';
import { type SignatureBehaviour, verifiesStrictly } from './signature.ts';

/** A certificate on its own. */
export interface Presented {
  readonly certificate: ParsedCertificate;
  readonly now: Date;
  readonly strict: SignatureBehaviour;
}

/** A home server's certificate, and the domain that was asked for it. */
export interface PresentedRoot extends Presented {
  readonly domain: string;
}

/** A certificate below the root of its home. */
export interface Link {
  readonly certificate: ParsedCertificate;
  readonly root: ParsedCertificate;
  readonly strict: SignatureBehaviour;
}

const usageOf = ({ keyUsage }: ParsedCertificate) => keyUsage?.flags ?? [];

/** Rules for any ID-Cert. */
const common: readonly Rule<Presented>[] = [
  { name: 'no-trailing-bytes', holds: ({ certificate }) => certificate.trailingBytes === 0 },
  { name: 'one-spelling', holds: ({ certificate }) => certificate.hasOneSpelling },
  { name: 'version-3', holds: ({ certificate }) => certificate.version === 3 },
  { name: 'begun', holds: ({ certificate, now }) => certificate.notBefore <= now },
  { name: 'not-expired', holds: ({ certificate, now }) => now <= certificate.notAfter },
  {
    name: 'algorithms-agree',
    holds: ({ certificate: { algorithms } }) =>
      [algorithms.inner, algorithms.outer, algorithms.key].every((name) => name === ED25519_OID),
  },
  { name: 'strong-key', holds: ({ certificate, strict }) => strict.isStrongKey(certificate.publicKey) },
  { name: 'extensions-critical', holds: ({ certificate }) => hasCriticalConstraints(certificate) },
  { name: 'extensions-known', holds: ({ certificate }) => hasNoUnknownDemand(certificate) },
  { name: 'extensions-once', holds: ({ certificate }) => hasNoRepeatedExtension(certificate) },
];

export const actorRules: readonly Rule<Presented>[] = [
  ...common,
  {
    name: 'one-common-name',
    holds: ({ certificate }) => claimsOf(certificate.subject).commonNames.length === 1,
  },
  { name: 'user-id', holds: ({ certificate }) => claimsOf(certificate.subject).userIds.length === 1 },
  { name: 'session-id', holds: ({ certificate }) => hasOneSessionId(certificate) },
  { name: 'user-id-is-name-at-domain', holds: ({ certificate }) => hasMatchingUserId(certificate) },
  { name: 'domain-components', holds: ({ certificate }) => claimsOf(certificate.subject).domain !== '' },
  {
    name: 'issuer-domain',
    holds: ({ certificate }) =>
      foldCase(claimsOf(certificate.issuer).domain) === foldCase(claimsOf(certificate.subject).domain),
  },
  { name: 'not-a-ca', holds: ({ certificate }) => certificate.basicConstraints?.ca !== true },
  { name: 'no-key-cert-sign', holds: ({ certificate }) => !usageOf(certificate).includes('keyCertSign') },
  {
    name: 'may-sign',
    holds: ({ certificate }) =>
      usageOf(certificate).some((flag) => flag === 'digitalSignature' || flag === 'contentCommitment'),
  },
];

export const rootRules: readonly Rule<PresentedRoot>[] = [
  ...common,
  { name: 'is-a-ca', holds: ({ certificate }) => certificate.basicConstraints?.ca === true },
  { name: 'path-length-0', holds: ({ certificate }) => certificate.basicConstraints?.pathLength === 0 },
  { name: 'key-cert-sign', holds: ({ certificate }) => usageOf(certificate).includes('keyCertSign') },
  {
    name: 'of-domain',
    holds: ({ certificate, domain }) =>
      foldCase(claimsOf(certificate.subject).domain) === foldCase(domain) &&
      foldCase(claimsOf(certificate.issuer).domain) === foldCase(domain),
  },
  {
    name: 'self-signed',
    holds: ({ certificate, strict }) => isSignedBy(certificate, certificate.publicKey, strict),
  },
];

export const linkRules: readonly Rule<Link>[] = [
  {
    name: 'signed-by-root',
    holds: ({ certificate, root, strict }) => isSignedBy(certificate, root.publicKey, strict),
  },
  {
    name: 'issuer-is-root',
    holds: ({ certificate, root }) =>
      foldCase(claimsOf(certificate.issuer).domain) === foldCase(claimsOf(root.subject).domain),
  },
  { name: 'not-before-root', holds: ({ certificate, root }) => certificate.notBefore >= root.notBefore },
  { name: 'not-beyond-root', holds: ({ certificate, root }) => certificate.notAfter <= root.notAfter },
];

function isSignedBy(certificate: ParsedCertificate, key: Uint8Array, strict: SignatureBehaviour): boolean {
  return verifiesStrictly(strict, certificate.signedBytes, certificate.signature, key);
}

function hasOneSessionId({ subject }: ParsedCertificate): boolean {
  const [id, ...more] = claimsOf(subject).sessionIds;
  return id !== undefined && more.length === 0 && isSessionId(id);
}

function hasMatchingUserId({ subject }: ParsedCertificate): boolean {
  const { commonNames, userIds, domain } = claimsOf(subject);
  const [name = ''] = commonNames;
  // A missing one is another rule's business.
  return isLocalPart(name) && userIds.every((id) => foldCase(id) === foldCase(`${name}@${domain}`));
}

function hasCriticalConstraints({ extensions }: ParsedCertificate): boolean {
  return extensions.every(({ oid, critical }) => critical || !KNOWN_EXTENSIONS.includes(oid));
}

/** An unknown extension that is marked critical must not be ignored (RFC 5280 §4.2). */
function hasNoUnknownDemand({ extensions }: ParsedCertificate): boolean {
  return extensions.every(({ oid, critical }) => !critical || KNOWN_EXTENSIONS.includes(oid));
}

function hasNoRepeatedExtension({ extensions }: ParsedCertificate): boolean {
  return new Set(extensions.map(({ oid }) => oid)).size === extensions.length;
}

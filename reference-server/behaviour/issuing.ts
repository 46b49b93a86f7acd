/** Decisions about certificates that this server issues (P2-SES-06, -08, -11, P2-KEY-01). */

import type { KeyObject } from 'node:crypto';
import type { CertificateFields, ParsedCertificate, ParsedSigningRequest } from '../protocol/certificate.ts';
import { actorName, claimsOf, domainName, isSessionId } from '../protocol/distinguished-name.ts';
import { ED25519_OID } from '../protocol/ed25519.ts';
import { foldCase } from '../protocol/federation-id.ts';
import type { Randomness, Rule } from './facts.ts';
import { type SignatureBehaviour, verifiesStrictly } from './signature.ts';

const SERIAL_BYTES = 16;

/** A request for a certificate, and the actor who may have one. */
export interface Requested {
  readonly request: ParsedSigningRequest;
  /** Folded. */
  readonly fid: string;
  readonly domain: string;
  readonly strict: SignatureBehaviour;
}

export interface ActorIssue {
  readonly local: string;
  readonly domain: string;
  readonly sessionId: string;
  readonly publicKey: Uint8Array;
  readonly serial: Uint8Array;
  readonly root: ParsedCertificate;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Absent where no request was made: peers' actors. */
  readonly request?: ParsedSigningRequest;
}

export interface RootIssue {
  readonly domain: string;
  readonly publicKey: Uint8Array;
  readonly serial: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface IssuingBehaviour {
  serial(source: { readonly randomness: Randomness; readonly fid?: string }): Uint8Array;
  rootFields(issue: RootIssue): CertificateFields;
  actorFields(issue: ActorIssue): CertificateFields;
  /** Which of the server's keys signs; they stand oldest first (P2-KEY-06). */
  signingKey(keys: readonly KeyObject[]): KeyObject | undefined;
  /** What must hold of a request before anything is signed. */
  readonly requestRules: readonly Rule<Requested>[];
  /** The last word on the bytes of a certificate that leaves as new. */
  finish(der: Uint8Array): Uint8Array;
}

export const issuing: IssuingBehaviour = {
  serial: ({ randomness }) => positiveSerial(randomness.bytes(SERIAL_BYTES)),
  rootFields: (issue) => ({
    ...validityOf(issue),
    version: 3,
    serial: issue.serial,
    issuer: domainName(issue.domain),
    subject: domainName(issue.domain),
    publicKey: issue.publicKey,
    basicConstraints: { critical: true, ca: true, pathLength: 0 },
    keyUsage: { critical: true, flags: ['keyCertSign'] },
  }),
  actorFields: (issue) => ({
    ...validityOf(issue),
    version: 3,
    serial: issue.serial,
    issuer: issue.root.subject,
    subject: actorName(issue.local, issue.domain, issue.sessionId),
    publicKey: issue.publicKey,
    basicConstraints: { critical: true, ca: false },
    keyUsage: { critical: true, flags: ['digitalSignature'] },
  }),
  signingKey: (keys) => keys.at(-1),
  requestRules: [
    { name: 'no-trailing-bytes', holds: ({ request }) => request.trailingBytes === 0 },
    {
      name: 'algorithms-agree',
      holds: ({ request: { algorithms } }) =>
        algorithms.outer === ED25519_OID && algorithms.key === ED25519_OID,
    },
    { name: 'strong-key', holds: ({ request, strict }) => strict.isStrongKey(request.publicKey) },
    {
      name: 'own-signature',
      holds: ({ request, strict }) =>
        verifiesStrictly(strict, request.signedBytes, request.signature, request.publicKey),
    },
    {
      name: 'own-domain',
      holds: ({ request, domain }) => foldCase(claimsOf(request.subject).domain) === foldCase(domain),
    },
    { name: 'own-name', holds: namesTheActor },
    { name: 'session-id', holds: ({ request }) => requestedSessionId(request) !== undefined },
    { name: 'asks-for-no-ca', holds: ({ request }) => request.basicConstraints?.ca !== true },
    {
      name: 'asks-for-no-key-cert-sign',
      holds: ({ request }) => request.keyUsage?.flags.includes('keyCertSign') !== true,
    },
  ],
  finish: (der) => der,
};

/** Random enough to be unique; the first bits keep it positive and of one length. */
function positiveSerial(bytes: Uint8Array): Uint8Array {
  const [first = 0, ...rest] = bytes;
  return Uint8Array.of((first & 0x7f) | 0x40, ...rest);
}

function validityOf({ notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date }) {
  return { notBefore, notAfter };
}

function namesTheActor({ request, fid }: Requested): boolean {
  const { commonNames, userIds } = claimsOf(request.subject);
  const [name, ...moreNames] = commonNames;
  const [userId, ...moreIds] = userIds;
  if (name === undefined || userId === undefined || moreNames.length > 0 || moreIds.length > 0) return false;
  return foldCase(userId) === fid && fid.startsWith(`${foldCase(name)}@`);
}

/** The one session ID that a request names. */
export function requestedSessionId(request: ParsedSigningRequest): string | undefined {
  const [id, ...more] = claimsOf(request.subject).sessionIds;
  return id !== undefined && more.length === 0 && isSessionId(id) ? id : undefined;
}

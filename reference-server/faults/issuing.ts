/** Faults of the certificates that a server issues (P2-SES-06, -11, P2-KEY-06). */

import { createHash } from 'node:crypto';
import type { ActorIssue } from '../behaviour/issuing.ts';
import type { CertificateFields } from '../protocol/certificate.ts';
import { domainName, USER_ID } from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['trustSession', 'rotateSessionCert'];
const DAY_MS = 86_400_000;
const TWELVE_HOURS_MS = 43_200_000;
const strangersKey = keyPairFromSeed(createHash('sha256').update('a key of nobody').digest());

export const issuingFaults: readonly Fault[] = [
  {
    id: 'issuing.certifies-another-key',
    title: "The certificate holds a key that the server made, not the request's",
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Nothing that the actor signs verifies.',
    apply: writing(() => ({ publicKey: strangersKey.publicKey })),
  },
  {
    id: 'issuing.invents-session-id',
    title: 'The certificate has a session ID that the server chose',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'The client does not know which session it is.',
    apply: writing(({ subject }, { publicKey }) => ({
      subject: subject.map((attribute, index) =>
        index === subject.length - 1 ? { ...attribute, value: sessionIdOf(publicKey) } : attribute,
      ),
    })),
  },
  {
    id: 'issuing.leaves-out-user-id',
    title: 'The certificate has no federation ID',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Other servers turn the actors of this one away.',
    apply: writing(({ subject }) => ({ subject: subject.filter(({ oid }) => oid !== USER_ID) })),
  },
  {
    id: 'issuing.leaves-out-key-usage',
    title: 'The certificate does not say what its key may be used for',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Other servers turn the actors of this one away.',
    apply: deciding('issuing', ({ actorFields }) => ({
      actorFields: (issue) => {
        const { keyUsage: _, ...fields } = actorFields(issue);
        return fields;
      },
    })),
  },
  {
    id: 'issuing.forgets-criticality',
    title: 'The extensions of the certificate are not marked critical',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Strict servers turn the actors of this one away.',
    apply: writing(() => ({
      basicConstraints: { critical: false, ca: false },
      keyUsage: { critical: false, flags: ['digitalSignature'] },
    })),
  },
  {
    id: 'issuing.makes-authorities',
    title: "Every actor's certificate says that it is an authority",
    breaks: ['P2-SES-06', 'P2-SES-08'],
    operations,
    effect: 'Every actor can certify everybody.',
    apply: writing(() => ({ basicConstraints: { critical: true, ca: true } })),
  },
  {
    id: 'issuing.outlives-root',
    title: "The certificate ends a day after the server's own",
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Servers that inspect it turn its actor away.',
    apply: writing((_, { root }) => ({ notAfter: new Date(root.notAfter.getTime() + DAY_MS) })),
  },
  {
    id: 'issuing.precedes-root',
    title: "The certificate begins a day before the server's own",
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Servers that inspect it turn its actor away.',
    apply: writing((_, { root }) => ({ notBefore: new Date(root.notBefore.getTime() - DAY_MS) })),
  },
  {
    id: 'issuing.dates-in-local-time',
    title: 'The certificate begins in eleven hours, as if local time were UTC',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Actors cannot use their certificates on the day when they get them.',
    apply: writing(({ notBefore }) => ({ notBefore: new Date(notBefore.getTime() + TWELVE_HOURS_MS) })),
  },
  {
    id: 'issuing.names-another-issuer',
    title: 'The certificate names a subdomain of the server as its issuer',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Other servers ask a host that knows nothing, and turn the actor away.',
    apply: writing((_, { domain }) => ({ issuer: domainName(`ca.${domain}`) })),
  },
  {
    id: 'issuing.signs-with-key-of-nobody',
    title: 'The certificate is signed with a key that the server shows to nobody',
    breaks: ['P2-SES-06', 'P2-KEY-07'],
    operations,
    effect: 'Nobody can verify what the actors of this server sign.',
    apply: deciding('issuing', () => ({ signingKey: () => strangersKey.privateKey })),
  },
  {
    id: 'issuing.signs-with-first-key',
    title: "After a rotation of the server's key certificates are still signed with the old one",
    breaks: ['P2-KEY-06'],
    operations: ['rotateServerKey', 'trustSession'],
    effect: 'Nobody gets anywhere with a certificate from after the rotation.',
    apply: deciding('issuing', () => ({ signingKey: ([first]) => first })),
  },
  {
    id: 'issuing.writes-version-1',
    title: 'The certificate says X.509 version 1',
    breaks: ['P2-SES-06'],
    operations,
    effect: 'Other servers turn the actors of this one away.',
    apply: writing(() => ({ version: 1 })),
  },
  {
    id: 'issuing.numbers-all-alike',
    title: 'Every certificate has the serial number 1',
    breaks: ['P2-SES-11'],
    operations,
    effect: 'Blocking one certificate blocks them all, or none.',
    apply: numbering(() => 1),
  },
  {
    id: 'issuing.numbers-each-actor-anew',
    title: 'The serial numbers of every actor begin with 1',
    breaks: ['P2-SES-11'],
    operations,
    effect: "Blocking an actor's certificate blocks those of others.",
    apply: deciding('issuing', () => {
      const lastOf = new Map<string, number>();
      return {
        serial: ({ fid = '' }) => {
          const next = (lastOf.get(fid) ?? 0) + 1;
          lastOf.set(fid, next);
          return serialOf(next);
        },
      };
    }),
  },
  {
    id: 'issuing.numbers-by-actor',
    title: 'All certificates of an actor have one serial number',
    breaks: ['P2-SES-11'],
    operations,
    effect: 'Blocking the certificate of a lost phone blocks all of its owner.',
    apply: numbering((fid) => createHash('sha256').update(fid).digest().readUInt32BE() + 2),
  },
  {
    id: 'issuing.numbers-roots-alike',
    title: "The server's certificates all have the serial number 1",
    breaks: ['P2-SES-11'],
    operations: ['rotateServerKey', 'getServerKey'],
    effect: 'Who remembers certificates by number goes on with the old key.',
    apply: deciding('issuing', ({ serial }) => ({
      serial: (source) => (source.fid === undefined ? serialOf(1) : serial(source)),
    })),
  },
];

/** Other content in the certificates of actors. */
export function writing(
  change: (fields: CertificateFields, issue: ActorIssue) => Partial<CertificateFields>,
): Change {
  return deciding('issuing', ({ actorFields }) => ({
    actorFields: (issue) => {
      const fields = actorFields(issue);
      return { ...fields, ...change(fields, issue) };
    },
  }));
}

function numbering(numberOf: (fid: string) => number): Change {
  return deciding('issuing', () => ({ serial: ({ fid = '' }) => serialOf(numberOf(fid)) }));
}

/** Big-endian, as short as a positive INTEGER can be (X.690 §8.3.2). */
function serialOf(number: number): Uint8Array {
  const hex = number.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Uint8Array.of(...((bytes[0] ?? 0) >= 0x80 ? [0] : []), ...bytes);
}

function sessionIdOf(publicKey: Uint8Array): string {
  return `s${Buffer.from(publicKey).toString('hex').slice(0, 16)}`;
}

/** Faults of looking at an ID-Cert that is presented (P2-IDN-08 to -16, -23, -24). */

import type { Presented } from '../behaviour/certificate-rules.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import { claimsOf, isSessionId } from '../protocol/distinguished-name.ts';
import { foldCase } from '../protocol/federation-id.ts';
import { type Change, deciding, relaxing, together, without } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['identify', 'updateSessionCert'];
const WEEK_MS = 604_800_000;

export const certificateFaults: readonly Fault[] = [
  {
    id: 'certificate.ignores-expiry',
    title: 'An ID-Cert that has expired is accepted',
    breaks: ['P2-IDN-08'],
    operations,
    effect: 'A key that was lost years ago still opens sessions.',
    apply: skipping('not-expired'),
  },
  {
    id: 'certificate.ignores-beginning',
    title: 'An ID-Cert that is not valid yet is accepted',
    breaks: ['P2-IDN-08'],
    operations,
    effect: 'Certificates that were prepared for later work already.',
    apply: skipping('begun'),
  },
  {
    id: 'certificate.tolerates-a-week',
    title: 'An ID-Cert is accepted for a week after it expired',
    breaks: ['P2-IDN-08'],
    operations,
    effect: 'A key that its owner gave up opens sessions for days.',
    apply: withRule(
      'not-expired',
      ({ certificate, now }) => now.getTime() <= certificate.notAfter.getTime() + WEEK_MS,
    ),
  },
  {
    id: 'certificate.ignores-issuer-domain',
    title: 'Issuer and subject of an ID-Cert may name different domains',
    breaks: ['P2-IDN-10'],
    operations,
    effect: 'One home server can speak for the actors of another.',
    apply: skipping('issuer-domain'),
  },
  {
    id: 'certificate.accepts-subdomains',
    title: "The subject of an ID-Cert may be at a subdomain of its issuer's domain",
    breaks: ['P2-IDN-10'],
    operations,
    effect: 'Whoever runs a domain speaks for the servers of all its customers.',
    apply: withRule('issuer-domain', ({ certificate: { issuer, subject } }) =>
      `.${domainOf(subject)}`.endsWith(`.${domainOf(issuer)}`),
    ),
  },
  {
    id: 'certificate.compares-domain-labels-as-set',
    title: 'Domains of issuer and subject are compared label by label in any order',
    breaks: ['P2-IDN-10'],
    operations,
    effect: 'The server of alpha.test speaks for the actors of test.alpha.',
    apply: together(
      withRule('issuer-domain', ({ certificate: { issuer, subject } }) =>
        haveSameLabels(domainOf(issuer), domainOf(subject)),
      ),
      withRule('user-id-is-name-at-domain', ({ certificate: { subject } }) => {
        const [local = '', domain = ''] = (claimsOf(subject).userIds[0] ?? '').split('@');
        return foldCase(local) === nameOf(subject) && haveSameLabels(domain, domainOf(subject));
      }),
    ),
  },
  {
    id: 'certificate.compares-domains-only-if-given',
    title: 'A subject without domain components passes for one of the issuer',
    breaks: ['P2-IDN-10'],
    operations,
    effect: 'Certificates that name no home at all open sessions.',
    apply: together(
      skipping('domain-components'),
      excusing('issuer-domain', ({ certificate: { subject } }) => domainOf(subject) === ''),
      excusing('user-id-is-name-at-domain', ({ certificate: { subject } }) => domainOf(subject) === ''),
    ),
  },
  {
    id: 'certificate.needs-no-common-name',
    title: 'An ID-Cert without a common name is accepted',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'Servers read different names out of one certificate.',
    apply: together(
      excusing('one-common-name', ({ certificate: { subject } }) => nameOf(subject) === ''),
      excusing('user-id-is-name-at-domain', ({ certificate: { subject } }) => nameOf(subject) === ''),
    ),
  },
  {
    id: 'certificate.reads-first-common-name',
    title: 'Of several common names the first one counts',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'One certificate names two people, and each server takes it for another of them.',
    apply: withRule('one-common-name', ({ certificate: { subject } }) => nameOf(subject) !== ''),
  },
  {
    id: 'certificate.needs-no-user-id',
    title: 'An ID-Cert without a federation ID is accepted',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'Servers have to guess whose certificate it is.',
    apply: skipping('user-id'),
  },
  {
    id: 'certificate.needs-no-session-id',
    title: 'An ID-Cert without a session ID is accepted',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'All such sessions of an actor are one, and end together.',
    apply: withRule('session-id', ({ certificate: { subject } }) =>
      claimsOf(subject).sessionIds.every((id) => isSessionId(id)),
    ),
  },
  {
    id: 'certificate.ignores-local-part-of-user-id',
    title: 'The federation ID in an ID-Cert may be that of another actor of the same home',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'A certificate shows one name to people and another to programs.',
    apply: withRule('user-id-is-name-at-domain', ({ certificate: { subject } }) =>
      claimsOf(subject).userIds.every((id) => foldCase(id).endsWith(`@${domainOf(subject)}`)),
    ),
  },
  {
    id: 'certificate.ignores-domain-of-user-id',
    title: 'The federation ID in an ID-Cert may be at any domain',
    breaks: ['P2-IDN-11'],
    operations,
    effect: 'A home server can certify actors of every other server.',
    apply: withRule('user-id-is-name-at-domain', ({ certificate: { subject } }) =>
      claimsOf(subject).userIds.every((id) => foldCase(id).startsWith(`${nameOf(subject)}@`)),
    ),
  },
  {
    id: 'certificate.accepts-authorities',
    title: "An actor's ID-Cert may say that it is an authority",
    breaks: ['P2-IDN-12'],
    operations,
    effect: 'An actor can issue certificates for others that some servers believe.',
    apply: skipping('not-a-ca'),
  },
  {
    id: 'certificate.accepts-key-cert-sign',
    title: "The key of an actor's ID-Cert may sign certificates",
    breaks: ['P2-IDN-12'],
    operations,
    effect: 'An actor can issue certificates for others that some servers believe.',
    apply: skipping('no-key-cert-sign'),
  },
  {
    id: 'certificate.ignores-key-usage',
    title: 'An ID-Cert whose key may not sign anything is accepted',
    breaks: ['P2-IDN-13'],
    operations,
    effect: 'Keys that were certified for something else sign people in.',
    apply: skipping('may-sign'),
  },
  {
    id: 'certificate.takes-missing-key-usage-for-any',
    title: 'An ID-Cert without a key usage may do everything',
    breaks: ['P2-IDN-13'],
    operations,
    effect: 'Leaving out the limits is all it takes to have none.',
    apply: excusing('may-sign', ({ certificate: { keyUsage } }) => keyUsage === undefined),
  },
  {
    id: 'certificate.ignores-criticality',
    title: 'Basic constraints and key usage need not be critical',
    breaks: ['P2-IDN-14'],
    operations,
    effect: 'Certificates pass whose limits other readers may overlook.',
    apply: skipping('extensions-critical'),
  },
  {
    id: 'certificate.minds-criticality-of-constraints-only',
    title: 'The key usage need not be critical',
    breaks: ['P2-IDN-14'],
    operations,
    effect: 'Certificates pass whose key usage other readers may overlook.',
    apply: excusing(
      'extensions-critical',
      ({ certificate: { basicConstraints } }) => basicConstraints?.critical === true,
    ),
  },
  {
    id: 'certificate.believes-any-algorithm',
    title: 'The algorithms that an ID-Cert names are not compared with its key',
    breaks: ['P2-IDN-16'],
    operations,
    effect: 'One certificate is read as two different keys by two libraries.',
    apply: skipping('algorithms-agree'),
  },
  {
    id: 'certificate.accepts-version-1',
    title: 'A certificate that says X.509 version 1 is accepted',
    breaks: ['P2-IDN-23'],
    operations,
    effect: 'Readers that know version 1 skip its extensions, and with them every limit.',
    apply: skipping('version-3'),
  },
  {
    id: 'certificate.ignores-trailing-bytes',
    title: 'Bytes behind the end of an ID-Cert are overlooked',
    breaks: ['P2-IDN-24'],
    operations,
    effect: 'One certificate has many spellings, so that lists of blocked ones catch nothing.',
    apply: skipping('no-trailing-bytes'),
  },
];

type Judge = (presented: Presented) => boolean;

function skipping(...names: readonly string[]): Change {
  return deciding('certificate', ({ actorRules }) => ({ actorRules: without(actorRules, ...names) }));
}

function withRule(name: string, holds: Judge): Change {
  return deciding('certificate', ({ actorRules }) => ({ actorRules: relaxing(actorRules, name, holds) }));
}

/** The rule holds as well where it is wrongly found not to apply. */
function excusing(name: string, isExcused: Judge): Change {
  return deciding('certificate', ({ actorRules }) => ({
    actorRules: relaxing(actorRules, name, (presented, before) => before(presented) || isExcused(presented)),
  }));
}

function domainOf(name: ParsedCertificate['subject']): string {
  return foldCase(claimsOf(name).domain);
}

function nameOf(name: ParsedCertificate['subject']): string {
  return foldCase(claimsOf(name).commonNames[0] ?? '');
}

function haveSameLabels(one: string, other: string): boolean {
  const sorted = (domain: string) => foldCase(domain).split('.').toSorted().join('.');
  return sorted(one) === sorted(other);
}

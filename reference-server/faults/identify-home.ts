/** Faults of asking an actor's home, and of judging its root (P2-IDN-09, -15, -17, -18, -21, -22, -25, P2-GEN-05). */

import type { Link, PresentedRoot } from '../behaviour/certificate-rules.ts';
import type { LookUpFailure } from '../behaviour/home.ts';
import { verifiesStrictly } from '../behaviour/signature.ts';
import { type Change, deciding, relaxing, together, without } from './change.ts';
import type { Fault } from './fault.ts';
import { lax } from './identify-signature.ts';

const operations = ['identify'];

export const homeFaults: readonly Fault[] = [
  {
    id: 'home.never-asks',
    title: 'No home is asked for its key, and every ID-Cert is believed',
    breaks: ['P2-IDN-09', 'P2-IDN-17', 'P2-IDN-18', 'P2-IDN-21', 'P2-IDN-22'],
    operations,
    effect: 'Anybody signs in as anybody.',
    apply: deciding('home', () => ({ isAsked: () => false })),
  },
  {
    id: 'home.ignores-signature',
    title: "The home's key is fetched, and its signature in the ID-Cert is not verified",
    breaks: ['P2-IDN-09', 'P2-IDN-15', 'P2-IDN-17'],
    operations,
    effect: 'Anybody signs in as anybody.',
    apply: linking('signed-by-root', () => true),
  },
  {
    id: 'home.accepts-self-signed',
    title: 'An ID-Cert that its own key signed is accepted',
    breaks: ['P2-IDN-09'],
    operations,
    effect: 'Anybody signs in as anybody with a certificate made at home.',
    apply: linking(
      'signed-by-root',
      (link, before) => before(link) || isSignedBy(link.certificate.publicKey, link),
    ),
  },
  {
    id: 'home.trusts-every-known-home',
    title: 'An ID-Cert is accepted if any home server that was ever met signed it',
    breaks: ['P2-IDN-09'],
    operations,
    effect: 'Every server of the federation can speak for the actors of every other.',
    apply: deciding('certificate', ({ linkRules }) => {
      const met = new Map<string, Uint8Array>();
      return {
        linkRules: relaxing(linkRules, 'signed-by-root', (link, before) => {
          met.set(Buffer.from(link.root.publicKey).toString('hex'), link.root.publicKey);
          return before(link) || [...met.values()].some((key) => isSignedBy(key, link));
        }),
      };
    }),
  },
  {
    id: 'home.accepts-large-s',
    title: "The home's signature in an ID-Cert passes with S + L for S",
    breaks: ['P2-IDN-15'],
    operations,
    effect: 'Anybody can make a second certificate of one that was seen, and lists of blocked ones miss it.',
    apply: linking('signed-by-root', (link, before) => before({ ...link, strict: lax(link.strict) })),
  },
  {
    id: 'home.trusts-when-unreachable',
    title: 'Where the home takes no connections, its actors are let in',
    breaks: ['P2-IDN-17'],
    operations,
    effect: 'Bringing down a server is all it takes to sign in as its actors.',
    apply: trustingDespite('unreachable'),
  },
  {
    id: 'home.trusts-when-unresolvable',
    title: "Where the home's name leads nowhere, its actors are let in",
    breaks: ['P2-IDN-17'],
    operations,
    effect: 'Whoever invents a domain invents actors too.',
    apply: trustingDespite('unresolvable'),
  },
  {
    id: 'home.trusts-when-silent',
    title: 'Where the home does not answer in time, its actors are let in',
    breaks: ['P2-IDN-17'],
    operations,
    effect: 'Slowing down a server is all it takes to sign in as its actors.',
    apply: trustingDespite('timeout'),
  },
  {
    id: 'home.trusts-when-failing',
    title: 'Where the home answers with an error, its actors are let in',
    breaks: ['P2-IDN-17'],
    operations,
    effect: 'Making a server fail is all it takes to sign in as its actors.',
    apply: trustingDespite('status'),
  },
  {
    id: 'home.trusts-when-garbled',
    title: 'Where the answer of the home cannot be read, its actors are let in',
    breaks: ['P2-IDN-17'],
    operations,
    effect: 'Spoiling the answers of a server is all it takes to sign in as its actors.',
    apply: trustingDespite('garbage'),
  },
  {
    id: 'home.accepts-root-without-authority',
    title: 'The root of a home need not be an authority',
    breaks: ['P2-IDN-21'],
    operations,
    effect: "An actor's certificate that is passed off as a root makes more actors.",
    apply: skippingOfRoot('is-a-ca', 'path-length-0'),
  },
  {
    id: 'home.accepts-root-without-path-length',
    title: 'The root of a home need not have a path length',
    breaks: ['P2-IDN-21'],
    operations,
    effect: 'Authorities that a home never meant to have certify actors in its name.',
    apply: rooting(
      'path-length-0',
      ({ certificate }) => certificate.basicConstraints?.pathLength === undefined,
    ),
  },
  {
    id: 'home.accepts-root-that-signs-nothing',
    title: 'The key of the root of a home need not be one that may sign certificates',
    breaks: ['P2-IDN-21'],
    operations,
    effect: 'A key that was certified for something else makes actors.',
    apply: skippingOfRoot('key-cert-sign'),
  },
  {
    id: 'home.accepts-expired-root',
    title: 'The root of a home may have expired',
    breaks: ['P2-IDN-21'],
    operations,
    effect: 'Who finds the key of a server that is long gone makes actors of it.',
    apply: together(
      skippingOfRoot('not-expired'),
      // Whatever such a root certifies today ends after it.
      linking(
        'not-beyond-root',
        (link, before) => before(link) || link.root.notAfter < link.certificate.notBefore,
      ),
    ),
  },
  {
    id: 'home.accepts-root-by-another',
    title: 'The root of a home may be signed by another key than its own',
    breaks: ['P2-IDN-21'],
    operations,
    effect: 'A root proves nothing about who holds its key.',
    apply: skippingOfRoot('self-signed'),
  },
  {
    id: 'home.accepts-root-of-another-domain',
    title: 'The root of a home may be in the name of another domain',
    breaks: ['P2-IDN-21'],
    operations,
    effect: 'One server vouches under the name of another.',
    apply: together(skippingOfRoot('of-domain'), skippingLinks('issuer-is-root')),
  },
  {
    id: 'home.lets-actors-outlive-root',
    title: 'An ID-Cert may be valid beyond the end of its root',
    breaks: ['P2-IDN-22'],
    operations,
    effect: 'Certificates go on after the authority that vouched for them.',
    apply: skippingLinks('not-beyond-root'),
  },
  {
    id: 'home.lets-actors-precede-root',
    title: 'An ID-Cert may be valid from before the beginning of its root',
    breaks: ['P2-IDN-22'],
    operations,
    effect: 'A new authority vouches for a time when it did not exist.',
    apply: skippingLinks('not-before-root'),
  },
  {
    id: 'home.never-asks-again',
    title: 'The key of a home is remembered for ever, whatever fails to verify',
    breaks: ['P2-IDN-25'],
    operations,
    effect: 'After a home changed its key, none of its actors gets in any more.',
    apply: deciding('home', () => ({ mayUseCached: () => true, retriesWithFreshKey: () => false })),
  },
  {
    id: 'home.waits-for-itself',
    title: 'An actor of this very server who identifies here makes it wait for its own answer',
    breaks: ['P2-GEN-05'],
    operations,
    effect: 'Any actor of the server can tie it up.',
    apply: deciding('home', ({ isOwnDomain }) => ({
      isOwnDomain: async (domain, ownDomain) =>
        (await isOwnDomain(domain, ownDomain)) ? new Promise<boolean>(() => {}) : false,
    })),
  },
];

function isSignedBy(publicKey: Uint8Array, { certificate, strict }: Link): boolean {
  return verifiesStrictly(strict, certificate.signedBytes, certificate.signature, publicKey);
}

function linking(name: string, holds: (link: Link, before: (link: Link) => boolean) => boolean): Change {
  return deciding('certificate', ({ linkRules }) => ({ linkRules: relaxing(linkRules, name, holds) }));
}

function skippingLinks(...names: readonly string[]): Change {
  return deciding('certificate', ({ linkRules }) => ({ linkRules: without(linkRules, ...names) }));
}

function skippingOfRoot(...names: readonly string[]): Change {
  return deciding('certificate', ({ rootRules }) => ({ rootRules: without(rootRules, ...names) }));
}

function rooting(name: string, isExcused: (root: PresentedRoot) => boolean): Change {
  return deciding('certificate', ({ rootRules }) => ({
    rootRules: relaxing(rootRules, name, (root, before) => before(root) || isExcused(root)),
  }));
}

function trustingDespite(failure: LookUpFailure): Change {
  return deciding('home', ({ trustsDespite }) => ({
    trustsDespite: (actual) => actual === failure || trustsDespite(actual),
  }));
}

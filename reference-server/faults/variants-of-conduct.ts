/** Variants in what a server does and issues where the documents leave it free. */

import { DOMAIN_COMPONENT, type NameAttribute } from '../protocol/distinguished-name.ts';
import { type Change, deciding } from './change.ts';
import type { Variant } from './fault.ts';
import { writing } from './issuing.ts';

const NAMES = 'any string type, order and multi-valued RDNs where values are right';
const LONGEST_SERIAL_BYTES = 20;
const SUFFIX = '.1';
const DAY_MS = 86_400_000;

export const conductVariants: readonly Variant[] = [
  {
    id: 'registration.gives-other-local-parts',
    title: 'The local part of a federation ID is not the name that was asked for',
    freedom: 'only the returned federation ID counts (a SHOULD)',
    apply: deciding('registration', ({ localPart, nameKey }) => ({
      localPart: (name) => `${localPart(name)}${SUFFIX}`,
      // From then on the actor goes by the name that it was given.
      nameKey: (name) => nameKey(name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name),
    })),
  },
  {
    id: 'challenge.survives-failure',
    title: 'A challenge that was answered wrongly can be tried again',
    freedom: 'one use may burn a challenge, or only a good one',
    apply: deciding('challenge', () => ({ isSpentByFailure: () => false })),
  },
  {
    id: 'home.asks-every-time',
    title: 'Homes are asked for their key each time',
    freedom: 'caches are recommended',
    apply: deciding('home', () => ({ mayUseCached: () => false })),
  },
  {
    id: 'home.remembers-until-it-fails',
    title: 'The key of a home is remembered until something does not verify',
    freedom: 'caches are recommended',
    apply: deciding('home', () => ({ mayUseCached: () => true })),
  },
  {
    id: 'issuing.writes-names-in-utf-8',
    title: 'Names in certificates are UTF8Strings throughout',
    freedom: NAMES,
    apply: naming((name) => name.map((attribute) => ({ ...attribute, tag: 'utf8String' }))),
  },
  {
    id: 'issuing.writes-session-id-first',
    title: 'Session ID and federation ID stand before the common name',
    freedom: NAMES,
    apply: naming((name) => [
      ...name.filter(isDomain),
      ...name.filter((part) => !isDomain(part)).toReversed(),
    ]),
  },
  {
    id: 'issuing.writes-multi-valued-names',
    title: 'Common name, federation ID and session ID stand in one RDN',
    freedom: NAMES,
    apply: naming((name) =>
      name.map((attribute, index) =>
        isDomain(attribute) || index === name.findIndex((part) => !isDomain(part))
          ? attribute
          : { ...attribute, isJoined: true },
      ),
    ),
  },
  {
    id: 'issuing.numbers-at-length',
    title: 'Serial numbers have 20 bytes',
    freedom: 'a serial number is any positive integer of at most 20 bytes',
    apply: deciding('issuing', () => ({
      serial: ({ randomness }) => Uint8Array.of(0x7f, ...randomness.bytes(LONGEST_SERIAL_BYTES - 1)),
    })),
  },
  {
    id: 'issuing.certifies-commitment',
    title: 'Keys of actors are certified for contentCommitment',
    freedom: 'digitalSignature or contentCommitment',
    apply: writing(() => ({ keyUsage: { critical: true, flags: ['contentCommitment'] } })),
  },
  {
    id: 'issuing.leaves-out-constraints',
    title: "Actors' certificates have no basic constraints",
    freedom: 'CA false or absent',
    apply: deciding('issuing', ({ actorFields }) => ({
      actorFields: (issue) => {
        const { basicConstraints: _, ...fields } = actorFields(issue);
        return fields;
      },
    })),
  },
  {
    id: 'issuing.certifies-for-a-day',
    title: "Actors' certificates hold for a day",
    freedom: "any validity within the root's",
    apply: writing(({ notAfter, notBefore }) => ({
      notAfter: new Date(Math.min(notAfter.getTime(), notBefore.getTime() + DAY_MS)),
    })),
  },
];

function naming(change: (name: readonly NameAttribute[]) => readonly NameAttribute[]): Change {
  return writing(({ subject }) => ({ subject: change(subject) }));
}

function isDomain({ oid }: NameAttribute): boolean {
  return oid === DOMAIN_COMPONENT;
}

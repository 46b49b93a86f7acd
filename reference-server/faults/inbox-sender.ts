/** Faults of finding out a sender's key (XI-IN-09, -15, -23, -24, XI-KEY-05). */

import type { SenderAnswer, SenderFailure } from '../behaviour/sender.ts';
import { formatHandle, type Handle } from '../protocol/handle.ts';
import { decodePublicKey } from '../protocol/inbox-message.ts';
import { type Change, deciding, together } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['postInbox'];
const MINUTES_MS = 300_000;

export const inboxSenderFaults: readonly Fault[] = [
  {
    id: 'sender.trusted-when-down',
    title: "A message passes unverified when the sender's server takes no connection",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Whoever takes a server down can write in the name of its users.',
    apply: trustingDespite('unreachable'),
  },
  {
    id: 'sender.trusted-when-silent',
    title: "A message passes unverified when the sender's server does not answer in time",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Whoever slows a server down can write in the name of its users.',
    apply: trustingDespite('timeout'),
  },
  {
    id: 'sender.trusted-when-refused',
    title: "A message passes unverified when the sender's server answers with an error",
    breaks: ['XI-IN-09', 'XI-IN-24'],
    operations,
    effect: 'Anybody can write in the name of people who do not exist.',
    apply: trustingDespite('status'),
  },
  {
    id: 'sender.trusted-when-unreadable',
    title: "A message passes unverified when the answer of the sender's server is no JSON",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Whoever garbles an answer on its way can write in the name of others.',
    apply: trustingDespite('garbage'),
  },
  {
    id: 'sender.trusted-without-domain',
    title: 'A message passes unverified when the domain of its sender leads nowhere',
    breaks: ['XI-IN-09'],
    operations,
    effect: 'A made-up domain is enough to be believed.',
    apply: trustingDespite('unresolvable'),
  },
  {
    id: 'sender.trusted-without-key',
    title: 'A message passes unverified when its sender has published no signing key',
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Anybody can write in the name of users who are new.',
    apply: trustingDespite('no-document'),
  },
  {
    id: 'sender.trusted-with-malformed-key',
    title: "A message passes unverified when the sender's key cannot be decoded",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'A slip in one key opens the door to everybody.',
    apply: trustingDespite('malformed-key'),
  },
  {
    id: 'sender.breaks-on-malformed-key',
    title: "A sender's key that cannot be decoded is answered with 500",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Another server decides when this one breaks.',
    apply: deciding('sender', ({ decodeSenderKey }) => ({
      decodeSenderKey: (text) => {
        const key = decodeSenderKey(text);
        if (key === undefined) throw new TypeError('a key cannot be decoded');
        return key;
      },
    })),
  },
  {
    id: 'sender.breaks-on-missing-key',
    title: "A sender's document without a signing key is answered with 500",
    breaks: ['XI-IN-09'],
    operations,
    effect: 'Another server decides when this one breaks.',
    apply: deciding('sender', ({ readDocument }) => ({
      readDocument: (body) => {
        const document = readDocument(body);
        if (document === undefined) throw new TypeError('a document has no key');
        return document;
      },
    })),
  },
  {
    id: 'sender.known-by-alias-only',
    title: 'Keys are remembered by alias, whatever the domain',
    breaks: ['XI-IN-15', 'XI-KEY-05'],
    operations,
    effect: 'A namesake at another server writes in the name of the sender.',
    apply: remembering(({ alias }) => alias),
  },
  {
    id: 'sender.asked-at-first-domain',
    title: 'All senders of an alias are looked up where the first of them was found',
    breaks: ['XI-IN-15'],
    operations,
    effect: 'Honest people are refused because of a namesake, who can write in their name.',
    apply: deciding('sender', () => {
      const domains = new Map<string, string>();
      return {
        domainToAsk: ({ alias, domain }) => {
          const asked = domains.get(alias) ?? domain;
          domains.set(alias, asked);
          return asked;
        },
        isDocumentOf: () => true,
      };
    }),
  },
  {
    id: 'sender.remembered-for-ever',
    title: "A sender's key is fetched once and never again",
    breaks: ['XI-KEY-05'],
    operations,
    effect: 'A stolen key goes on opening the inbox after its owner replaced it.',
    apply: remembering(formatHandle),
  },
  {
    id: 'sender.remembered-while-it-fits',
    title: "A sender's key is fetched anew only when it no longer verifies",
    breaks: ['XI-KEY-05'],
    operations,
    effect: 'Whoever stole a key can use it for as long as they like.',
    apply: keepingKeys(formatHandle),
  },
  {
    id: 'sender.remembered-for-minutes',
    title: "A sender's key is remembered for five minutes, also when it does not verify",
    breaks: ['XI-KEY-05'],
    operations,
    effect: 'After a change of keys nothing gets in for a while, and stolen keys do.',
    apply: remembering(formatHandle, MINUTES_MS),
  },
  {
    id: 'sender.judged-by-neighbours-keys',
    title: "The key of any user of the sender's server is good enough",
    breaks: ['XI-IN-05', 'XI-KEY-05'],
    operations,
    effect: 'Everybody at a server can write in the name of everybody else there.',
    apply: keepingKeys(({ domain }) => domain),
  },
  {
    id: 'sender.document-of-anybody',
    title: "Whoever the document of the sender's server speaks of, its key counts",
    breaks: ['XI-IN-23'],
    operations,
    effect: 'A server that confuses its users makes them forgers.',
    apply: deciding('sender', () => ({ isDocumentOf: () => true })),
  },
  {
    id: 'sender.follows-anywhere',
    title: 'The look-up of a sender follows redirects to other origins',
    breaks: ['XI-IN-24'],
    operations,
    effect: 'An open redirect at a server lets others vouch for its users.',
    apply: deciding('sender', () => ({ mayFollow: () => true })),
  },
  {
    id: 'sender.follows-without-end',
    title: 'A sender whose server redirects is trusted in the end',
    breaks: ['XI-IN-09'],
    operations,
    effect: 'A server that redirects to itself vouches for everybody.',
    apply: together(
      deciding('sender', ({ admitsUnresolvedSender, mayFollow }) => {
        let followed = 0;
        return {
          mayFollow: (asked, next) => {
            followed += asked.href === next.href ? 1 : 0;
            return mayFollow(asked, next);
          },
          admitsUnresolvedSender: (failure) => followed > 0 || admitsUnresolvedSender(failure),
        };
      }),
    ),
  },
];

/** Where nobody knows the key, nothing is asked of the signature. */
function trustingDespite(admitted: SenderFailure): Change {
  return deciding('sender', ({ admitsUnresolvedSender }) => ({
    admitsUnresolvedSender: (failure) => failure === admitted || admitsUnresolvedSender(failure),
  }));
}

/** The first answer about somebody is kept. */
function remembering(nameOf: (from: Handle) => string, forMs = Number.POSITIVE_INFINITY): Change {
  return deciding('sender', ({ askForSender }) => {
    const known = new Map<string, { readonly answer: SenderAnswer; readonly until: number }>();
    return {
      askForSender: async (from, ask) => {
        const name = nameOf(from);
        const kept = known.get(name);
        if (kept && Date.now() < kept.until) return kept.answer;
        const answer = await askForSender(from, ask);
        if (typeof answer !== 'string') known.set(name, { answer, until: Date.now() + forMs });
        return answer;
      },
      isDocumentOf: () => true,
    };
  });
}

/** Every key that was once found under the name goes on being good. */
function keepingKeys(nameOf: (from: Handle) => string): Change {
  return (behaviour) => {
    const byName = new Map<string, Set<string>>();
    const nameOfKey = new Map<string, string>();
    return together(
      deciding('sender', ({ askForSender }) => ({
        askForSender: async (from, ask) => {
          const answer = await askForSender(from, ask);
          if (typeof answer === 'string') return answer;
          const name = nameOf(from);
          byName.set(name, (byName.get(name) ?? new Set()).add(answer.signingKey));
          nameOfKey.set(answer.signingKey, name);
          return answer;
        },
      })),
      deciding('inbox', ({ signatureHolds }) => ({
        signatureHolds: (bytes, signature, publicKey) => {
          const name = nameOfKey.get(Buffer.from(publicKey).toString('base64')) ?? '';
          const others = [...(byName.get(name) ?? [])].flatMap((text) => decodePublicKey(text) ?? []);
          return [publicKey, ...others].some((key) => signatureHolds(bytes, signature, key));
        },
      })),
    )(behaviour);
  };
}

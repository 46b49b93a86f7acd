/** Faults of verifying messages (XI-IN-04 to -07, -13, -20): forgeries get in. */

import type { JsonValue } from '../behaviour/facts.ts';
import { isArray, isObject } from '../behaviour/json-shapes.ts';
import { SIGNATURE_LENGTH } from '../protocol/ed25519.ts';
import { decodePublicKey, type InboxMessage, shadowedFields } from '../protocol/inbox-message.ts';
import { type Change, deciding, together } from './change.ts';
import type { Fault } from './fault.ts';
import { reduced } from './identify-signature.ts';

const operations = ['postInbox'];

export const inboxForgeryFaults: readonly Fault[] = [
  {
    id: 'inbox.verifies-nothing',
    title: 'Any well-formed signature is accepted',
    breaks: ['XI-IN-04', 'XI-IN-05', 'XI-KEY-05', 'XI-IN-15'],
    operations,
    effect: 'Anybody writes anything in the name of anybody.',
    apply: deciding('inbox', () => ({ isGenuine: () => true })),
  },
  {
    id: 'inbox.answers-first-and-drops-errors',
    title: 'Messages are answered 202 at once, and what verifying finds is forgotten',
    breaks: ['XI-IN-04', 'XI-IN-05', 'XI-IN-06', 'XI-IN-09', 'XI-DLV-01'],
    operations,
    effect: 'Senders never learn that a message was lost, and forgeries are delivered.',
    apply: deciding('inbox', () => ({ answersBeforeVerifying: () => true, isGenuine: () => true })),
  },
  {
    id: 'inbox.remembers-good-signatures',
    title: 'A signature that was found good once is good for every message of its sender',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Whoever saw one message can write any other.',
    apply: deciding('inbox', ({ isGenuine }) => {
      const good = new Set<string>();
      return {
        isGenuine: (message, isSigned) => {
          const seen = `${message.from} ${message.signature}`;
          if (!good.has(seen) && !isGenuine(message, isSigned)) return false;
          good.add(seen);
          return true;
        },
      };
    }),
  },
  {
    id: 'inbox.trusts-known-senders',
    title: 'Only the first message of a sender is verified',
    breaks: ['XI-IN-04', 'XI-IN-05'],
    operations,
    effect: 'Anybody can go on in the name of somebody who wrote before.',
    apply: deciding('inbox', ({ isGenuine }) => {
      const known = new Set<string>();
      return {
        isGenuine: (message, isSigned) => {
          if (!known.has(message.from) && !isGenuine(message, isSigned)) return false;
          known.add(message.from);
          return true;
        },
      };
    }),
  },
  {
    id: 'inbox.ignores-unknown-members',
    title: 'A member of the payload that spoils the signature is left out, and the rest verified',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Anybody on the way can add to what was said.',
    apply: accepting(({ payload = {}, ...message }) =>
      Object.keys(payload).map((name) => {
        const { [name]: _, ...rest } = payload;
        return { ...message, payload: rest };
      }),
    ),
  },
  {
    id: 'inbox.ignores-nulls',
    title: 'A member that is null may be added',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Anybody on the way can add that something is empty.',
    apply: accepting(({ payload = {}, ...message }) =>
      Object.keys(payload)
        .filter((name) => payload[name] === null)
        .map((name) => {
          const { [name]: _, ...rest } = payload;
          return { ...message, payload: rest };
        }),
    ),
  },
  {
    id: 'inbox.ignores-order-of-lists',
    title: 'A message also passes with its lists in order',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Anybody on the way can change what comes first.',
    apply: acceptingValues((value) =>
      isArray(value) ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value,
    ),
  },
  {
    id: 'inbox.ignores-white-space-of-texts',
    title: 'A message also passes without the white space around its texts',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Two messages that differ carry the same signature.',
    apply: acceptingTexts((text) => text.trim()),
  },
  {
    id: 'inbox.ignores-composition',
    title: 'A message also passes with its accents composed',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Two messages that differ carry the same signature.',
    apply: acceptingTexts((text) => text.normalize('NFC')),
  },
  {
    id: 'inbox.ignores-case-of-texts',
    title: 'A message also passes with the texts of its payload in small letters',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'Anybody on the way can change names and codes that are told apart by case.',
    apply: acceptingTexts((text) => text.toLowerCase()),
  },
  {
    id: 'inbox.ignores-spelling-of-timestamp',
    title: 'A timestamp may be spelt otherwise than it was signed',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'A memory of what was seen takes a repeated message for a new one.',
    apply: accepting((message) => {
      const instant = Date.parse(message.timestamp);
      return Number.isNaN(instant) ? [] : [{ ...message, timestamp: new Date(instant).toISOString() }];
    }),
  },
  {
    id: 'inbox.ignores-type',
    title: 'A signature made for another type of invitation passes',
    breaks: ['XI-IN-04'],
    operations,
    effect: 'What somebody agreed to is turned into something else.',
    apply: accepting((message) => [{ ...message, type: message.type.replace('FRIEND', 'OTHER') }]),
  },
  {
    id: 'inbox.accepts-any-local-recipient',
    title: 'What was signed for one user of this server may be delivered to another',
    breaks: ['XI-IN-04', 'XI-IN-13'],
    operations: ['postInbox', 'getIdentity'],
    effect: 'Somebody is made to believe that a message was meant for them.',
    apply: (behaviour) => {
      const handles = new Set<string>();
      return together(
        deciding('discovery', ({ identityDocument }) => ({
          identityDocument: (identity, domain) => {
            if (identity.handle !== undefined) handles.add(identity.handle);
            return identityDocument(identity, domain);
          },
        })),
        accepting((message) => [...handles].map((to) => ({ ...message, to }))),
      )(behaviour);
    },
  },
  {
    id: 'inbox.accepts-own-users-keys',
    title: 'A message that was signed by any user of this server passes',
    breaks: ['XI-IN-05'],
    operations: ['postInbox', 'updateKeys'],
    effect: 'Users of this server can forge messages of everybody elsewhere.',
    apply: (behaviour) => {
      const own = new Set<string>();
      return together(
        deciding('discovery', ({ keysAfterUpdate }) => ({
          keysAfterUpdate: (wanted, current) => {
            own.add(wanted.signingKey);
            return keysAfterUpdate(wanted, current);
          },
        })),
        deciding('inbox', ({ signatureHolds }) => ({
          signatureHolds: (bytes, signature, publicKey) =>
            [publicKey, ...[...own].map((text) => decodePublicKey(text) ?? publicKey)].some((key) =>
              signatureHolds(bytes, signature, key),
            ),
        })),
      )(behaviour);
    },
  },
  {
    id: 'inbox.accepts-what-it-cannot-decode',
    title: 'A signature that cannot be decoded is skipped',
    breaks: ['XI-IN-06', 'XI-IN-03'],
    operations,
    effect: 'Whoever sends nonsense for a signature needs none.',
    apply: deciding('inbox', ({ decodeSignature, isGenuine }) => ({
      decodeSignature: (text) => decodeSignature(text) ?? new Uint8Array(SIGNATURE_LENGTH),
      isGenuine: (message, isSigned) =>
        decodeSignature(message.signature) === undefined || isGenuine(message, isSigned),
    })),
  },
  {
    id: 'inbox.accepts-unsigned',
    title: 'An empty signature is taken for a message that needs none',
    breaks: ['XI-IN-06'],
    operations,
    effect: 'Whoever leaves the signature empty is believed.',
    apply: deciding('inbox', ({ decodeSignature, isGenuine }) => ({
      decodeSignature: (text) => (text === '' ? new Uint8Array(SIGNATURE_LENGTH) : decodeSignature(text)),
      isGenuine: (message, isSigned) => message.signature === '' || isGenuine(message, isSigned),
    })),
  },
  {
    id: 'inbox.reads-beginning-of-signature',
    title: 'Only the first 64 bytes of a signature are read',
    breaks: ['XI-IN-06'],
    operations,
    effect: 'One message has as many signatures as somebody likes, and is taken for new each time.',
    apply: deciding('inbox', ({ decodeSignature }) => ({
      decodeSignature: (text) => {
        const bytes = new Uint8Array(Buffer.from(text, 'base64').subarray(0, SIGNATURE_LENGTH));
        return bytes.length === SIGNATURE_LENGTH ? bytes : decodeSignature(text);
      },
    })),
  },
  {
    id: 'inbox.breaks-on-short-signature',
    title: 'A signature of less than 64 bytes is answered with 500',
    breaks: ['XI-IN-06', 'XI-IN-17'],
    operations,
    effect: 'Anybody can fill the log of the server with alarms.',
    apply: deciding('inbox', ({ decodeSignature }) => ({
      decodeSignature: (text) => {
        const bytes = Buffer.from(text, 'base64');
        if (bytes.length > 0 && bytes.length < SIGNATURE_LENGTH)
          throw new RangeError('a signature is too short');
        return decodeSignature(text);
      },
    })),
  },
  {
    id: 'inbox.accepts-large-s',
    title: 'S is reduced instead of refused when it is not below the group order',
    breaks: ['XI-IN-07'],
    operations,
    effect: 'Anybody can make a second signature of a good one.',
    apply: deciding('inbox', ({ signatureHolds }) => ({
      hasCanonicalScalar: (signature) => signature.length === SIGNATURE_LENGTH,
      signatureHolds: (bytes, signature, publicKey) => signatureHolds(bytes, reduced(signature), publicKey),
    })),
  },
  {
    id: 'inbox.accepts-weak-keys',
    title: 'Keys of small order are accepted',
    breaks: ['XI-IN-20'],
    operations,
    effect: 'Everybody can sign in the name of a user with such a key.',
    apply: deciding('sender', () => ({ isTrustworthyKey: () => true })),
  },
  {
    id: 'inbox.lets-payload-replace-envelope',
    title: 'Members of the payload take the place of those of the envelope under the signature',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'What was signed for one recipient is delivered to another.',
    apply: keepingApart([]),
  },
  {
    id: 'inbox.forgets-recipient-in-payload',
    title: 'A payload may name another recipient than the envelope',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'What was signed for one recipient is delivered to another.',
    apply: keepingApart(['type', 'from', 'timestamp']),
  },
  {
    id: 'inbox.forgets-sender-in-payload',
    title: 'A payload may name another sender than the envelope',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'Readers that look at what was signed see another sender than was verified.',
    apply: keepingApart(['type', 'to', 'timestamp']),
  },
  {
    id: 'inbox.forgets-timestamp-in-payload',
    title: 'A payload may name another time than the envelope',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'An old message passes for a new one.',
    apply: keepingApart(['type', 'from', 'to']),
  },
  {
    id: 'inbox.forgets-type-in-payload',
    title: 'A payload may name another type than the envelope',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'What was signed as one thing is taken for another.',
    apply: keepingApart(['from', 'to', 'timestamp']),
  },
  {
    id: 'inbox.keeps-only-texts-apart',
    title: 'Only texts in the payload are kept from replacing the envelope',
    breaks: ['XI-IN-13'],
    operations,
    effect: 'A recipient written as a list slips through, and the signature covers it.',
    apply: deciding('inbox', () => ({
      keepsToItsEnvelope: (message) =>
        shadowedFields(message).every((field) => typeof message.payload?.[field] !== 'string'),
    })),
  },
];

/** A message also passes if one of these is what was signed. */
function accepting(others: (message: InboxMessage) => readonly InboxMessage[]): Change {
  return deciding('inbox', ({ isGenuine }) => ({
    isGenuine: (message, isSigned) => isGenuine(message, isSigned) || others(message).some(isSigned),
  }));
}

function acceptingValues(change: (value: JsonValue) => JsonValue): Change {
  return accepting((message) => [{ ...message, payload: valuesOf(message, change) }]);
}

function acceptingTexts(change: (text: string) => string): Change {
  return acceptingValues((value) => (typeof value === 'string' ? change(value) : value));
}

function valuesOf(
  { payload = {} }: InboxMessage,
  change: (value: JsonValue) => JsonValue,
): InboxMessage['payload'] & object {
  const changed = mapped(payload, change);
  return isObject(changed) ? changed : payload;
}

function mapped(value: JsonValue, change: (value: JsonValue) => JsonValue): JsonValue {
  if (isArray(value)) return change(value.map((item) => mapped(item, change)));
  if (!isObject(value)) return change(value);
  return change(
    Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapped(member, change)])),
  );
}

function keepingApart(fields: readonly string[]): Change {
  return deciding('inbox', () => ({
    keepsToItsEnvelope: (message) => shadowedFields(message).every((field) => !fields.includes(field)),
  }));
}

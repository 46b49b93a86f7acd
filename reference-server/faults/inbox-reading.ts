/** Faults of reading messages (XI-IN-02, -03, -08, -10, -14, -16 to -19, -21). */

import type { JsonObject, JsonValue } from '../behaviour/facts.ts';
import { isArray, isObject } from '../behaviour/json-shapes.ts';
import type { InboxMessage } from '../protocol/inbox-message.ts';
import { answeringOf, type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';
import { merged, write } from './inbox-forms.ts';

const operations = ['postInbox'];
const DAY_MS = 86_400_000;
const LONG = 10_000;

export const inboxReadingFaults: readonly Fault[] = [
  {
    id: 'inbox.needs-token',
    title: 'The inbox takes messages only from those who have a token here',
    breaks: ['XI-IN-02', 'XI-IN-01'],
    operations,
    effect: 'No other server can deliver anything.',
    apply: deciding('access', ({ needsToken }) => ({
      needsToken: (operation) => operation === 'postInbox' || needsToken(operation),
    })),
  },
  {
    id: 'inbox.answers-200',
    title: 'An accepted message is answered with 200',
    breaks: ['XI-IN-19'],
    operations,
    effect: 'Senders that wait for 202 send again.',
    apply: answeringOf('postInbox', 202, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: 'inbox.answers-500-when-accepted',
    title: 'A message is delivered and answered with 500',
    breaks: ['XI-IN-01'],
    operations,
    effect: 'Senders send again, and recipients are told everything twice.',
    apply: answeringOf('postInbox', 202, (answer) => ({ ...answer, status: 500 })),
  },
  {
    id: 'inbox.fills-in-type',
    title: 'A message without a type is taken for an invitation',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'A slip of a sender becomes an invitation.',
    apply: reading((body) => (body.type === undefined ? { ...body, type: 'FRIEND_INVITE' } : body)),
  },
  {
    id: 'inbox.does-without-timestamp',
    title: 'A message without a timestamp is accepted',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'Such a message is new for ever.',
    apply: takingFor('timestamp', (value) => value === undefined, present),
  },
  {
    id: 'inbox.takes-numeric-timestamps',
    title: 'A timestamp may be a number',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'Whether it counts seconds or milliseconds is anybody’s guess.',
    apply: takingFor('timestamp', (value) => typeof value === 'number', present),
  },
  {
    id: 'inbox.takes-lists-of-recipients',
    title: 'A recipient may be a list of one',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'What is checked about the recipient is checked about a list.',
    apply: takingFor('to', isArray, firstItem),
  },
  {
    id: 'inbox.takes-first-of-lists',
    title: 'Of a list the first item is taken for the value',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'A message reads otherwise for those who look at the whole list.',
    apply: reading((body) =>
      Object.fromEntries(
        Object.entries(body).map(([name, value]) => [
          name,
          name !== 'payload' && isArray(value) ? (value[0] ?? null) : value,
        ]),
      ),
    ),
  },
  {
    id: 'inbox.unwraps-sender',
    title: 'A sender may be an object with a handle',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'Two forms of one message carry the same signature.',
    apply: reading((body) =>
      isObject(body.from) && typeof body.from.handle === 'string'
        ? { ...body, from: body.from.handle }
        : body,
    ),
  },
  {
    id: 'inbox.accepts-missing-signature',
    title: 'A message without a signature, or with true for one, is not verified',
    breaks: ['XI-IN-03'],
    operations,
    effect: 'Whoever leaves the signature out is believed.',
    apply: deciding('inbox', ({ readMessage, decodeSignature, isGenuine }) => ({
      readMessage: (body) =>
        readMessage(
          isObject(body) && typeof body.signature !== 'string' ? { ...body, signature: UNSIGNED } : body,
        ),
      decodeSignature: (text) => decodeSignature(text === UNSIGNED ? ZEROS : text),
      isGenuine: (message, isSigned) => message.signature === UNSIGNED || isGenuine(message, isSigned),
    })),
  },
  {
    id: 'inbox.takes-any-payload',
    title: 'A payload that is no object is treated as none',
    breaks: ['XI-IN-14'],
    operations,
    effect: 'Senders believe that what they said arrived.',
    apply: takingPayloads((payload) => !isObject(payload)),
  },
  {
    id: 'inbox.takes-lists-as-payload',
    title: 'A list passes for an object',
    breaks: ['XI-IN-14'],
    operations,
    effect: 'Readers that look for members find numbers.',
    apply: takingPayloads(isArray),
  },
  {
    id: 'inbox.takes-other-domains',
    title: 'The domain of the recipient is not looked at',
    breaks: ['XI-IN-08'],
    operations,
    effect: 'A message for somebody elsewhere reaches a namesake here, and its sender believes it arrived.',
    apply: deciding('inbox', () => ({ isForThisServer: () => true })),
  },
  {
    id: 'inbox.compares-end-of-domain',
    title: 'A domain that ends like that of this server passes for it',
    breaks: ['XI-IN-08'],
    operations,
    effect: 'Messages for servers with a longer name are swallowed here.',
    apply: deciding('inbox', () => ({
      isForThisServer: ({ domain: asked }, domain) => asked.endsWith(domain),
    })),
  },
  {
    id: 'inbox.takes-subdomains',
    title: 'Every domain below that of this server passes for it',
    breaks: ['XI-IN-08'],
    operations,
    effect: 'Messages for another server of the same organisation are swallowed here.',
    apply: deciding('inbox', ({ isForThisServer }) => ({
      isForThisServer: (to, domain) => isForThisServer(to, domain) || to.domain.endsWith(`.${domain}`),
    })),
  },
  {
    id: 'inbox.compares-beginning-of-domain',
    title: 'A domain that begins like that of this server passes for it',
    breaks: ['XI-IN-08'],
    operations,
    effect: 'Messages for servers with a longer name are swallowed here.',
    apply: deciding('inbox', () => ({
      isForThisServer: ({ domain: asked }, domain) => asked.startsWith(domain),
    })),
  },
  {
    id: 'inbox.takes-unknown-recipients',
    title: 'A message for a user whom nobody knows is accepted',
    breaks: ['XI-IN-21'],
    operations,
    effect: 'Senders believe that a message with a slip in its address arrived.',
    apply: deciding('inbox', () => ({ admitsUnknownRecipient: () => true })),
  },
  {
    id: 'inbox.forgets-clock',
    title: 'Timestamps are not looked at, without declaring so',
    breaks: ['XI-IN-10'],
    operations,
    effect: 'What was recorded long ago can be sent again.',
    apply: deciding('inbox', () => ({ isTimely: () => true })),
  },
  {
    id: 'inbox.takes-messages-from-the-future',
    title: 'Only old messages are refused, not those from the future',
    breaks: ['XI-IN-10'],
    operations,
    effect: 'A message can be signed now for use in a year.',
    apply: deciding('inbox', ({ isTimely }) => ({
      isTimely: (timestamp, now) => isTimely(timestamp, now) || Date.parse(timestamp) > now.getTime(),
    })),
  },
  {
    id: 'inbox.takes-messages-of-a-day',
    title: 'Messages of the last 24 hours are accepted, without declaring so',
    breaks: ['XI-IN-10'],
    operations,
    effect: 'What was recorded in the morning can be sent again at night.',
    apply: deciding('inbox', ({ isTimely }) => ({
      isTimely: (timestamp, now) =>
        isTimely(timestamp, now) || Math.abs(now.getTime() - Date.parse(timestamp)) < DAY_MS,
    })),
  },
  {
    id: 'inbox.takes-what-is-no-date',
    title: 'A timestamp that is no date is never too old',
    breaks: ['XI-IN-10'],
    operations,
    effect: 'Such a message is new for ever.',
    apply: deciding('inbox', ({ isTimely }) => ({
      isTimely: (timestamp, now) => isTimely(timestamp, now) || Number.isNaN(Date.parse(timestamp)),
    })),
  },
  {
    id: 'inbox.takes-unknown-types',
    title: 'Messages of every type are accepted',
    breaks: ['XI-IN-16'],
    operations,
    effect: 'Senders believe that something was done.',
    apply: deciding('inbox', () => ({ isKnownType: () => true })),
  },
  {
    id: 'inbox.knows-inherited-types',
    title: 'Types are looked up in an object, together with what it inherits',
    breaks: ['XI-IN-16'],
    operations,
    effect: 'A message can call what was never meant to handle messages.',
    apply: deciding('inbox', ({ isKnownType }) => ({
      isKnownType: (type) => isKnownType(type) || type in Object.prototype,
    })),
  },
  {
    id: 'inbox.breaks-on-no-object',
    title: 'A body that is no object is answered with 500',
    breaks: ['XI-IN-17'],
    operations,
    effect: 'Anybody can fill the log of the server with alarms.',
    apply: breakingOn((body) => !isObject(body)),
  },
  {
    id: 'inbox.breaks-on-wrong-types',
    title: 'A sender that is no text is answered with 500',
    breaks: ['XI-IN-17', 'XI-IN-03'],
    operations,
    effect: 'Anybody can fill the log of the server with alarms.',
    apply: breakingOn((body) => isObject(body) && body.from !== undefined && typeof body.from !== 'string'),
  },
  {
    id: 'inbox.breaks-on-handles-without-domain',
    title: 'A handle without an @ is answered with 500',
    breaks: ['XI-IN-17'],
    operations,
    effect: 'Anybody can fill the log of the server with alarms.',
    apply: breakingOn((body) => isObject(body) && typeof body.from === 'string' && !body.from.includes('@')),
  },
  {
    id: 'inbox.breaks-on-long-senders',
    title: 'A very long sender is answered with 500',
    breaks: ['XI-IN-17'],
    operations,
    effect: 'A column that is too short decides what breaks the server.',
    apply: breakingOn((body) => isObject(body) && typeof body.from === 'string' && body.from.length > LONG),
  },
  {
    id: 'inbox.breaks-on-half-characters',
    title: 'Half of a surrogate pair is answered with 500',
    breaks: ['XI-IN-17'],
    operations,
    effect: 'One broken emoji breaks the server.',
    apply: breakingOn((body) => /\\ud[89a-f]/i.test(JSON.stringify(body ?? null))),
  },
  {
    id: 'inbox.refuses-in-plain-words',
    title: 'The body of a refusal is a bare text',
    breaks: ['XI-IN-18'],
    operations,
    effect: 'Clients that look for a message find none.',
    apply: deciding('identityRefusals', () => ({ body: ({ message }) => message })),
  },
  {
    id: 'inbox.refuses-without-words',
    title: 'A refusal has an `error` number and no `message`',
    breaks: ['XI-IN-18'],
    operations,
    effect: 'Nobody learns what was wrong.',
    apply: deciding('identityRefusals', () => ({ body: ({ status }) => ({ error: status }) })),
  },
];

const UNSIGNED = 'unsigned message';
const ZEROS = Buffer.alloc(64).toString('base64');

function reading(change: (body: JsonObject) => JsonObject): Change {
  return deciding('inbox', ({ readMessage }) => ({
    readMessage: (body) => readMessage(isObject(body) ? change(body) : body),
  }));
}

/** A member that is no text is taken as if it were `instead`, and verified as it was sent. */
function takingFor(
  name: string,
  isTaken: (value: JsonValue | undefined) => boolean,
  instead: (value: JsonValue | undefined) => JsonValue,
): Change {
  return deciding('inbox', ({ bytesToVerify, readMessage }) => {
    const sent = new WeakMap<InboxMessage, JsonObject>();
    return {
      readMessage: (body) => {
        if (!isObject(body) || !isTaken(body[name])) return readMessage(body);
        const message = readMessage({ ...body, [name]: instead(body[name]) });
        if (message) sent.set(message, body);
        return message;
      },
      bytesToVerify: (message) => {
        const original = sent.get(message);
        return original ? Buffer.from(write(merged(original), {})) : bytesToVerify(message);
      },
    };
  });
}

function present(): string {
  return new Date().toISOString();
}

function firstItem(value: JsonValue | undefined): JsonValue {
  return isArray(value) ? (value[0] ?? null) : null;
}

function takingPayloads(isTaken: (payload: JsonValue) => boolean): Change {
  return reading((body) => {
    const { payload, ...rest } = body;
    return payload !== undefined && isTaken(payload) ? rest : body;
  });
}

function breakingOn(isTooMuch: (body: JsonValue | undefined) => boolean): Change {
  return deciding('exchange', ({ admit }) => ({
    admit: (call, operation) => {
      if (operation === 'postInbox' && isTooMuch(call.body)) throw new TypeError('cannot read the message');
      return admit(call, operation);
    },
  }));
}

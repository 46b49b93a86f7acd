/** Faults of what the inbox takes for the signed bytes (XI-IN-01, -11, -12): honest messages are refused. */

import { createHash } from 'node:crypto';
import type { JsonValue } from '../behaviour/facts.ts';
import { type InboxMessage, signedBytes } from '../protocol/inbox-message.ts';
import { type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';
import { merged, ORDERS, type Writing, withoutSignature, write } from './inbox-forms.ts';

const operations = ['postInbox'];
const ALL = ['XI-IN-01', 'XI-IN-11', 'XI-IN-12'];
const BY_CONTENT = ['XI-IN-12'];
const lost = 'No honest message gets in, and nobody can tell why.';
const someLost = 'Some honest messages are lost for what they say.';

export const inboxCanonicalFaults: readonly Fault[] = [
  {
    id: 'inbox.sorts-nothing',
    title: 'The signed members are verified in the order in which they came',
    breaks: ALL,
    operations,
    effect: lost,
    apply: writing({ inOrder: ORDERS.asSent }),
  },
  {
    id: 'inbox.sorts-only-top',
    title: 'Only the members of the message itself are put in order, not those below',
    breaks: ['XI-IN-11', 'XI-IN-12'],
    operations,
    effect: 'Messages get in or not, depending on the JSON library of their sender.',
    apply: writing({ inOrder: ORDERS.onlyAtTop }),
  },
  {
    id: 'inbox.sorts-type-too',
    title: '`type` is put in order with the other members instead of coming first',
    breaks: ALL,
    operations,
    effect: lost,
    apply: writing({ inOrder: ORDERS.typeInPlace }),
  },
  {
    id: 'inbox.leaves-payload-out',
    title: 'The signature is taken to cover the envelope only',
    breaks: [...ALL, 'XI-IN-04'],
    operations,
    effect: 'Messages with a payload are refused, and those without may be given any.',
    apply: verifying((message) => write(merged({ ...message, payload: {} }), {})),
  },
  {
    id: 'inbox.verifies-raw-body',
    title: 'The signature is taken to cover the body as it came, without its signature',
    breaks: ALL,
    operations,
    effect: lost,
    apply: verifying((message) => JSON.stringify(withoutSignature(message))),
  },
  {
    id: 'inbox.keeps-payload-apart',
    title: 'The payload is verified as one member instead of side by side with the envelope',
    breaks: ALL,
    operations,
    effect: lost,
    apply: verifying((message) => write(withoutSignature(message), {})),
  },
  {
    id: 'inbox.verifies-whole-message',
    title: 'The signature is taken to cover RFC 8785 of the message, without declaring so',
    breaks: ALL,
    operations,
    effect: lost,
    apply: deciding('inbox', () => ({ bytesToVerify: (message) => signedBytes(message, 'jcs') })),
  },
  {
    id: 'inbox.verifies-empty-signature',
    title: 'The signed message is taken to hold an empty `signature`',
    breaks: ALL,
    operations,
    effect: lost,
    apply: verifying((message) => write({ ...merged(message), signature: '' }, {})),
  },
  {
    id: 'inbox.drops-milliseconds',
    title: 'The timestamp is verified without its milliseconds',
    breaks: ['XI-IN-01', 'XI-IN-11', 'XI-IN-12'],
    operations,
    effect: lost,
    apply: retiming((text) => text.replace(/\.\d+(?=Z$)/, '')),
  },
  {
    id: 'inbox.writes-zone-as-offset',
    title: 'The timestamp is verified with `+00:00` for `Z`',
    breaks: ALL,
    operations,
    effect: lost,
    apply: retiming((text) => text.replace(/Z$/, '+00:00')),
  },
  {
    id: 'inbox.counts-milliseconds',
    title: 'The timestamp is verified as a number of milliseconds',
    breaks: ALL,
    operations,
    effect: lost,
    apply: retiming((text) => Date.parse(text)),
  },
  {
    id: 'inbox.puts-spaces',
    title: 'The signed text is taken to have a space after every comma and colon',
    breaks: ALL,
    operations,
    effect: lost,
    apply: writing({ comma: ', ', colon: ': ' }),
  },
  {
    id: 'inbox.verifies-digest',
    title: 'The signature is taken to cover the SHA-256 of the signed text',
    breaks: ALL,
    operations,
    effect: lost,
    apply: deciding('inbox', ({ bytesToVerify }) => ({
      bytesToVerify: (message) => createHash('sha256').update(bytesToVerify(message)).digest(),
    })),
  },
  {
    id: 'inbox.reads-hex-signatures',
    title: 'Signatures are read as hex digits',
    breaks: ALL,
    operations,
    effect: lost,
    apply: deciding('inbox', () => ({
      decodeSignature: (text) =>
        /^[0-9a-f]{128}$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined,
    })),
  },
  {
    id: 'inbox.reads-url-signatures',
    title: 'Signatures are read in the alphabet for URLs and without padding only',
    breaks: ALL,
    operations,
    effect: lost,
    apply: deciding('inbox', () => ({
      decodeSignature: (text) =>
        /^[\w-]{86}$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64url')) : undefined,
    })),
  },
  {
    id: 'inbox.escapes-non-ascii',
    title: 'The signed text is taken to have escapes for all that is not ASCII',
    breaks: BY_CONTENT,
    operations,
    effect: 'Messages in any language but English are lost.',
    apply: writing({ text: (text) => escaping(JSON.stringify(text), /[\u0080-\uffff]/g) }),
  },
  {
    id: 'inbox.escapes-solidus',
    title: 'The signed text is taken to have a backslash before every solidus',
    breaks: BY_CONTENT,
    operations,
    effect: 'Messages with a link in them are lost.',
    apply: writing({ text: (text) => JSON.stringify(text).replaceAll('/', '\\/') }),
  },
  {
    id: 'inbox.escapes-html',
    title: 'The signed text is taken to have escapes for <, >, &, U+2028 and U+2029',
    breaks: BY_CONTENT,
    operations,
    effect: someLost,
    apply: writing({ text: (text) => escaping(JSON.stringify(text), /[<>&\u2028\u2029]/g) }),
  },
  {
    id: 'inbox.composes-letters',
    title: 'Texts are brought into normal form C before they are verified',
    breaks: BY_CONTENT,
    operations,
    effect: 'Messages from systems that write accents as characters of their own are lost.',
    apply: writing({ text: (text) => JSON.stringify(text.normalize('NFC')) }),
  },
  {
    id: 'inbox.sorts-by-locale',
    title: 'Names are put in order as a dictionary would',
    breaks: BY_CONTENT,
    operations,
    effect: 'Two servers with different settings do not understand each other.',
    apply: writing({ inOrder: ORDERS.byLocale }),
  },
  {
    id: 'inbox.sorts-ignoring-case',
    title: 'Names are put in order as if capitals were small letters',
    breaks: BY_CONTENT,
    operations,
    effect: someLost,
    apply: writing({ inOrder: ORDERS.ignoringCase }),
  },
  {
    id: 'inbox.sorts-by-code-point',
    title: 'Names are put in order by code point instead of by code unit',
    breaks: ['XI-IN-22'],
    operations,
    effect: someLost,
    apply: writing({ inOrder: ORDERS.byCodePoint }),
  },
  {
    id: 'inbox.sorts-lists',
    title: 'The items of lists are put in order too',
    breaks: [...BY_CONTENT, 'XI-IN-11', 'XI-IN-04'],
    operations,
    effect: 'Messages with a list are lost, or reach the reader in another order.',
    apply: writing({ items: (items) => items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)) }),
  },
  {
    id: 'inbox.writes-whole-numbers-with-point',
    title: 'Whole numbers are verified as 1.0',
    breaks: [...BY_CONTENT, 'XI-IN-11'],
    operations,
    effect: someLost,
    apply: writing({ number: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)) }),
  },
  {
    id: 'inbox.writes-short-exponents-long',
    title: 'Exponents are verified with two digits',
    breaks: BY_CONTENT,
    operations,
    effect: someLost,
    apply: writing({ number: (value) => String(value).replace(/e([+-])(\d)$/, 'e$10$2') }),
  },
  {
    id: 'inbox.leaves-nulls-out',
    title: 'Members that are null are left out of what is verified',
    breaks: [...BY_CONTENT, 'XI-IN-04'],
    operations,
    effect: 'Messages that say "nothing" are lost, and others may be given such members.',
    apply: writing({ leavesNullsOut: true }),
  },
  {
    id: 'inbox.refuses-without-payload',
    title: 'A message without a payload is refused',
    breaks: BY_CONTENT,
    operations,
    effect: 'Types of messages that need no payload never arrive.',
    apply: deciding('inbox', ({ readMessage }) => ({
      readMessage: (body) => {
        const message = readMessage(body);
        return message?.payload === undefined ? undefined : message;
      },
    })),
  },
];

function verifying(form: (message: InboxMessage) => string): Change {
  return deciding('inbox', () => ({ bytesToVerify: (message) => Buffer.from(form(message)) }));
}

function writing(how: Writing): Change {
  return verifying((message) => write(merged(message), how));
}

function retiming(change: (timestamp: string) => JsonValue): Change {
  return verifying((message) => write({ ...merged(message), timestamp: change(message.timestamp) }, {}));
}

function escaping(json: string, which: RegExp): string {
  return json.replace(which, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function order(value: JsonValue): string {
  return JSON.stringify(value);
}

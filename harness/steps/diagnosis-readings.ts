/** What servers are known to take for the signed bytes of a message, or for a signature, by mistake. */

import { createHash, type KeyObject, sign } from 'node:crypto';
import { canonicalText } from '../actors/inbox-message.ts';
import type { Dialect } from '../target/model.ts';
import { type Data, type Form, inForm, isData, ORDERS } from './diagnosis-forms.ts';

/** A message without its signature, and the text in which it was sent, without its signature too. */
export interface Signable {
  readonly message: Data;
  readonly sent: string;
}

export interface Reading {
  /** As a clause after "the message gets in when". */
  readonly says: string;
  /** What this reading takes for signed. */
  readonly bytes: (signable: Signable) => Uint8Array;
  /** How it wants the signature written; Base64 unless set. */
  readonly encode?: (signature: Uint8Array) => string;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The bytes that a right signature covers. */
export function rightBytes(
  { message }: Pick<Signable, 'message'>,
  dialect: Dialect['inboxSignature'],
): Uint8Array {
  const shadowed = dialect === 'jcs' ? 'envelope' : 'payload';
  return utf8(canonicalText(message, { signature: dialect, shadowed }));
}

/** The signature of a message in this reading. */
export function signIn(reading: Reading, signable: Signable, key: KeyObject): string {
  const signature = sign(null, reading.bytes(signable), key);
  return reading.encode?.(signature) ?? signature.toString('base64');
}

/** Every known mistake of servers that speak this dialect. */
export function wrongReadings(dialect: Dialect['inboxSignature']): readonly Reading[] {
  const right = (signable: Signable): Uint8Array => rightBytes(signable, dialect);
  const other = dialect === 'jcs' ? 'type-first-sorted-v1' : 'jcs';
  const whole = ({ message }: Signable): Data => message;
  const merged = ({ message: { payload, ...envelope } }: Signable): Data => ({
    ...envelope,
    ...(isData(payload) ? payload : {}),
  });
  const subject = dialect === 'jcs' ? whole : merged;
  const usual = dialect === 'jcs' ? ORDERS.byCodeUnit : ORDERS.typeFirst(ORDERS.byCodeUnit);
  const ordered = (order: Form['inOrder'] & object): Form => ({
    inOrder: dialect === 'jcs' ? order : ORDERS.typeFirst(order),
  });
  const written = (says: string, form: Form): Reading => ({
    says,
    bytes: (signable) => utf8(inForm(subject(signable), { inOrder: usual, ...form })),
  });
  const retimed = (says: string, change: (text: string) => unknown): Reading => ({
    says,
    bytes: (signable) =>
      utf8(
        inForm(
          { ...subject(signable), timestamp: change(String(signable.message.timestamp)) },
          { inOrder: usual },
        ),
      ),
  });
  return [
    { says: `it is signed in the other dialect, ${other}`, bytes: (signable) => rightBytes(signable, other) },
    written('its members are signed in the order in which they are sent', { inOrder: ORDERS.asSent }),
    written('only the members at the top are put in order, not those below', {
      inOrder: (names, depth) => (depth === 0 ? usual(names, depth) : names),
    }),
    written('type is put in order with the other members instead of coming first', {
      inOrder: ORDERS.byCodeUnit,
    }),
    {
      says: 'the payload is left out of what is signed',
      bytes: ({ message: { payload: _, ...envelope } }) => utf8(inForm(envelope, { inOrder: usual })),
    },
    {
      says: 'the payload is signed as one member instead of side by side with the others',
      bytes: ({ message }) => utf8(inForm(message, { inOrder: ORDERS.typeFirst(ORDERS.byCodeUnit) })),
    },
    { says: 'the raw body is signed, as it is sent, without its signature', bytes: ({ sent }) => utf8(sent) },
    {
      says: 'an empty signature is signed along',
      bytes: (signable) => utf8(inForm({ ...subject(signable), signature: '' }, { inOrder: usual })),
    },
    retimed('the timestamp is reformatted: without milliseconds', (text) => text.replace(/\.\d+(?=Z$)/, '')),
    retimed('the timestamp is reformatted: with milliseconds', (text) =>
      text.replace(/(:\d\d)(?=Z$)/, '$1.000'),
    ),
    retimed('the timestamp is reformatted: with +00:00 for Z', (text) => text.replace(/Z$/, '+00:00')),
    retimed('the timestamp is reformatted: as a number of milliseconds', (text) => Date.parse(text)),
    written('a space follows every comma and colon', { comma: ', ', colon: ': ' }),
    written('escapes are normalised: everything that is not ASCII is escaped', {
      text: (text) => escaping(JSON.stringify(text), /[\u0080-\uffff]/g),
    }),
    written('escapes are normalised: every solidus has a backslash', {
      text: (text) => JSON.stringify(text).replaceAll('/', '\\/'),
    }),
    written('escapes are normalised: <, >, &, U+2028 and U+2029 are escaped', {
      text: (text) => escaping(JSON.stringify(text), /[<>&\u2028\u2029]/g),
    }),
    written('texts are brought into normal form C', {
      text: (text) => JSON.stringify(text.normalize('NFC')),
    }),
    written('names are put in order as a dictionary would', ordered(ORDERS.byLocale)),
    written('names are put in order as if capitals were small letters', ordered(ORDERS.ignoringCase)),
    written('names are put in order by code point instead of by code unit', ordered(ORDERS.byCodePoint)),
    written('the items of lists are put in order too', {
      items: (items) => items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    }),
    written('whole numbers are written with a decimal point', {
      number: (value) => (Number.isInteger(value) ? `${value}.0` : String(value)),
    }),
    written('exponents are written with two digits', {
      number: (value) => String(value).replace(/e([+-])(\d)$/, 'e$10$2'),
    }),
    written('members that are null are left out', { leavesNullsOut: true }),
    {
      says: 'its SHA-256 is signed',
      bytes: (signable) => createHash('sha256').update(right(signable)).digest(),
    },
    {
      says: 'the signature is written in hex instead of Base64',
      bytes: right,
      encode: (signature) => Buffer.from(signature).toString('hex'),
    },
    {
      says: 'the signature is written in the alphabet for URLs and without padding',
      bytes: right,
      encode: (signature) => Buffer.from(signature).toString('base64url'),
    },
  ];
}

function escaping(json: string, which: RegExp): string {
  return json.replace(which, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

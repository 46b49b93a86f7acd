/** The scenario functions that sign, and that damage what was signed. */

import { sign } from 'node:crypto';
import { SPELLINGS } from '../suite/json-spellings.ts';
import { readCertificate } from '../verdict/x509-reader.ts';
import { extended, flipBit, truncated } from './byte-edits.ts';
import { withLargeS } from './ed25519-scalar.ts';
import { base64, encodeSignature } from './encoding.ts';
import type { FunctionArguments } from './function-arguments.ts';
import type { FunctionContext, ScenarioFunction } from './function-context.ts';
import { type SigningReading, signInboxMessage, signWeakly } from './inbox-message.ts';
import { isSpelling, spell } from './json-spelling.ts';
import { signUnderSmallOrderKey, smallOrderPoints } from './small-order.ts';

const SIGNATURE_BYTES = 64;
const DEFAULT_INBOX = { messageType: 'FRIEND_INVITE', payload: { note: 'hello' } } as const;
const MESSAGE_OPTIONS = [
  ...['to', 'from', 'type', 'timestamp'],
  ...['payload', 'with', 'bare', 'signedAs', 'weak'],
];

/** The message that the target's inbox takes, as its file says (X5). */
export function usualMessage(inbox: FunctionContext['inbox']): NonNullable<FunctionContext['inbox']> {
  return inbox ?? DEFAULT_INBOX;
}

export const SIGNING_FUNCTIONS = {
  sign: (args, { dialect }) =>
    encodeSignature(sign(null, args.data(1), args.actor(0).privateKey), dialect.signatureEncoding),
  malleable: (args) => {
    const { bytes, encode } = args.encoded(0);
    if (bytes.length !== SIGNATURE_BYTES) {
      throw args.fail(`a signature has ${SIGNATURE_BYTES} bytes, this has ${bytes.length}`);
    }
    return encode(withLargeS(bytes));
  },
  signSmallOrder: (args, { dialect }) => {
    const key = readCertificate(args.encoded(0).bytes).publicKey.bytes;
    const point = smallOrderPoints().find(({ encoding }) => Buffer.compare(encoding, key) === 0);
    if (point === undefined) throw args.fail("the certificate's key is no small-order point");
    return encodeSignature(signUnderSmallOrderKey(point, args.data(1)), dialect.signatureEncoding);
  },
  flipBit: (args) => editing(args, flipBit),
  truncated: (args) => editing(args, (bytes) => truncated(bytes, countOf(args))),
  extended: (args) => editing(args, (bytes) => extended(bytes, countOf(args))),
  message,
  signMessage: (args, { dialect }) => {
    const actor = args.actor(0);
    const given = args.value(1);
    if (typeof given !== 'object' || given === null) throw args.fail('argument 2 must be a message');
    const shadowed = dialect.inboxSignature === 'jcs' ? 'envelope' : 'payload';
    return signInboxMessage(actor, { ...given }, { signature: dialect.inboxSignature, shadowed });
  },
  spelled: (args) => {
    const how = args.text(1);
    if (!isSpelling(how)) throw args.fail(`"${how}" is no spelling: ${Object.keys(SPELLINGS).join(', ')}`);
    return spell(args.value(0), how);
  },
  rawKey: (args) => base64(args.actor(0).publicKeyRaw),
} as const satisfies Readonly<Record<string, ScenarioFunction>>;

const countOf = (args: FunctionArguments): number => args.number(1, { fallback: 1, max: 65_536 });

function editing(args: FunctionArguments, edit: (bytes: Uint8Array) => Uint8Array): string {
  const { bytes, encode } = args.encoded(0);
  return encode(edit(bytes));
}

function message(args: FunctionArguments, { dialect, inbox: declared, now }: FunctionContext): unknown {
  const inbox = usualMessage(declared);
  const actor = args.actor(0);
  const options = args.options(1, MESSAGE_OPTIONS);
  const to = options.text('to');
  if (to === undefined) throw args.fail('the option "to" is missing: the handle of the recipient');
  const usual = dialect.inboxSignature === 'jcs' ? 'envelope' : 'payload';
  const shadowed = options.text('signedAs') ?? usual;
  if (shadowed !== 'payload' && shadowed !== 'envelope') {
    throw args.fail('the option "signedAs" must be "payload" or "envelope"');
  }
  const unsigned = {
    type: options.text('type') ?? inbox.messageType,
    from: options.text('from') ?? actor.handle ?? actor.fid,
    to,
    timestamp: options.text('timestamp') ?? now().toISOString(),
    ...(options.flag('bare') ? {} : { payload: payloadOf(args, inbox.payload) }),
  };
  const reading: SigningReading = { signature: dialect.inboxSignature, shadowed };
  return options.flag('weak') ? signWeakly(unsigned, reading) : signInboxMessage(actor, unsigned, reading);
}

/** The whole payload where one is given, else the target's with further members. */
function payloadOf(args: FunctionArguments, usual: Readonly<Record<string, unknown>>): unknown {
  const options = args.options(1, MESSAGE_OPTIONS);
  if (options.has('payload')) return options.value('payload');
  const more = options.value('with') ?? {};
  if (typeof more !== 'object') throw args.fail('the option "with" must be a map');
  return { ...usual, ...more };
}

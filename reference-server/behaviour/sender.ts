/** How the inbox of external-identity finds out which key a message's sender signs with (XI-IN-09, -15, XI-KEY-05). */

import { isStrongKey } from '../protocol/ed25519.ts';
import { type Handle, isSameHandle, parseHandle } from '../protocol/handle.ts';
import { decodePublicKey } from '../protocol/inbox-message.ts';

import type { JsonValue } from './facts.ts';
import type { LookUpFailure } from './home.ts';
import { isObject } from './json-shapes.ts';

/** Why nobody knows the key of a sender. */
export type SenderFailure = LookUpFailure | 'unknown' | 'no-document' | 'malformed-key';

/** What came of asking for a sender. */
export type SenderAnswer = SenderDocument | SenderFailure;

/** What the sender's server says of the sender. */
export interface SenderDocument {
  readonly handle: string;
  readonly signingKey: string;
}

export interface SenderBehaviour {
  /** Where the sender is looked up: at the domain of its handle, whatever the alias (XI-IN-15). */
  domainToAsk(from: Handle): string;
  /** Passes on what the sender's server says, and decides what of it is kept. */
  askForSender(from: Handle, ask: () => Promise<SenderAnswer>): Promise<SenderAnswer>;
  /** Whether the sender's server may send the question on (XI-IN-24). */
  mayFollow(asked: URL, next: URL): boolean;
  /** The body of an answer 200 as a document; undefined where it is none (XI-IN-09). */
  readDocument(body: JsonValue | undefined): SenderDocument | undefined;
  /** Whether the document speaks of the sender at all (XI-IN-23). */
  isDocumentOf(document: SenderDocument, from: Handle): boolean;
  /** The 32 bytes of its key; undefined where it is malformed (XI-IN-09). */
  decodeSenderKey(text: string): Uint8Array | undefined;
  /** Whether signatures by this key prove anything (XI-IN-20). */
  isTrustworthyKey(publicKey: Uint8Array): boolean;
  /** Whether a message may pass whose sender's key can't be found out (XI-IN-09). */
  admitsUnresolvedSender(failure: SenderFailure): boolean;
}

export const sender: SenderBehaviour = {
  domainToAsk: ({ domain }) => domain,
  // Nothing is kept: a kept key would let the old one in for a while after the sender's has changed (XI-KEY-05), and
  // most senders write once.
  askForSender: (_from, ask) => ask(),
  mayFollow: (asked, next) => asked.origin === next.origin,
  readDocument: (body) =>
    isObject(body) && typeof body.handle === 'string' && typeof body.signingKey === 'string'
      ? { handle: body.handle, signingKey: body.signingKey }
      : undefined,
  isDocumentOf(document, from) {
    const named = parseHandle(document.handle);
    return named !== undefined && isSameHandle(named, from);
  },
  decodeSenderKey: decodePublicKey,
  isTrustworthyKey: isStrongKey,
  admitsUnresolvedSender: () => false,
};

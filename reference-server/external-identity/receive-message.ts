/** What happens to a message that the inbox was sent: cheap questions first, other servers only for what is left. */

import type { IdentityRefusalReason } from '../behaviour/identity-refusals.ts';
import type { InboxBehaviour, ReplayMemory } from '../behaviour/inbox.ts';
import type { SenderAnswer, SenderBehaviour, SenderFailure } from '../behaviour/sender.ts';
import { type Handle, parseHandle } from '../protocol/handle.ts';
import type { InboxMessage } from '../protocol/inbox-message.ts';

export interface InboxWorld {
  readonly domain: string;
  readonly inbox: InboxBehaviour;
  readonly sender: SenderBehaviour;
  readonly seen: ReplayMemory;
  now(): Date;
  /** FID of who goes by an alias here. */
  ownerOf(alias: string): string | undefined;
  everyone(): readonly string[];
  /** What a server says of one of its users. */
  lookUp(domain: string, alias: string): Promise<SenderAnswer>;
  deliver(fid: string, message: InboxMessage): void;
}

/** A message of which only the signature remains in question. */
export interface PlausibleMessage {
  readonly message: InboxMessage;
  readonly from: Handle;
  /** FID; absent where a recipient nobody knows is admitted. */
  readonly recipient?: string;
}

/** Everything that can be asked without another server. */
export function screenMessage(
  world: InboxWorld,
  message: InboxMessage,
): PlausibleMessage | IdentityRefusalReason {
  const { inbox, domain } = world;
  if (!inbox.hasSettledBytes(message)) return 'unsettled-message';
  if (!inbox.keepsToItsEnvelope(message)) return 'shadowed-envelope';
  if (!inbox.isKnownType(message.type)) return 'unknown-type';
  if (!inbox.isTimely(message.timestamp, world.now())) {
    return 'untimely-message';
  }
  const from = parseHandle(message.from);
  const to = parseHandle(message.to);
  if (from === undefined || to === undefined) return 'malformed-handle';
  if (!inbox.isForThisServer(to, domain)) return 'other-server';
  const recipient = world.ownerOf(to.alias);
  if (recipient !== undefined) return { message, from, recipient };
  return inbox.admitsUnknownRecipient(to) ? { message, from } : 'unknown-recipient';
}

/** Verifies and delivers; the refusal, or nothing where the message took effect. */
export async function takeMessage(
  world: InboxWorld,
  { message, from, recipient }: PlausibleMessage,
): Promise<IdentityRefusalReason | undefined> {
  const { inbox } = world;
  const refusal = await verifyMessage(world, message, from);
  if (refusal !== undefined) return refusal;
  // No await from here on: two copies of a message can't both be the first.
  if (!inbox.isFirstReceipt(inbox.bytesToVerify(message), world.seen, world.now())) {
    return 'repeated-message';
  }
  const receivers = recipient === undefined ? [] : inbox.receivers(recipient, () => world.everyone());
  for (const fid of receivers) world.deliver(fid, message);
  return undefined;
}

async function verifyMessage(
  world: InboxWorld,
  message: InboxMessage,
  from: Handle,
): Promise<IdentityRefusalReason | undefined> {
  const { inbox, sender } = world;
  const signature = inbox.decodeSignature(message.signature);
  if (signature === undefined) return 'malformed-signature';
  if (!inbox.hasCanonicalScalar(signature)) return 'malformed-signature';
  const answer = await sender.askForSender(from, () => world.lookUp(sender.domainToAsk(from), from.alias));
  const unresolved = (failure: SenderFailure) =>
    sender.admitsUnresolvedSender(failure) ? undefined : 'unresolved-sender';
  if (typeof answer === 'string') return unresolved(answer);
  if (!sender.isDocumentOf(answer, from)) return 'other-sender';
  const publicKey = sender.decodeSenderKey(answer.signingKey);
  if (publicKey === undefined) return unresolved('malformed-key');
  if (!sender.isTrustworthyKey(publicKey)) return 'weak-key';
  const isSigned = (candidate: InboxMessage) =>
    inbox.signatureHolds(inbox.bytesToVerify(candidate), signature, publicKey);
  return inbox.isGenuine(message, isSigned) ? undefined : 'wrong-signature';
}

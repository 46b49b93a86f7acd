/** `postInbox`: signed messages from users of other servers (XI-IN, XI-DLV). */

import { deliver } from '../announcements.ts';
import { authenticate } from '../authentication.ts';
import type { Answer } from '../behaviour/facts.ts';
import type { IdentityRefusalReason } from '../behaviour/identity-refusals.ts';
import type { SenderAnswer } from '../behaviour/sender.ts';
import type { Route, ServerContext } from '../context.ts';
import type { InboxMessage } from '../protocol/inbox-message.ts';
import { discoverable, everyone, ownerOf } from '../user-directory.ts';
import { type InboxWorld, screenMessage, takeMessage } from './receive-message.ts';
import { refuse } from './refuse.ts';

export const postInbox: Route = {
  operation: 'postInbox',
  method: 'POST',
  path: '/federation/inbox',
  handle: (context, call) => {
    const { access, inbox } = context.behaviour;
    if (access.needsToken('postInbox')) authenticate(context, call, 'postInbox');
    if (inbox.isTooLarge(call.text ?? '')) return refuse(context, 'large-message');
    const message = inbox.readMessage(call.body);
    if (message === undefined) return refuse(context, 'malformed-message');
    return receiveWithinBounds(context, message);
  },
};

/** Each message may wait for another server, so only so many are at work at a time. */
async function receiveWithinBounds(context: ServerContext, message: InboxMessage): Promise<Answer> {
  const { behaviour, store } = context;
  const outcome = store.pendingMessages.run(() => receive(worldOf(context), message));
  if (outcome === undefined) return refuse(context, 'too-many-pending');
  if (behaviour.inbox.answersBeforeVerifying()) {
    // Nobody waits for the outcome any more, and its failure must not end the process.
    outcome.catch(() => undefined);
    return behaviour.inbox.answerAccepted();
  }
  const refusal = await outcome;
  return refusal === undefined ? behaviour.inbox.answerAccepted() : refuse(context, refusal);
}

async function receive(world: InboxWorld, message: InboxMessage): Promise<IdentityRefusalReason | undefined> {
  const screened = screenMessage(world, message);
  return typeof screened === 'string' ? screened : takeMessage(world, screened);
}

function worldOf(context: ServerContext): InboxWorld {
  const { behaviour, clock, settings, store } = context;
  return {
    domain: settings.domain,
    inbox: behaviour.inbox,
    sender: behaviour.sender,
    seen: store.seenMessages,
    now: () => clock.now(),
    ownerOf: (alias) => ownerOf(context, alias),
    everyone: () => everyone(context),
    lookUp: (domain, alias) => lookUp(context, domain, alias),
    deliver: (fid, message) => deliver(context, fid, behaviour.inbox.event(message)),
  };
}

/** Users of this server are looked up without a request to itself. */
async function lookUp(context: ServerContext, domain: string, alias: string): Promise<SenderAnswer> {
  const { behaviour, outbound, settings } = context;
  const { sender } = behaviour;
  if (domain === settings.domain) {
    const { handle, keys } = discoverable(context, alias) ?? {};
    return handle !== undefined && keys ? { handle, signingKey: keys.signingKey } : 'unknown';
  }
  const path = `/.well-known/user/${encodeURIComponent(alias)}`;
  const answer = await outbound.getJson(domain, path, sender.mayFollow);
  return answer.ok ? (sender.readDocument(answer.value) ?? 'no-document') : answer.failure;
}

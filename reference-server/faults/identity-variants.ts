/** Legal variants of external-identity: readings that a target file declares, and freedoms that it need not. */

import type { SuccessAnswer } from '../behaviour/alias.ts';
import type { ExternalIdentity } from '../behaviour/discovery.ts';
import type { JsonObject } from '../behaviour/facts.ts';
import type { IdentityRefusalReason } from '../behaviour/identity-refusals.ts';
import type { SenderAnswer } from '../behaviour/sender.ts';
import { formatHandle } from '../protocol/handle.ts';
import { signedBytes } from '../protocol/inbox-message.ts';
import { answering, type Change, deciding, together, withMembers } from './change.ts';
import type { Variant } from './fault.ts';

export const identityVariants: readonly Variant[] = [
  {
    id: 'inbox.verifies-later',
    title: 'Messages are answered 202 before their signature is verified',
    freedom: 'X9',
    targetFile: { dialect: { inboxVerification: 'deferred' } },
    apply: deciding('inbox', () => ({ answersBeforeVerifying: () => true })),
  },
  {
    id: 'inbox.signs-whole-message',
    title: 'Signatures cover RFC 8785 of the message',
    freedom: 'X1',
    targetFile: { dialect: { inboxSignature: 'jcs' } },
    apply: deciding('inbox', () => ({ bytesToVerify: (message) => signedBytes(message, 'jcs') })),
  },
  {
    id: 'inbox.accepts-any-age',
    title: 'Timestamps of messages are not looked at',
    freedom: 'X8',
    targetFile: { dialect: { maxSkewSeconds: 'none' } },
    apply: deciding('inbox', () => ({ isTimely: () => true })),
  },
  {
    id: 'identity.answers-no-content',
    title: 'Changes and messages are answered 204 without a body',
    freedom: 'X0',
    apply: together(
      deciding('alias', () => ({ answerClaim: () => ({ status: 204 }) })),
      deciding('discovery', () => ({ answerKeyUpdate: () => ({ status: 204 }) })),
      deciding('inbox', () => ({ answerAccepted: () => ({ status: 204 }) })),
    ),
  },
  {
    id: 'alias.allows-dashes',
    title: 'Aliases may be up to 40 characters long and hold dashes',
    freedom: 'X10',
    targetFile: { dialect: { aliasPattern: '^[A-Za-z0-9_-]{1,40}$' } },
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /^[A-Za-z0-9_-]{1,40}$/.test(wanted) })),
  },
  {
    id: 'alias.old-ones-lead-on',
    title: 'An old alias leads to its former holder until somebody else takes it',
    freedom: 'XI-AL-05 is a SHOULD',
    apply: deciding('alias', ({ isSameAlias, leaveFormerAliases }) => {
      const current = new Map<string, string>();
      const given = new Set<string>();
      return {
        isSameAlias: (held, wanted) => isSameAlias(held, wanted) && !given.has(held),
        leaveFormerAliases: (kept, owner, register) => {
          const former = current.get(owner) ?? owner.slice(0, owner.indexOf('@'));
          if (former !== kept) given.add(former);
          given.delete(kept);
          current.set(owner, kept);
          if (register.holdingsLike(kept).length > 1) leaveFormerAliases(kept, owner, register);
        },
        ownerOf: (asked, register) =>
          register.holdingsLike(asked).findLast(({ alias }) => alias === asked)?.owner,
      };
    }),
  },
  {
    id: 'alias.distinguishes-case',
    title: 'Aliases that differ by case may belong to different users',
    freedom: 'XI-AL-07 is a SHOULD',
    apply: deciding('alias', () => ({ isSameAlias: (a, b) => a === b })),
  },
  {
    id: 'identity.says-more',
    title: 'Answers hold more members than are asked for',
    freedom: 'Members beyond those of the document are allowed',
    apply: together(
      sayingMore('getIdentity', { id: 17, alias: null, federation: { enabled: true } }),
      sayingMore('updateAlias', { changed: true }),
      sayingMore('resolveAlias', { name: 'Somebody', picture: null, protocols: ['external-identity'] }),
      sayingMore('postInbox', { id: 'a message' }),
    ),
  },
  {
    id: 'identity.shows-changes-late',
    title: 'Changes of alias and keys appear a little later',
    freedom: 'Caches are allowed: every look at a change waits for it',
    apply: deciding('discovery', (before) => ({
      identityDocument: late(before.identityDocument),
      discoveryDocument: late(before.discoveryDocument),
    })),
  },
  {
    id: 'keys.takes-any-encoding',
    title: 'Keys of other kinds may be published too',
    freedom: 'XI-KEY-03 is a SHOULD',
    apply: deciding('discovery', () => ({ isAcceptableKey: () => true })),
  },
  {
    id: 'inbox.refuses-with-other-statuses',
    title:
      "Signatures are refused with 401 or 403, and trouble with a sender's server is blamed on it with 502",
    freedom: 'X3',
    apply: deciding('identityRefusals', ({ notice }) => ({
      notice: (reason) => ({ ...notice(reason), status: OTHER_STATUSES[reason] ?? notice(reason).status }),
    })),
  },
  {
    id: 'inbox.holds-to-envelope',
    title: "Where the payload repeats a member of the envelope, the envelope's is what the signature covers",
    freedom: 'X7',
    apply: deciding('inbox', () => ({
      keepsToItsEnvelope: () => true,
      bytesToVerify: ({ type, from, to, timestamp, payload }) =>
        signedBytes({ type, from, to, timestamp, payload: without(payload) }, 'type-first-sorted-v1'),
    })),
  },
  {
    id: 'inbox.allows-ten-minutes',
    title: 'Messages of the last and the next ten minutes are accepted',
    freedom: 'X8',
    targetFile: { dialect: { maxSkewSeconds: 600 } },
    apply: deciding('inbox', () => ({
      isTimely: (timestamp, now) => Math.abs(Date.parse(timestamp) - now.getTime()) <= TEN_MINUTES_MS,
    })),
  },
  {
    id: 'inbox.takes-what-it-cannot-use',
    title: 'Messages of unknown types and for unknown users are accepted and dropped',
    freedom: 'XI-IN-16 and XI-IN-21 are SHOULDs',
    apply: deciding('inbox', () => ({ isKnownType: () => true, admitsUnknownRecipient: () => true })),
  },
  {
    id: 'sender.remembered-for-a-moment',
    title: "A sender's key is remembered for a second",
    freedom: 'Caches are allowed: a change of keys may take a moment',
    apply: deciding('sender', ({ askForSender }) => {
      const known = new Map<string, { readonly answer: SenderAnswer; readonly until: number }>();
      return {
        askForSender: async (from, ask) => {
          const name = formatHandle(from);
          const kept = known.get(name);
          if (kept && Date.now() < kept.until) return kept.answer;
          const answer = await askForSender(from, ask);
          if (typeof answer !== 'string') known.set(name, { answer, until: Date.now() + SECOND_MS });
          return answer;
        },
      };
    }),
  },
  {
    id: 'inbox.as-observed',
    title:
      'The inbox is that of the server that was observed: no clock, one message of a sender, plain words',
    freedom: 'X0, X3 and X8',
    targetFile: { dialect: { maxSkewSeconds: 'none' } },
    apply: together(
      deciding('inbox', () => {
        const invited = new Set<string>();
        return {
          isTimely: () => true,
          isFirstReceipt: (verified) => {
            const sender = String(JSON.parse(Buffer.from(verified).toString()).from);
            const isFirst = !invited.has(sender);
            invited.add(sender);
            return isFirst;
          },
        };
      }),
      deciding('refusals', ({ notice }) => ({
        notice: (reason) => ({ ...notice(reason), ...(reason === 'method-not-allowed' && { status: 404 }) }),
      })),
      deciding('exchange', ({ respond }) => ({
        respond: async (answer, call, operation) => {
          const last = await respond(answer, call, operation);
          const isUnread = call.body === undefined && last.status === 400 && operation === 'postInbox';
          return isUnread
            ? { status: 400, rawBody: 'Bad Request', headers: { 'content-type': 'text/plain' } }
            : last;
        },
      })),
    ),
  },
];

const SECOND_MS = 1000;
const TEN_MINUTES_MS = 600_000;
const LATE_MS = 250;
const OTHER_STATUSES: Readonly<Partial<Record<IdentityRefusalReason, number>>> = {
  'wrong-signature': 401,
  'malformed-signature': 401,
  'weak-key': 403,
  'unresolved-sender': 502,
  'other-sender': 403,
  'other-server': 404,
  'unknown-recipient': 404,
  'untimely-message': 403,
  'alias-taken': 400,
  'malformed-message': 400,
};

function sayingMore(operation: string, more: JsonObject): Change {
  return answering(operation, (answer) => (answer.status < 300 ? withMembers(answer, () => more) : answer));
}

/** A document that differs from the one shown before is held back for a while. */
function late<Document extends (identity: ExternalIdentity, place: string) => SuccessAnswer>(
  document: Document,
): (identity: ExternalIdentity, place: string) => SuccessAnswer {
  const shown = new Map<string, { answer: SuccessAnswer; next?: { key: string; from: number } }>();
  return (identity, place) => {
    const answer = document(identity, place);
    const name = `${identity.owner} ${place}`;
    const before = shown.get(name);
    const key = JSON.stringify(answer.body);
    if (before === undefined || JSON.stringify(before.answer.body) === key) {
      shown.set(name, { answer });
      return answer;
    }
    const next = before.next?.key === key ? before.next : { key, from: Date.now() + LATE_MS };
    if (Date.now() >= next.from) {
      shown.set(name, { answer });
      return answer;
    }
    shown.set(name, { ...before, next });
    return before.answer;
  };
}

/** A payload without what the envelope says itself. */
function without(payload: JsonObject = {}): JsonObject {
  const { type: _type, from: _from, to: _to, timestamp: _timestamp, ...rest } = payload;
  return rest;
}

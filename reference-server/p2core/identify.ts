/** `identify`: a foreign actor opens a session (P2-IDN). */

import { announceSession } from '../announcements.ts';
import type { Call, ChallengeFacts } from '../behaviour/facts.ts';
import type { CompletedChallenge } from '../behaviour/identify.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { Route, ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';
import { type VouchedIdentity, vouchedIdentity } from './presented-certificate.ts';
import { checkAuthPayload, objectBody, requiredText } from './request-fields.ts';
import { giveToken } from './session-tokens.ts';

interface Attempt extends CompletedChallenge {
  readonly idCert: string;
}

export const identify: Route = {
  operation: 'identify',
  method: 'POST',
  path: '/p2core/session/identify',
  handle: async (context, call) => {
    const attempt = readAttempt(context, call);
    await spendChallenge(context, attempt);
    const identity = await identityOf(context, attempt);
    const token = giveToken(context, sessionFor(context, identity));
    const payload = context.behaviour.identify.payload();
    return { status: 201, body: { token, ...(payload && { payload }) } };
  },
};

function readAttempt({ behaviour }: ServerContext, call: Call): Attempt {
  const body = objectBody(call);
  checkAuthPayload(body);
  const completed = behaviour.identify.readCompletedChallenge(body);
  if (!completed) throw new Refusal('malformed-request');
  return { ...completed, idCert: requiredText(body, 'id_cert') };
}

async function spendChallenge({ behaviour, clock, store }: ServerContext, attempt: Attempt): Promise<void> {
  const { challenge } = behaviour;
  const text = challenge.key(attempt.challenge);
  const now = clock.now();
  const found = store.challenges.find(text);
  if (!challenge.isIssued(found)) throw new Refusal('challenge-failed');
  const facts: ChallengeFacts = found ?? { text, issuedAt: now, expiresAt: now, spent: false };
  const isUsable =
    challenge.isFresh(facts, now) && (await challenge.spend(store.challenges.useSlot(text), attempt));
  if (!isUsable) throw new Refusal('challenge-failed');
}

/** Who signed, once the certificate is vouched for and the signature is its key's. */
async function identityOf(context: ServerContext, attempt: Attempt): Promise<VouchedIdentity> {
  const { behaviour, store } = context;
  try {
    const signature = behaviour.identify.decodeSignature(attempt.signature);
    if (!signature) throw new Refusal('malformed-request');
    const identity = await vouchedIdentity(context, attempt.idCert, 'identify');
    const proof = { challenge: attempt.challenge, signature, publicKey: identity.certificate.publicKey };
    if (!behaviour.identify.provesPossession(proof, behaviour.signature)) {
      throw new Refusal('challenge-failed');
    }
    return identity;
  } catch (error) {
    if (!behaviour.challenge.isSpentByFailure()) {
      store.challenges.restore(behaviour.challenge.key(attempt.challenge));
    }
    throw error;
  }
}

/** Identifying again goes on with the session of that ID; only a new one is announced (D21). */
function sessionFor(context: ServerContext, { certificate, fid, kind, sessionId }: VouchedIdentity): Session {
  const { clock, store } = context;
  const known = store.sessions.find(fid, sessionId);
  if (known) {
    known.certificate = certificate;
    if (context.behaviour.events.isNewAgain('identified')) announceSession(context, known);
    return known;
  }
  const session = store.sessions.open({ kind, fid, sessionId, certificate, openedAt: clock.now() });
  announceSession(context, session);
  return session;
}

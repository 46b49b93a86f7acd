/** `trustSession`: an actor opens a session at home (P2-SES-05 to -09). */

import { announceSession } from '../announcements.ts';
import type { Slot } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { Route, ServerContext } from '../context.ts';
import { isPassword } from '../protocol/password.ts';
import type { Actor } from '../store/actors.ts';
import type { Session } from '../store/sessions.ts';
import { certify } from './certify.ts';
import { checkAuthPayload, objectBody, optionalText, requiredText } from './request-fields.ts';
import { giveToken } from './session-tokens.ts';
import { type CheckedRequest, checkedRequest } from './signing-request.ts';

export const trustSession: Route = {
  operation: 'trustSession',
  method: 'POST',
  path: '/p2core/session/trust',
  handle: async (context, call) => {
    const { behaviour } = context;
    const body = objectBody(call);
    checkAuthPayload(body);
    const name = requiredText(body, 'actor_name');
    const csr = requiredText(body, 'csr');
    const actor = await authenticActor(context, name, optionalText(body, 'password'));
    const session = await openSession(context, actor, checkedRequest(context, csr, actor.fid));
    announceSession(context, session);
    const token = giveToken(context, session);
    return { status: 201, body: { id_cert: behaviour.certificate.encode(session.certificate.der), token } };
  },
};

/** An unknown actor is refused like a wrong password, so that names cannot be tried out here. */
async function authenticActor(
  { behaviour, settings, store }: ServerContext,
  name: string,
  password: string | undefined,
): Promise<Actor> {
  const actor = store.actors.byName(behaviour.registration.nameKey(name));
  const hash = actor?.password;
  const isAuthentic =
    actor !== undefined &&
    (await behaviour.session.isAuthentic({
      hasPassword: hash !== undefined,
      openRegistration: settings.openRegistration,
      password,
      matches: async (given) => hash !== undefined && isPassword(given, hash),
    }));
  if (!actor || !isAuthentic) throw new Refusal('wrong-password');
  return actor;
}

async function openSession(context: ServerContext, actor: Actor, checked: CheckedRequest): Promise<Session> {
  const { behaviour, clock, store } = context;
  const { fid } = actor;
  const { sessionId } = checked;
  let session: Session | undefined;
  // Certificate and session come to be in the same instant as the ID is taken, so that none can be given twice.
  const slot: Slot = {
    isTaken: () => behaviour.session.isIdInUse(store.certificates.ofSession(fid, sessionId), clock.now()),
    take: () => {
      const certificate = certify(context, actor, checked);
      session = store.sessions.open({ kind: 'home', fid, sessionId, certificate, openedAt: clock.now() });
    },
  };
  const isClaimed = await behaviour.session.claimId(slot);
  if (!isClaimed || !session) {
    const holder = store.sessions.find(fid, sessionId);
    if (holder && !behaviour.session.survivesRefusedClaim()) holder.revokedAt = clock.now();
    throw new Refusal('session-id-taken');
  }
  return session;
}

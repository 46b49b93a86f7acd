/** `rotateSessionCert`: a session exchanges its key (P2-SES-10). */

import { announceSession } from '../announcements.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';
import { certify } from './certify.ts';
import { locked } from './locked-route.ts';
import { objectBody, requiredText } from './request-fields.ts';
import { giveToken } from './session-tokens.ts';
import { type CheckedRequest, checkedRequest } from './signing-request.ts';

export const rotateSessionCert = locked({
  operation: 'rotateSessionCert',
  method: 'POST',
  path: '/p2core/session/idcert',
  handle: (context, call, session) => {
    const { behaviour, clock, store } = context;
    const checked = checkedRequest(context, requiredText(objectBody(call), 'csr'), session.fid);
    const rotated = rotatedSession(context, session, checked);
    const actor = store.actors.byFid(rotated.fid);
    if (!actor) throw new Refusal('unknown-actor');
    rotated.certificate = certify(context, actor, checked);
    if (behaviour.session.rotationEndsOldToken()) store.sessions.supersedeTokens(rotated, clock.now());
    if (behaviour.events.isNewAgain('rotated')) announceSession(context, rotated);
    const token = giveToken(context, rotated);
    return { status: 201, body: { id_cert: behaviour.certificate.encode(rotated.certificate.der), token } };
  },
});

function rotatedSession(
  { behaviour, store }: ServerContext,
  session: Session,
  { sessionId }: CheckedRequest,
): Session {
  const rotated = behaviour.session.rotates({
    session,
    sessionId,
    siblings: store.sessions.ofActor(session.fid),
    everyone: () => store.sessions.all(),
  });
  if (!rotated) throw new Refusal('other-session');
  return rotated;
}

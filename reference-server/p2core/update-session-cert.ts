/** `updateSessionCert`: a session tells of its new ID-Cert (P2-SES-12, -13). */

import type { Call } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import type { Session } from '../store/sessions.ts';
import { locked } from './locked-route.ts';
import { vouchedIdentity } from './presented-certificate.ts';

export const updateSessionCert = locked({
  operation: 'updateSessionCert',
  method: 'POST',
  path: '/p2core/session/idcert/extern',
  handle: async (context, call, session) => {
    try {
      session.certificate = await replacementFor(context, call, session);
    } catch (error) {
      if (!context.behaviour.session.survivesRefusedUpdate()) session.revokedAt = context.clock.now();
      throw error;
    }
    return { status: 201 };
  },
});

async function replacementFor(
  context: ServerContext,
  { body }: Call,
  session: Session,
): Promise<ParsedCertificate> {
  const text = context.behaviour.session.readReplacement(body);
  if (text === undefined) throw new Refusal('malformed-request');
  const { certificate } = await vouchedIdentity(context, text, 'updateSessionCert');
  if (!context.behaviour.session.mayReplaceCertificate(session, certificate)) {
    throw new Refusal('other-session');
  }
  return certificate;
}

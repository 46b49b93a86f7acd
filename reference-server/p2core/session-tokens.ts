/** Tokens for sessions. */

import type { ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';

export function giveToken({ behaviour, randomness, store }: ServerContext, session: Session): string {
  const { fid, sessionId } = session;
  const token = behaviour.session.token({ randomness, fid, sessionId });
  store.sessions.addToken(session, token);
  return token;
}

/** `revokeSession`: a session ends (P2-SES-01 to -04). */

import { toSeconds } from '../protocol/unix-time.ts';
import { locked } from './locked-route.ts';

export const revokeSession = locked({
  operation: 'revokeSession',
  method: 'PUT',
  path: '/p2core/session/revoke',
  handle: ({ behaviour, clock, store }, _call, session) => {
    const now = clock.now();
    for (const other of store.sessions.ofActor(session.fid)) {
      if (other.revokedAt !== undefined || !behaviour.session.endsWith(session, other)) continue;
      other.revokedAt = now;
      store.certificates.revoke(other.fid, other.sessionId, toSeconds(now));
    }
    return { status: 204 };
  },
});

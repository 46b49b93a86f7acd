/** Who calls: bearer tokens become sessions, the same for every profile (🔒 routes). */

import type { Caller } from './behaviour/access.ts';
import type { Call } from './behaviour/facts.ts';
import { Refusal } from './behaviour/refusals.ts';
import type { ServerContext } from './context.ts';
import type { Session } from './store/sessions.ts';

/** The session that a request belongs to; refuses with 401 where there is none, 403 where it may not. */
export function authenticate(context: ServerContext, call: Call, operation: string): Session {
  const { access } = context.behaviour;
  const token = access.readToken(call.headers.authorization);
  if (token === undefined && access.needsToken(operation)) throw new Refusal('unauthorized');
  const session = sessionOf(context, token ?? '', operation);
  if (!session) throw new Refusal('unauthorized');
  if (!access.opens(session, operation)) throw new Refusal('foreign-session');
  return session;
}

/** What a request is worth on a route for administrators. */
export function callerOf(context: ServerContext, call: Call, operation: string): Caller {
  const { behaviour, settings } = context;
  const token = behaviour.access.readToken(call.headers.authorization);
  if (token === undefined) return 'nobody';
  if (behaviour.access.isAdministrator(token, settings.adminToken)) return 'administrator';
  return sessionOf(context, token, operation) ? 'session' : 'nobody';
}

function sessionOf(
  { behaviour, store }: ServerContext,
  token: string,
  operation: string,
): Session | undefined {
  const known = store.sessions.byToken(token);
  const found = known && behaviour.session.isLive(known.token, operation) ? known.session : undefined;
  return behaviour.access.whose({ token, operation, found, all: () => store.sessions.all() });
}

/** Whose identity a request on `/users/me/*` is about. */

import type { Call } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';
import { everyone } from './directory.ts';

type OwnOperation = 'getIdentity' | 'updateAlias' | 'updateKeys';

/** The FID. Throws a refusal where there is no token, or one that opens nothing here (XI-ID-02). */
export function ownerActedFor(context: ServerContext, call: Call, operation: OwnOperation): string {
  const caller = callerOf(context, call, operation);
  const owner = context.behaviour.alias.ownerActedFor(operation, caller?.fid, () => everyone(context));
  if (owner === undefined) throw new Refusal('unauthorized');
  return owner;
}

/** The session whose token came with the request; anybody's token is fine where none is needed. */
export function callerOf(context: ServerContext, call: Call, operation: string): Session | undefined {
  const { behaviour, store } = context;
  const { access, session } = behaviour;
  const token = access.readToken(call.headers.authorization);
  if (token === undefined) return undefined;
  const known = store.sessions.byToken(token);
  const found = known && session.isLive(known.token, operation) ? known.session : undefined;
  const caller = access.whose({ token, operation, found, all: () => store.sessions.all() });
  if (caller && !access.opens(caller, operation)) throw new Refusal('foreign-session');
  return caller;
}

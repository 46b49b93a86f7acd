/** The actor that a path names. */

import type { Call } from '../behaviour/facts.ts';
import type { ServerContext } from '../context.ts';
import { parseFederationId } from '../protocol/federation-id.ts';
import type { Actor } from '../store/actors.ts';

/** Nothing for whoever is not registered here, other domains' actors included. */
export function actorOf(
  { behaviour, store }: ServerContext,
  { params }: Call,
  operation: string,
): Actor | undefined {
  const fid = params.fid ?? '';
  return parseFederationId(fid) && store.actors.byFid(behaviour.history.fidKey(fid, operation));
}

/** `resolveAlias`: the public identity of a user of this server (XI-DSC). */

import { authenticate } from '../authentication.ts';
import type { Call } from '../behaviour/facts.ts';
import type { Route, ServerContext } from '../context.ts';
import { foldCase, isDomain } from '../protocol/federation-id.ts';
import { discoverable } from '../user-directory.ts';
import { refuse } from './refuse.ts';

export const resolveAlias: Route = {
  operation: 'resolveAlias',
  method: 'GET',
  path: '/.well-known/user/:alias',
  isPureRead: true,
  handle: (context, call) => {
    if (context.behaviour.access.needsToken('resolveAlias')) authenticate(context, call, 'resolveAlias');
    const identity = discoverable(context, call.params.alias ?? '');
    if (identity === undefined) return refuse(context, 'unknown-alias');
    return context.behaviour.discovery.discoveryDocument(identity, inboxFor(context, call));
  },
};

/** Where the asker reached this server, it reaches the inbox too, by whatever name and port. */
function inboxFor({ settings }: ServerContext, { headers, isSecure }: Call): string {
  const host = foldCase(headers.host ?? '');
  const origin = isDomain(host) ? `${isSecure ? 'https' : 'http'}://${host}` : `https://${settings.domain}`;
  return `${origin}/federation/inbox`;
}

/** `rotateServerKey`: the server gets a new identity key (P2-KEY-03 to -06). */

import { announceServerKey } from '../announcements.ts';
import { callerOf } from '../authentication.ts';
import { freshKeyPair, issueRoot, rootValidity } from '../authority.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { Route, ServerContext } from '../context.ts';
import { toSeconds } from '../protocol/unix-time.ts';

export const rotateServerKey: Route = {
  operation: 'rotateServerKey',
  method: 'PUT',
  path: '/p2core/key/server',
  handle: (context, call) => {
    const { access, serverKey } = context.behaviour;
    const caller = callerOf(context, call, 'rotateServerKey');
    if (!access.mayRotateServerKey(caller)) {
      if (access.rotatesServerKeyAnyway(caller)) rotate(context);
      throw new Refusal(caller === 'nobody' ? 'unauthorized' : 'not-administrator');
    }
    rotate(context);
    const { publicKey } = context.store.serverKeys.current().keyPair;
    return { status: 200, body: serverKey.publicText(publicKey) };
  },
};

function rotate(context: ServerContext): void {
  const { behaviour, clock, randomness, settings, store } = context;
  const now = clock.now();
  const previous = store.serverKeys.current().keyPair;
  const keyPair = behaviour.serverKey.next({ previous, fresh: freshKeyPair(randomness) });
  const certificate = issueRoot(behaviour, {
    domain: settings.domain,
    keyPair,
    randomness,
    ...rootValidity(now),
  });
  store.serverKeys.replace(keyPair, certificate, toSeconds(now));
  announceServerKey(context, toSeconds(now));
}

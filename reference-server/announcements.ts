/** Puts events into the queues of those who are to hear of them. */

import type { EventContent } from './behaviour/events.ts';
import type { ServerContext } from './context.ts';
import type { Session } from './store/sessions.ts';

/** Tells every open session of an actor; how a message reaches its recipient. */
export function deliver({ store }: ServerContext, fid: string, event: EventContent): void {
  tell(store, store.sessions.ofActor(fid), event);
}

export function announceSession({ behaviour, store }: ServerContext, newcomer: Session): void {
  const listeners = behaviour.events.hearsOfNewSession({
    newcomer,
    siblings: store.sessions.ofActor(newcomer.fid),
    everyone: () => store.sessions.all(),
  });
  tell(store, listeners, behaviour.events.newSession(newcomer.certificate.der));
}

export function announceServerKey({ behaviour, store }: ServerContext, oldInvalidSince: number): void {
  const { der } = store.serverKeys.current().certificate;
  const listeners = [...store.sessions.all()].filter((session) => behaviour.events.hearsOfServerKey(session));
  tell(store, listeners, behaviour.events.serverKeyChange(der, oldInvalidSince));
}

function tell({ events }: ServerContext['store'], listeners: readonly Session[], event: EventContent): void {
  for (const session of listeners) {
    if (session.revokedAt === undefined) events.push(session, event);
  }
}

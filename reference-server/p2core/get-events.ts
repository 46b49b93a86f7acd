/** `getEvents`: what a session has not heard yet (P2-EVT). */

import type { EventsBehaviour, QueuedEvent } from '../behaviour/events.ts';
import type { Answer, JsonObject } from '../behaviour/facts.ts';
import { locked } from './locked-route.ts';

export const getEvents = locked({
  operation: 'getEvents',
  method: 'GET',
  path: '/p2core/events',
  handle: ({ behaviour, store }, _call, session) => {
    const { kept, told } = behaviour.events.take(store.events.waiting(session));
    store.events.keep(session, kept);
    return told.length > 0 ? { status: 200, body: told.map(toJson) } : nothingNew(behaviour.events);
  },
});

function nothingNew(events: EventsBehaviour): Answer {
  const manner = events.whenEmpty();
  if (manner === 'empty-array') return { status: 200, body: [] };
  return { status: manner === 'conflict' ? 409 : 204 };
}

function toJson({ n, op, d, s }: QueuedEvent): JsonObject {
  return { n, op, d, s };
}

/** What each session has not heard yet. Nothing is kept of a session that is gone. */

import type { EventContent, QueuedEvent } from '../behaviour/events.ts';
import type { SessionFacts } from '../behaviour/facts.ts';

const LONGEST_QUEUE = 1000;

interface Queue {
  readonly waiting: readonly QueuedEvent[];
  readonly nextNumber: number;
}

export class EventQueues {
  readonly #queues = new WeakMap<SessionFacts, Queue>();

  /** Adds to the end of a session's queue; of too long a queue the oldest events are lost. */
  push(session: SessionFacts, event: EventContent): void {
    const { waiting, nextNumber } = this.#of(session);
    this.#queues.set(session, {
      waiting: [...waiting, { ...event, s: nextNumber }].slice(-LONGEST_QUEUE),
      nextNumber: nextNumber + 1,
    });
  }

  waiting(session: SessionFacts): readonly QueuedEvent[] {
    return this.#of(session).waiting;
  }

  keep(session: SessionFacts, events: readonly QueuedEvent[]): void {
    this.#queues.set(session, { ...this.#of(session), waiting: events });
  }

  #of(session: SessionFacts): Queue {
    return this.#queues.get(session) ?? { waiting: [], nextNumber: 0 };
  }
}

/** What the inbox remembers: messages that took effect, so that none does so twice (external-identity, X6). */

import type { ReplayMemory } from '../behaviour/inbox.ts';

const MOST_SEEN = 20_000;
const MOST_PENDING = 500;

/** Forgets what has expired and, when full, the oldest first. */
export class SeenMessages implements ReplayMemory {
  readonly #capacity: number;
  /** Message → when it may be forgotten, in the order of arrival. */
  readonly #expiries = new Map<string, number>();

  constructor(capacity = MOST_SEEN) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#expiries.size;
  }

  remember(message: string, now: Date, until: Date): boolean {
    this.#sweep(now.getTime());
    if (this.#expiries.has(message)) return false;
    this.#expiries.set(message, until.getTime());
    return true;
  }

  /** Arrival order is close to that of expiry, so the first that must stay ends the sweep. */
  #sweep(now: number): void {
    for (const [message, expiry] of this.#expiries) {
      if (expiry > now && this.#expiries.size < this.#capacity) return;
      this.#expiries.delete(message);
    }
  }
}

/** Messages at work: each may wait for its sender's server, so their number is bounded. */
export class PendingMessages {
  readonly #capacity: number;
  #count = 0;

  constructor(capacity = MOST_PENDING) {
    this.#capacity = capacity;
  }

  /** Runs the task, or gives nothing where too many run already. */
  run<Outcome>(task: () => Promise<Outcome>): Promise<Outcome> | undefined {
    if (this.#count >= this.#capacity) return undefined;
    this.#count += 1;
    return task().finally(() => {
      this.#count -= 1;
    });
  }
}

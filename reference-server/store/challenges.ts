/** Challenges that were issued: bounded, and swept once they are long expired. */

import type { ChallengeFacts, Slot } from '../behaviour/facts.ts';

const MOST_CHALLENGES = 20_000;
/** Kept for a while after expiry, so that "expired" and "never issued" stay two things. */
const GRACE_MS = 600_000;

interface Challenge extends ChallengeFacts {
  spent: boolean;
}

export class Challenges {
  readonly #issued = new Map<string, Challenge>();

  /** Remembers a challenge; the oldest makes room when there are too many. */
  add(text: string, issuedAt: Date, expiresAt: Date): void {
    this.#sweep(issuedAt);
    this.#issued.set(text, { text, issuedAt, expiresAt, spent: false });
  }

  find(text: string): ChallengeFacts | undefined {
    return this.#issued.get(text);
  }

  /** The one use of a challenge; one that was never issued can be used for ever. */
  useSlot(text: string): Slot {
    return {
      isTaken: () => this.#issued.get(text)?.spent === true,
      take: () => this.#mark(text, true),
    };
  }

  /** Gives the one use back. */
  restore(text: string): void {
    this.#mark(text, false);
  }

  #mark(text: string, spent: boolean): void {
    const challenge = this.#issued.get(text);
    if (challenge) challenge.spent = spent;
  }

  #sweep(now: Date): void {
    // Oldest first, as maps keep their order.
    for (const [text, { expiresAt }] of this.#issued) {
      const isLongGone = expiresAt.getTime() + GRACE_MS < now.getTime();
      if (!isLongGone && this.#issued.size < MOST_CHALLENGES) return;
      this.#issued.delete(text);
    }
  }
}

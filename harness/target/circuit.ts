/** Notices that the target is dead, so that a run ends within a few time-outs rather than after every one in turn. */

import type { FailureKind } from '../verdict/model.ts';

/** Thrown instead of sending: the target answers nothing any more. */
export class TargetDead extends Error {
  override readonly name = 'TargetDead';
}

/** So many requests in a row without any answer make the target suspect. */
const SUSPICIOUS_FAILURES = 3;
/** These leave no room for slowness: one is enough. */
const AT_ONCE: readonly FailureKind[] = ['refused-connection', 'unresolved'];
/** Something answered, however badly. */
const ALIVE: readonly FailureKind[] = ['too-large', 'malformed'];

export interface Circuit {
  /** Waits while the target is suspected. @throws TargetDead */
  guard(): Promise<void>;
  answered(): void;
  failed(kind: FailureKind, message: string): void;
  readonly death: TargetDead | undefined;
}

/** `probe`: whether the target answers anything on a new connection. `onDeath`: called once. */
export function createCircuit(probe: () => Promise<boolean>, onDeath: (death: TargetDead) => void): Circuit {
  let failures = 0;
  let probing: Promise<void> | undefined;
  let death: TargetDead | undefined;

  const suspect = async (message: string): Promise<void> => {
    // A probe that was interrupted says nothing; whoever interrupted it ends the run.
    const alive = await probe().catch(() => true);
    failures = 0;
    probing = undefined;
    if (alive) return;
    death = new TargetDead(`the target does not answer: ${message}`);
    onDeath(death);
  };

  return {
    async guard() {
      await probing;
      if (death !== undefined) throw death;
    },
    answered() {
      failures = 0;
    },
    failed(kind, message) {
      if (ALIVE.includes(kind)) {
        failures = 0;
        return;
      }
      failures += 1;
      const suspicious = failures >= SUSPICIOUS_FAILURES || AT_ONCE.includes(kind);
      if (suspicious && probing === undefined && death === undefined) probing = suspect(message);
    },
    get death() {
      return death;
    },
  };
}

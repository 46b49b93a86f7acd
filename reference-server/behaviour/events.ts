/** Decisions about events (P2-EVT, D7, D11, D21). */

import { certificatePem } from '../protocol/certificate-encoding.ts';
import type { JsonValue, SessionFacts } from './facts.ts';

/** What happened, before a session's queue numbers it. */
export interface EventContent {
  /** Namespace. */
  readonly n: string;
  readonly op: number;
  readonly d: JsonValue;
}

/** Today's shape of an event (v1 §3.2.1). */
export interface QueuedEvent extends EventContent {
  /** Sequence number within its session. */
  readonly s: number;
}

/** Op codes of the namespace `core` (v1 §3.2.1.2). */
export const NEW_SESSION = 3;
export const SERVER_CERTIFICATE_CHANGE = 6;

export interface EventsBehaviour {
  newSession(certificate: Uint8Array): EventContent;
  serverKeyChange(certificate: Uint8Array, oldInvalidSince: number): EventContent;
  /** Who hears of a new session: `siblings` are all of the actor's, `everyone` all there are (P2-EVT-04, -06). */
  hearsOfNewSession<Session extends SessionFacts>(audience: {
    readonly newcomer: Session;
    readonly siblings: readonly Session[];
    everyone(): Iterable<Session>;
  }): readonly Session[];
  /** Whether a session that identified again, or rotated its key, is told of like a new one (D21). */
  isNewAgain(after: 'identified' | 'rotated'): boolean;
  hearsOfServerKey(listener: SessionFacts): boolean;
  /** Splits a queue into what is told now and what is kept (P2-EVT-02, -08). */
  take(queue: readonly QueuedEvent[]): {
    readonly told: readonly QueuedEvent[];
    readonly kept: readonly QueuedEvent[];
  };
  /** How "nothing new" is said (D7). */
  whenEmpty(): 'no-content' | 'conflict' | 'empty-array';
}

export const events: EventsBehaviour = {
  newSession: (certificate) => ({ n: 'core', op: NEW_SESSION, d: { cert: certificatePem(certificate) } }),
  serverKeyChange: (certificate, oldInvalidSince) => ({
    n: 'core',
    op: SERVER_CERTIFICATE_CHANGE,
    d: { cert: certificatePem(certificate), oldInvalidSince },
  }),
  hearsOfNewSession: ({ newcomer, siblings }) => siblings.filter((sibling) => sibling !== newcomer),
  isNewAgain: () => false,
  hearsOfServerKey: () => true,
  take: (queue) => ({ told: queue, kept: [] }),
  whenEmpty: () => 'no-content',
};

/** Decisions about which certificates someone had when (P2-KEY, D5, D15, D20). */

import { foldCase } from '../protocol/federation-id.ts';
import { parseUnixSeconds, toSeconds, type UnixSeconds } from '../protocol/unix-time.ts';
import type { ActorCertificateFacts, CertificateFacts, JsonValue } from './facts.ts';
import { isObject } from './json-shapes.ts';

export type Instant =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly seconds: UnixSeconds }
  | { readonly kind: 'malformed' };

export interface HistoryBehaviour {
  /** The instant that a request asks about: in its body, else in its query (D5, P2-KEY-13). */
  readInstant(request: {
    readonly body: JsonValue | undefined;
    readonly query: Readonly<Record<string, string>>;
    readonly operation: string;
  }): Instant;
  /** The server's certificate at an instant; `issued` stands oldest first (P2-KEY-02, -03). */
  ofServer<Entry extends CertificateFacts>(
    issued: readonly Entry[],
    instant: Instant,
    now: Date,
  ): Entry | undefined;
  /** An actor's certificates at an instant (P2-KEY-08, -11). */
  ofActor<Entry extends ActorCertificateFacts>(
    issued: readonly Entry[],
    instant: Instant,
    now: Date,
  ): readonly Entry[];
  /** FIDs with equal keys are the same actor (P2-KEY-09). */
  fidKey(fid: string, operation: string): string;
  /** The answer for actors that this server does not know (D15). */
  unknownActor(): 'not-found' | 'empty';
}

export const history: HistoryBehaviour = {
  readInstant: ({ body, query }) => readInstant(body, query),
  ofServer: (issued, instant, now) => issued.filter((entry) => isHeld(entry, instant, now)).at(-1),
  ofActor: (issued, instant, now) => issued.filter((entry) => isHeld(entry, instant, now)),
  fidKey: foldCase,
  unknownActor: () => 'not-found',
};

function readInstant(body: JsonValue | undefined, query: Readonly<Record<string, string>>): Instant {
  if (body !== undefined && !isObject(body)) return { kind: 'malformed' };
  const value = body?.timestamp === undefined ? query.timestamp : body.timestamp;
  if (value === undefined) return { kind: 'now' };
  const seconds = typeof value === 'string' ? parseUnixSeconds(value) : undefined;
  return seconds === undefined ? { kind: 'malformed' } : { kind: 'at', seconds };
}

/** D20: issued at or before the instant, not superseded or revoked before it, not expired at it. */
export function isHeld(entry: CertificateFacts, instant: Instant, now: Date): boolean {
  const expiresAt = toSeconds(entry.certificate.notAfter);
  if (instant.kind !== 'at') {
    return entry.supersededAt === undefined && entry.revokedAt === undefined && toSeconds(now) <= expiresAt;
  }
  const endedAt = Math.min(entry.supersededAt ?? Infinity, entry.revokedAt ?? Infinity);
  return entry.issuedAt <= instant.seconds && endedAt >= instant.seconds && instant.seconds <= expiresAt;
}

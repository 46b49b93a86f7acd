/** What decisions are asked about: the facts that a store holds, seen read-only. */

import type { JsonObject, JsonValue } from '../protocol/canonical-json.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import type { UnixSeconds } from '../protocol/unix-time.ts';

export type Eventually<T> = T | Promise<T>;

/** Where chance comes from, so that tests can fix it. */
export interface Randomness {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
}

/** A place that only one can have: a name, a session ID, the one use of a challenge. */
export interface Slot {
  isTaken(): boolean;
  take(): void;
}

/** Something that must hold, by name, so that a fault can leave out exactly one. */
export interface Rule<Subject> {
  readonly name: string;
  holds(subject: Subject): boolean;
}

export interface ChallengeFacts {
  readonly text: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly spent: boolean;
}

/** One certificate that this server issued, with its history (D20). */
export interface CertificateFacts {
  readonly certificate: ParsedCertificate;
  readonly issuedAt: UnixSeconds;
  readonly supersededAt?: UnixSeconds;
  readonly revokedAt?: UnixSeconds;
}

export interface ActorCertificateFacts extends CertificateFacts {
  readonly sessionId: string;
}

export interface SessionFacts {
  /** `home`: this server issued the certificate; `foreign`: another did. */
  readonly kind: 'home' | 'foreign';
  /** Folded. */
  readonly fid: string;
  readonly sessionId: string;
  readonly openedAt: Date;
  readonly revokedAt?: Date;
}

export interface TokenFacts {
  readonly session: SessionFacts;
  /** Set when a rotation replaced it. */
  readonly supersededAt?: Date;
}

/** One request, as plain data. */
export interface Call {
  readonly method: string;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
  /** Without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined: there was no body. */
  readonly body: JsonValue | undefined;
  /** The body as it came, for those who keep a journal. */
  readonly text: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: JsonValue | undefined;
  /** Sent as it stands instead of `body`. */
  readonly rawBody?: string | Uint8Array;
  /** The connection is closed instead of an answer. */
  readonly hangUp?: boolean;
}

export type { JsonObject, JsonValue };

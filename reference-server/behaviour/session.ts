/** Decisions about sessions and their tokens (P2-SES). */

import type { ParsedCertificate } from '../protocol/certificate.ts';
import { claimsOf } from '../protocol/distinguished-name.ts';
import { foldCase } from '../protocol/federation-id.ts';
import type {
  ActorCertificateFacts,
  Eventually,
  JsonValue,
  Randomness,
  SessionFacts,
  Slot,
  TokenFacts,
} from './facts.ts';
import { takeIfFree } from './registration.ts';

const TOKEN_BYTES = 32;

export interface TrustAttempt {
  readonly hasPassword: boolean;
  /** Whether actors without a password may come in, though nothing authenticates them (D17). */
  readonly openRegistration: boolean;
  readonly password: string | undefined;
  /** Compares in constant time. */
  matches(password: string): Promise<boolean>;
}

export interface SessionBehaviour {
  /** Whether an attempt to open a session at home is the actor's (P2-SES-07). */
  isAuthentic(attempt: TrustAttempt): Eventually<boolean>;
  /** Whether a session ID is in use, judged by the certificates issued for it (P2-SES-09, D8). */
  isIdInUse(certificates: readonly ActorCertificateFacts[], now: Date): boolean;
  /** Takes a free session ID; no two callers may both succeed. */
  claimId(slot: Slot): Eventually<boolean>;
  /** Whether the holder of a session ID goes on after another request for it was refused (P2-SES-09). */
  survivesRefusedClaim(): boolean;
  token(source: {
    readonly randomness: Randomness;
    readonly fid: string;
    readonly sessionId: string;
  }): string;
  /** Whether a token that was found still opens this operation (P2-SES-02). */
  isLive(token: TokenFacts, operation: string): boolean;
  /** Which of an actor's sessions end when one is revoked (P2-SES-04). */
  endsWith(revoked: SessionFacts, other: SessionFacts): boolean;
  /** Whose certificate a session exchanges that asks for one of this session ID; nobody's: refused (P2-SES-10, D16). */
  rotates<Session extends SessionFacts>(asked: {
    readonly session: Session;
    readonly sessionId: string;
    readonly siblings: readonly Session[];
    everyone(): Iterable<Session>;
  }): Session | undefined;
  /** Whether the token from before a rotation ends with it (D16). */
  rotationEndsOldToken(): boolean;
  /** The certificate that a session announces, as text; nothing: the body holds none (D6). */
  readReplacement(body: JsonValue | undefined): string | undefined;
  /** Whether a certificate speaks for the session that presents it (P2-SES-13). */
  mayReplaceCertificate(session: SessionFacts, certificate: ParsedCertificate): boolean;
  /** Whether a session goes on after it presented a certificate that was refused (P2-SES-13). */
  survivesRefusedUpdate(): boolean;
}

export const session: SessionBehaviour = {
  isAuthentic: ({ hasPassword, openRegistration, password, matches }) =>
    hasPassword ? password !== undefined && matches(password) : openRegistration,
  // A revoked certificate still verifies elsewhere until it expires, so its session ID stays taken (draft §7.1.1.3).
  isIdInUse: (certificates, now) =>
    certificates.some(
      ({ certificate, supersededAt }) => supersededAt === undefined && now <= certificate.notAfter,
    ),
  claimId: takeIfFree,
  survivesRefusedClaim: () => true,
  token: ({ randomness }) => Buffer.from(randomness.bytes(TOKEN_BYTES)).toString('base64url'),
  isLive: (token) => token.session.revokedAt === undefined && token.supersededAt === undefined,
  endsWith: (revoked, other) => revoked.sessionId === other.sessionId,
  rotates: ({ session: own, sessionId }) => (own.sessionId === sessionId ? own : undefined),
  rotationEndsOldToken: () => true,
  readReplacement: (body) => (typeof body === 'string' ? body : undefined),
  mayReplaceCertificate: ({ fid, sessionId }, certificate) => {
    const { userIds, sessionIds } = claimsOf(certificate.subject);
    return foldCase(userIds[0] ?? '') === fid && sessionIds[0] === sessionId;
  },
  survivesRefusedUpdate: () => true,
};

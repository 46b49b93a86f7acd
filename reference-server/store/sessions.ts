/** Open sessions, of this server's actors and of others', with their tokens. */

import type { SessionFacts, TokenFacts } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';

const MOST_SESSIONS = 50_000;
const MOST_SESSIONS_OF_ONE_ACTOR = 256;
const MOST_TOKENS_OF_ONE_SESSION = 16;

export interface Session extends SessionFacts {
  certificate: ParsedCertificate;
  revokedAt?: Date;
}

interface Token extends TokenFacts {
  readonly text: string;
  readonly session: Session;
  supersededAt?: Date;
}

export class Sessions {
  readonly #byActor = new Map<string, Session[]>();
  readonly #byToken = new Map<string, Token>();
  readonly #tokensOf = new WeakMap<Session, Token[]>();
  #count = 0;

  /** Opens a session; a revoked one of the same session ID makes room for it. */
  open(session: Session): Session {
    const others = this.ofActor(session.fid);
    const gone = others.filter((other) => isReplacedBy(other, session));
    if (others.length - gone.length >= MOST_SESSIONS_OF_ONE_ACTOR || this.#count >= MOST_SESSIONS) {
      throw new Refusal('too-many');
    }
    for (const other of gone) this.#forgetTokens(other);
    this.#byActor.set(session.fid, [...others.filter((other) => !gone.includes(other)), session]);
    this.#count += 1 - gone.length;
    return session;
  }

  /** Gives a session one more token; the oldest ends when there are too many. */
  addToken(session: Session, text: string): void {
    const token = { text, session };
    const tokens = [...(this.#tokensOf.get(session) ?? []), token];
    for (const old of tokens.splice(0, tokens.length - MOST_TOKENS_OF_ONE_SESSION))
      this.#byToken.delete(old.text);
    this.#tokensOf.set(session, tokens);
    this.#byToken.set(text, token);
  }

  supersedeTokens(session: Session, now: Date): void {
    for (const token of this.#tokensOf.get(session) ?? []) token.supersededAt ??= now;
  }

  byToken(text: string): { readonly token: TokenFacts; readonly session: Session } | undefined {
    const token = this.#byToken.get(text);
    return token && { token, session: token.session };
  }

  ofActor(fid: string): readonly Session[] {
    return this.#byActor.get(fid) ?? [];
  }

  /** The session that is open for a session ID. */
  find(fid: string, sessionId: string): Session | undefined {
    return this.ofActor(fid).find(
      (session) => session.sessionId === sessionId && session.revokedAt === undefined,
    );
  }

  *all(): Iterable<Session> {
    for (const sessions of this.#byActor.values()) yield* sessions;
  }

  #forgetTokens(session: Session): void {
    for (const { text } of this.#tokensOf.get(session) ?? []) this.#byToken.delete(text);
  }
}

function isReplacedBy(other: Session, newcomer: Session): boolean {
  return other.revokedAt !== undefined && other.sessionId === newcomer.sessionId;
}

/** Every certificate that this server issued to its actors, for ever (draft §7.1.3). */

import type { ActorCertificateFacts } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import type { UnixSeconds } from '../protocol/unix-time.ts';

const MOST_OF_ONE_ACTOR = 1000;

interface IssuedCertificate extends ActorCertificateFacts {
  supersededAt?: UnixSeconds;
  revokedAt?: UnixSeconds;
}

export class IssuedCertificates {
  readonly #byActor = new Map<string, IssuedCertificate[]>();

  /** Records a certificate; the one that its session had so far is superseded. */
  add(fid: string, sessionId: string, certificate: ParsedCertificate, issuedAt: UnixSeconds): void {
    const issued = this.#byActor.get(fid) ?? [];
    for (const entry of issued) if (entry.sessionId === sessionId) entry.supersededAt ??= issuedAt;
    this.#byActor.set(fid, [...issued, { sessionId, certificate, issuedAt }]);
  }

  /** Refuses when an actor's history is full: asked before anything is issued. */
  assertRoom(fid: string): void {
    if (this.ofActor(fid).length >= MOST_OF_ONE_ACTOR) throw new Refusal('too-many');
  }

  revoke(fid: string, sessionId: string, at: UnixSeconds): void {
    for (const entry of this.#byActor.get(fid) ?? []) {
      if (entry.sessionId === sessionId && entry.supersededAt === undefined) entry.revokedAt ??= at;
    }
  }

  forget(fid: string): void {
    this.#byActor.delete(fid);
  }

  /** Oldest first. */
  ofActor(fid: string): readonly ActorCertificateFacts[] {
    return this.#byActor.get(fid) ?? [];
  }

  ofSession(fid: string, sessionId: string): readonly ActorCertificateFacts[] {
    return this.ofActor(fid).filter((entry) => entry.sessionId === sessionId);
  }
}

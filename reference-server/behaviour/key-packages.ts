/** Decisions about KeyPackages (P2-KPK, D18). */

import { createHash } from 'node:crypto';
import { decodeBase64 } from '../protocol/base64.ts';
import { canonicalJson } from '../protocol/canonical-json.ts';
import type { Eventually, JsonValue, SessionFacts } from './facts.ts';
import { isObject } from './json-shapes.ts';

/** The stock of one session. */
export interface Shelf {
  /** The oldest that was not given out. */
  peek(): JsonValue | undefined;
  remove(): void;
  lastResort(): JsonValue | undefined;
}

export interface KeyPackagesBehaviour {
  isKeyPackage(value: JsonValue): boolean;
  /** Packages with equal fingerprints are the same (P2-KPK-07). */
  fingerprint(value: JsonValue): string;
  isDuplicate(fingerprint: string, known: ReadonlySet<string>): boolean;
  /** The session whose stock a request changes, out of its actor's (P2-KPK-06). */
  ownerOf<Session extends SessionFacts>(session: Session, siblings: readonly Session[]): Session;
  /** The sessions that a request for an actor's packages draws from (P2-KPK-02). */
  clients<Session extends SessionFacts>(sessions: readonly Session[]): readonly Session[];
  /** One package of a session, given out once, or its last resort (P2-KPK-03, -04). */
  handOut(shelf: Shelf): Eventually<JsonValue | undefined>;
  encode(value: JsonValue): string;
}

export const keyPackages: KeyPackagesBehaviour = {
  isKeyPackage: (value) => (typeof value === 'string' ? decodeBase64(value) !== undefined : isObject(value)),
  fingerprint,
  isDuplicate: (print, known) => known.has(print),
  ownerOf: (session) => session,
  clients: (sessions) => sessions.filter(({ revokedAt }) => revokedAt === undefined),
  handOut: (shelf) => {
    const next = shelf.peek();
    if (next === undefined) return shelf.lastResort();
    shelf.remove();
    return next;
  },
  // Opaque to this server: text is taken for Base64 as it stands, an object leaves as Base64 of its JSON.
  encode: (value) =>
    typeof value === 'string' ? value : Buffer.from(JSON.stringify(value)).toString('base64'),
};

/** The draft wants unique `init_key`s; a package without one is told by all of it. */
function fingerprint(value: JsonValue): string {
  const unique = isObject(value) && value.init_key !== undefined ? value.init_key : value;
  return createHash('sha256').update(canonicalJson(unique)).digest('base64');
}

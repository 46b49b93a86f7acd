/** Decisions about who may call what (🔒 routes, P2-SES-03, P2-IDN-26, P2-KEY-04). */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { SessionFacts } from './facts.ts';

export type Caller = 'administrator' | 'session' | 'nobody';

const OPEN_OPERATIONS: ReadonlySet<string> = new Set([
  'register',
  'getChallenge',
  'identify',
  'trustSession',
  'getServerKey',
  'getActorKeys',
  'postInbox',
  'resolveAlias',
]);

/** Operations that serve only the actors of this server. */
const HOME_OPERATIONS: ReadonlySet<string> = new Set([
  'rotateSessionCert',
  'addKeyPackages',
  'replaceLastResortKeyPackage',
  'getIdentity',
  'updateAlias',
  'updateKeys',
]);

export interface AccessBehaviour {
  needsToken(operation: string): boolean;
  /** The token of an `Authorization` header. */
  readToken(header: string | undefined): string | undefined;
  /** Whose token it is: `found` is what the store knows, `all` everything there is. */
  whose<Session extends SessionFacts>(lookup: {
    readonly token: string;
    readonly operation: string;
    readonly found: Session | undefined;
    all(): Iterable<Session>;
  }): Session | undefined;
  /** Whether a session may use the operation at all (P2-IDN-26). */
  opens(session: SessionFacts, operation: string): boolean;
  isAdministrator(token: string, adminToken: string): boolean;
  mayRotateServerKey(caller: Caller): boolean;
  /** Whether a refused rotation happens all the same (P2-KEY-04). */
  rotatesServerKeyAnyway(caller: Caller): boolean;
}

export const access: AccessBehaviour = {
  needsToken: (operation) => !OPEN_OPERATIONS.has(operation),
  readToken: (header) => /^Bearer +([\x21-\x7e]{1,1024}) *$/i.exec(header ?? '')?.[1],
  whose: ({ found }) => found,
  opens: ({ kind }, operation) => kind === 'home' || !HOME_OPERATIONS.has(operation),
  isAdministrator: (token, adminToken) => timingSafeEqual(digest(token), digest(adminToken)),
  mayRotateServerKey: (caller) => caller === 'administrator',
  rotatesServerKeyAnyway: () => false,
};

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

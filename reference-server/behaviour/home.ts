/** Decisions about asking an actor's home server for its certificate (P2-IDN-17, -18, -25, P2-GEN-05). */

import { foldCase } from '../protocol/federation-id.ts';
import type { Eventually } from './facts.ts';

const CACHE_MS = 60_000;

/** Why a home server did not vouch. */
export type LookUpFailure = 'unresolvable' | 'unreachable' | 'timeout' | 'status' | 'garbage' | 'unfit';

export interface HomeBehaviour {
  isOwnDomain(domain: string, ownDomain: string): Eventually<boolean>;
  /** Whether a home is asked at all before its actors are trusted. */
  isAsked(domain: string, operation: string): boolean;
  mayUseCached(entry: { readonly fetchedAt: Date; readonly domain: string }, now: Date): boolean;
  /** Whether a failed verification is tried again with a key fetched anew. */
  retriesWithFreshKey(): boolean;
  /** Whether an actor is trusted although its home did not vouch. */
  trustsDespite(failure: LookUpFailure): boolean;
}

export const home: HomeBehaviour = {
  isOwnDomain: (domain, ownDomain) => foldCase(domain) === foldCase(ownDomain),
  isAsked: () => true,
  mayUseCached: ({ fetchedAt }, now) => Math.abs(now.getTime() - fetchedAt.getTime()) < CACHE_MS,
  retriesWithFreshKey: () => true,
  trustsDespite: () => false,
};

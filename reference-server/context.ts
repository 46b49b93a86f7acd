/** What every route works with. */

import type { Behaviour } from './behaviour/behaviour.ts';
import type { Answer, Call, Randomness } from './behaviour/facts.ts';
import type { Clock } from './clock.ts';
import type { Outbound } from './outbound.ts';
import type { Store } from './store/store.ts';

export interface Settings {
  readonly domain: string;
  readonly adminToken: string;
  readonly challengeLifetimeSeconds: number;
  readonly openRegistration: boolean;
  readonly actorValiditySeconds: number;
}

export interface ServerContext {
  /** The decisions in force at this moment: faults may come and go between requests. */
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly randomness: Randomness;
  readonly settings: Settings;
  readonly store: Store;
}

export interface Route {
  /** The `operationId` of the profile's OpenAPI document. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Parameters as `:name`. */
  readonly path: string;
  /** Whether asking changes nothing, so that HEAD may be answered too. */
  readonly isPureRead?: boolean;
  handle(context: ServerContext, call: Call): Answer | Promise<Answer>;
}

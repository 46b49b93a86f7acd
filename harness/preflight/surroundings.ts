/** What every look at a target needs. */

import type { Actor } from '../actors/identity.ts';
import type { Network } from '../peers/model.ts';
import type { Apis } from '../spec/openapi.ts';
import type { TargetClock } from '../target/clock.ts';
import type { RunningTarget } from '../target/model.ts';
import type { Questioner } from './questioner.ts';

export interface Surroundings {
  readonly target: RunningTarget;
  readonly questioner: Questioner;
  readonly network: Pick<Network, 'takeNewcomer'>;
  readonly apis: Apis;
  readonly clock: TargetClock;
  /** What the names that it registers carry. */
  readonly runId: string;
}

/** Somebody who lives at the target, as far as that went. */
export interface Resident {
  readonly actor?: Actor;
  readonly token?: string;
}

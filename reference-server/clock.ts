/** Where time and chance come from, so that tests can fix both. */

import { randomBytes } from 'node:crypto';
import type { Randomness } from './behaviour/facts.ts';

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

export const systemRandomness: Randomness = { bytes: (count) => new Uint8Array(randomBytes(count)) };

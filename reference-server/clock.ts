/** Where time and chance come from, so that tests can fix both. */

import { randomBytes } from 'node:crypto';

export interface Clock {
  now(): Date;
}

export interface Randomness {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
}

export const systemClock: Clock = { now: () => new Date() };

export const systemRandomness: Randomness = { bytes: (count) => new Uint8Array(randomBytes(count)) };

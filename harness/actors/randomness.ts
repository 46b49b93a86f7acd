/** Reproducible randomness: the same parts give the same bytes, so that `--seed` and `--run-id` repeat a run. */

import { hash } from 'node:crypto';

export interface Randomness {
  /** The next `count` bytes of the stream. */
  bytes(count: number): Uint8Array;
  /** A whole number from 0 to `below` - 1, each as likely; `below` is at most 2^32. */
  integer(below: number): number;
}

const RANGE = 2 ** 32;

/** The stream of these parts (run id, seed, scenario, …): SHA-512 of a counter and them. */
export function randomnessFor(...parts: readonly string[]): Randomness {
  const label = JSON.stringify(parts);
  let counter = 0;
  let rest: Uint8Array = new Uint8Array(0);

  const bytes = (count: number): Uint8Array => {
    const result = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      if (rest.length === 0) {
        rest = hash('sha512', `${counter} ${label}`, 'buffer');
        counter += 1;
      }
      const taken = rest.subarray(0, count - filled);
      result.set(taken, filled);
      rest = rest.subarray(taken.length);
      filled += taken.length;
    }
    return result;
  };

  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > RANGE) {
      throw new RangeError(`integer(${below}): the bound must be a whole number from 1 to 2^32`);
    }
    const fair = RANGE - (RANGE % below);
    for (;;) {
      const drawn = new DataView(bytes(4).buffer).getUint32(0);
      if (drawn < fair) return drawn % below;
    }
  };

  return { bytes, integer };
}

/** How peers are called. */

import { randomBytes } from 'node:crypto';
import { randomnessFor } from '../actors/randomness.ts';

/** Shared by all scenarios, and honest between them. */
export const SHARED_PEERS: readonly string[] = ['alpha', 'beta', 'gamma', 'delta'];

/**
 * Names of the peers that no target has met. On free ports every run has its own; on fixed ports the names are fixed
 * too, since the target's map of them is, and a run begins at another place in the pool than the last.
 */
export function poolNames(size: number, runId: string, areFixed: boolean): readonly string[] {
  const suffix = areFixed ? '' : `-${generationOf(runId)}`;
  return Array.from({ length: size }, (_, index) => `p${index}${suffix}`);
}

/** What the names of one run have in common. */
export function generationOf(runId: string): string {
  return Buffer.from(randomnessFor('generation', runId).bytes(4)).toString('hex');
}

/** A run id that no earlier run had: eight hex digits. */
export function newRunId(): string {
  return randomBytes(4).toString('hex');
}

/** `--shard I/N`: the same scenarios for the same words, and about as much time for every part. */

import { createHash } from 'node:crypto';
import { readRun } from '../report/read-run.ts';
import type { Profile } from '../spec/model.ts';
import type { SelectedScenario } from '../suite/select.ts';
import { UsageError } from './usage-error.ts';

export interface ShardWords {
  readonly shard?: { readonly index: number; readonly count: number };
  /** A recorded run whose durations decide. */
  readonly durations?: string;
}

export interface Part {
  readonly selected: readonly SelectedScenario[];
  /** As the command line would say it; names the recorded run by what it holds. */
  readonly words: readonly string[];
}

/** @throws RecordError when the durations cannot be read; UsageError when there is no shard that they could serve. */
export function partOf(
  selected: readonly SelectedScenario[],
  { shard, durations: file }: ShardWords,
  profiles: readonly Profile[],
): Part {
  if (shard === undefined) {
    if (file === undefined) return { selected, words: [] };
    throw new UsageError('--durations goes with --shard', 'name the part: --shard 1/4');
  }
  const name = `--shard ${shard.index}/${shard.count}`;
  const durations = file === undefined ? new Map<string, number>() : durationsIn(file, profiles);
  const parts = dealOut(selected, durations, shard.count);
  const by = durations.size === 0 ? '' : ` by ${fingerprint(durations)}`;
  return { selected: parts[shard.index - 1] ?? [], words: [`${name}${by}`] };
}

/** Scenario → milliseconds, its cases included. */
function durationsIn(file: string, profiles: readonly Profile[]): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  for (const { id, durationMs } of readRun(file, profiles).scenarios()) {
    durations.set(id, (durations.get(id) ?? 0) + durationMs);
  }
  return durations;
}

/**
 * The longest first, each to the part that has least so far. What was never measured counts as the median, and without
 * any measure everything counts the same.
 */
export function dealOut(
  selected: readonly SelectedScenario[],
  durations: ReadonlyMap<string, number>,
  count: number,
): readonly (readonly SelectedScenario[])[] {
  const measured = [...durations.values()].sort((left, right) => left - right);
  const median = measured[measured.length >> 1] ?? 1;
  const costs = selected.map((one, at) => ({ one, at, cost: durations.get(one.scenario.id) ?? median }));
  costs.sort((left, right) => right.cost - left.cost || left.at - right.at);
  const parts = Array.from({ length: count }, () => ({ sum: 0, held: [] as (typeof costs)[number][] }));
  for (const item of costs) {
    const lightest = parts.reduce((least, part) => (part.sum < least.sum ? part : least));
    lightest.sum += item.cost;
    lightest.held.push(item);
  }
  return parts.map(({ held }) => held.sort((left, right) => left.at - right.at).map(({ one }) => one));
}

/** Parts that were dealt out by different measures do not belong together. */
function fingerprint(durations: ReadonlyMap<string, number>): string {
  const sorted = [...durations].sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 12);
}

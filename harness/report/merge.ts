/** The shards of one run put together again. A missing shard, a doubled one, or one of another run is an error. */

import type { RunEvent, RunHeader } from '../events.ts';
import type { Profile } from '../spec/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { RecordError } from './record-schema.ts';
import { compareNames, nameOf, type RecordedRun } from './recorded-run.ts';
import { headerOf, isFull } from './replay.ts';
import { createTally, type RunSummary } from './results.ts';

/** A shard, and what to call it in errors. */
export interface Shard {
  readonly file: string;
  readonly run: RecordedRun;
}

interface Position {
  readonly index: number;
  readonly count: number;
  /** How the scenarios were dealt out, where that was by a recorded run. */
  readonly by: string | undefined;
}

/** @throws RecordError that names the shards in question. */
export function mergeShards(shards: readonly Shard[], profiles: readonly Profile[]): RecordedRun {
  const [first] = shards;
  if (first === undefined) throw new RecordError('there is nothing to merge');
  checkPositions(shards);
  for (const shard of shards) checkSameRun(first, shard);

  const merged: Omit<RecordedRun, 'summary'> = {
    scenarios: () => inOrder(shards.map(({ run }) => run.scenarios())),
  };
  const tally = createTally(profiles);
  tally.add(mergedHeader(shards, first));
  let last: ScenarioResult | undefined;
  for (const result of merged.scenarios()) {
    if (last !== undefined && compareNames(last, result) === 0) {
      throw new RecordError(`${nameOf(result)} stands in two of these files`);
    }
    tally.add({ type: 'scenario-finished', result });
    last = result;
  }
  tally.add(mergedFooter(shards));
  const summary = tally.summary();
  checkRequirementSets(first, summary);
  return { ...merged, summary };
}

function checkPositions(shards: readonly Shard[]): void {
  const seen = new Map<number, string>();
  const counts = new Set<string>();
  for (const { file, run } of shards) {
    const { index, count, by } = positionOf(file, run.summary);
    counts.add(`${count} ${by ?? ''}`);
    if (counts.size > 1) throw new RecordError(`${file}: was dealt out otherwise than the files before it`);
    const earlier = seen.get(index);
    if (earlier !== undefined) throw new RecordError(`${file}: is shard ${index}, and so is ${earlier}`);
    seen.set(index, file);
  }
  const count = Number.parseInt([...counts][0] ?? '', 10);
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) {
    const names = missing.map((index) => `${index}/${count}`).join(', ');
    throw new RecordError(`shard ${names} is missing: give the files of all ${count} shards`);
  }
}

const SHARD = /^--shard (\d+)\/(\d+)(?: by (\w+))?$/;

function positionOf(file: string, { selection }: RunSummary): Position {
  const word = selection.find((one) => one.startsWith('--shard '));
  const [, index, count, by] = SHARD.exec(word ?? '') ?? [];
  if (index === undefined) throw new RecordError(`${file}: is no shard: it was run without --shard`);
  return { index: Number(index), count: Number(count), by };
}

/** Everything but ports, times and seeds has to agree. */
function checkSameRun(first: Shard, other: Shard): void {
  const [left, right] = [factsOf(first.run.summary), factsOf(other.run.summary)];
  for (const [name, value] of Object.entries(left)) {
    if (JSON.stringify(value) === JSON.stringify(right[name])) continue;
    throw new RecordError(`${other.file}: differs from ${first.file} in ${name}: they are not of one run`);
  }
}

function factsOf(summary: RunSummary): Readonly<Record<string, unknown>> {
  const { tool, target, selection, dialect, capabilities, waivers, baseline, profiles } = summary;
  return {
    tool: tool.version,
    'target name': target.name,
    domain: target.domain,
    selection: withoutShard(selection),
    profiles: profiles.map(({ id }) => id),
    'requirement sets': profiles.map(({ requirementSet }) => requirementSet),
    dialect,
    capabilities,
    waivers,
    baseline: baseline?.entries.map(({ state: _, ...entry }) => entry),
  };
}

function withoutShard(selection: readonly string[]): readonly string[] {
  return selection.filter((word) => !SHARD.test(word));
}

function mergedHeader(shards: readonly Shard[], { run }: Shard): RunHeader {
  const summaries = shards.map((shard) => shard.run.summary);
  const selection = withoutShard(run.summary.selection);
  const runIds = [...new Set(summaries.map(({ runId }) => runId))].sort();
  return {
    ...headerOf(run.summary),
    startedAt: summaries.map(({ startedAt }) => startedAt).sort()[0] ?? run.summary.startedAt,
    runId: runIds.join('+'),
    selection,
    full: isFull(selection),
  };
}

/** Shards run beside each other: together they took as long as the longest. */
function mergedFooter(shards: readonly Shard[]): RunEvent {
  const durationMs = Math.max(...shards.map(({ run }) => run.summary.durationMs));
  const cut = shards.find(({ run }) => !run.summary.complete);
  return {
    type: 'footer',
    durationMs,
    ...(cut === undefined ? {} : { aborted: `${cut.file}: ${cut.run.summary.aborted ?? 'was cut short'}` }),
  };
}

/** What is untested in all shards is known only to the release that ran them. */
function checkRequirementSets({ file, run }: Shard, merged: RunSummary): void {
  for (const { id, requirementSet } of run.summary.profiles) {
    if (merged.profiles.some((profile) => profile.id === id && profile.requirementSet === requirementSet))
      continue;
    throw new RecordError(`${file}: ${id} has other requirements here; merge with the release that ran it`);
  }
}

/** Of several sorted sequences one. */
function* inOrder(sequences: readonly Iterable<ScenarioResult>[]): Generator<ScenarioResult> {
  const heads = sequences.map((sequence) => {
    const iterator = sequence[Symbol.iterator]();
    return { iterator, next: iterator.next() };
  });
  for (;;) {
    let smallest: { result: ScenarioResult; head: (typeof heads)[number] } | undefined;
    for (const head of heads) {
      if (head.next.done === true) continue;
      const result = head.next.value;
      if (smallest === undefined || compareNames(result, smallest.result) < 0) smallest = { result, head };
    }
    if (smallest === undefined) return;
    yield smallest.result;
    smallest.head.next = smallest.head.iterator.next();
  }
}

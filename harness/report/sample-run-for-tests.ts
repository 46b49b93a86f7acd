/** A small recorded run, and what can be made of it: shards, cut files, hostile text, many scenarios. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../events.ts';
import type { Decision, Profile, Requirement } from '../spec/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { runOfEvents } from './read-run.ts';
import type { RecordedRun } from './recorded-run.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const SAMPLES = mkdtempSync(join(tmpdir(), 'kammerton-samples-'));
process.once('exit', () => rmSync(SAMPLES, { recursive: true, force: true }));

export const SAMPLE_PROFILES: readonly Profile[] = [readProfile()];

function readProfile(): Profile {
  const text = readFileSync(join(FIXTURES, 'profile.json'), 'utf8');
  const {
    requirements,
    decisions,
    ...rest
  }: Record<'requirements', Requirement[]> &
    Record<'decisions', Decision[]> &
    Omit<Profile, 'requirements' | 'decisions'> = JSON.parse(text);
  return {
    ...rest,
    requirements: new Map(requirements.map((one) => [one.id, one])),
    decisions: new Map(decisions.map((one) => [one.id, one])),
  };
}

/** A run in which something fails, warns, is skipped, unsupported, inconclusive and waived. */
export function sampleEvents(): readonly RunEvent[] {
  return readFileSync(join(FIXTURES, 'run.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): RunEvent => JSON.parse(line));
}

/** Writes events as a run does; returns the path. */
export function writeEvents(events: readonly RunEvent[], tail = ''): string {
  const path = join(mkdtempSync(join(SAMPLES, 'run-')), 'events.ndjson');
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join('') + tail);
  return path;
}

export function runOf(events: readonly RunEvent[]): RecordedRun {
  return runOfEvents(writeEvents(events), SAMPLE_PROFILES);
}

/** The same events with another header. */
export function withHeader(
  events: readonly RunEvent[],
  change: Partial<Extract<RunEvent, { type: 'header' }>>,
): readonly RunEvent[] {
  return events.map((event) => (event.type === 'header' ? { ...event, ...change } : event));
}

/** The same run as if it had been dealt out. */
export function shardsOf(events: readonly RunEvent[], count: number): readonly (readonly RunEvent[])[] {
  const ids = [...new Set(events.flatMap((event) => (event.type === 'scenario-started' ? [event.id] : [])))];
  return Array.from({ length: count }, (_, index) => {
    const own = events.filter((event) => {
      if (event.type === 'note') return false;
      const id =
        event.type === 'scenario-finished'
          ? event.result.id
          : event.type === 'scenario-started'
            ? event.id
            : undefined;
      return id === undefined || ids.indexOf(id) % count === index;
    });
    return withHeader(own, { full: false, selection: [`--shard ${index + 1}/${count}`] });
  });
}

/** Text that breaks out of anything that does not escape it. */
export const PAYLOAD =
  '"\'`]]>--></script></style></title><img src=x onerror="window.owned=1"><script>window.owned=1</script>\u2028\u202e::error::x\r\n| @everyone';

const KEPT = new Set([
  'type',
  'format',
  'verdict',
  'level',
  'part',
  'kind',
  'profile',
  'profiles',
  'startedAt',
  'requirement',
]);

/** Every text of the run that a target, a target file or a scenario can choose gets the payload, names of members too. */
export function hostile(events: readonly RunEvent[]): readonly RunEvent[] {
  const poison = (value: unknown, key: string): unknown => {
    if (KEPT.has(key)) return value;
    if (typeof value === 'string') return `${value}${PAYLOAD}`;
    if (Array.isArray(value)) return value.map((item) => poison(item, key));
    if (value === null || typeof value !== 'object') return value;
    const open = key === 'headers' || key === 'waivers' || key === 'dialect';
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        open ? `${name}${PAYLOAD}` : name,
        poison(member, name),
      ]),
    );
  };
  return JSON.parse(JSON.stringify(events.map((event) => poison(event, 'event'))));
}

/** The failing scenario of the sample so many times, each with a transcript and cases. */
export function manyScenarios(count: number, cases: number): readonly RunEvent[] {
  const events = sampleEvents();
  const sample = events.flatMap((event) => (event.type === 'scenario-finished' ? [event.result] : []));
  const failing = sample.find(({ verdict, steps }) => verdict === 'failed' && steps.length > 0);
  if (failing === undefined) throw new Error('the sample has no failure with a transcript');
  const results = Array.from({ length: count }, (_, index): readonly ScenarioResult[] => {
    const own = { ...failing, id: `p2core/many/s${index}`, title: `Scenario number ${index}` };
    return [own, ...Array.from({ length: cases }, (_, at) => ({ ...own, case: `case-${at}` }))];
  }).flat();
  return [
    ...events.slice(0, 1),
    ...results.map((result): RunEvent => ({ type: 'scenario-finished', result })),
    { type: 'footer', durationMs: 1000 },
  ];
}

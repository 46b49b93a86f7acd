/** Reads a recorded run back, whether from `events.ndjson` or from `results.json`. */

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { RunEvent } from '../events.ts';
import type { Profile } from '../spec/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { RecordError, type RecordSchemas, recordSchemas } from './record-schema.ts';
import { compareNames, type RecordedRun, type ResultName } from './recorded-run.ts';
import { createTally, type RunResults } from './results.ts';

const CHUNK_BYTES = 1 << 20;
const LONGEST_LINE_BYTES = 256 << 20;

/** Where one result stands in an events file. */
interface Place extends ResultName {
  readonly offset: number;
  readonly length: number;
}

/**
 * Opens either kind of file.
 *
 * @throws RecordError when it is neither, or damaged anywhere but in a last line that was cut short.
 */
export function readRun(path: string, profiles: readonly Profile[]): RecordedRun {
  const start = firstBytes(path);
  return /^\s*\{\s*"type"/.test(start) ? runOfEvents(path, profiles) : runOfResults(readResults(path));
}

/** The run that a stream of events recorded, however early it ended. Scenarios stay on the disk. */
export function runOfEvents(path: string, profiles: readonly Profile[]): RecordedRun {
  const tally = createTally(profiles);
  const places: Place[] = [];
  for (const { event, offset, length } of eventLines(path)) {
    tally.add(event);
    if (event.type !== 'scenario-finished') continue;
    const { id, case: slug } = event.result;
    places.push({ id, ...(slug === undefined ? {} : { case: slug }), offset, length });
  }
  places.sort(compareNames);
  const doubled = places.find((place, at) => at > 0 && compareNames(place, places[at - 1] ?? place) === 0);
  if (doubled !== undefined) throw new RecordError(`${path}: ${doubled.id} finished twice`);
  return {
    summary: tally.summary(),
    *scenarios() {
      const file = openSync(path, 'r');
      try {
        for (const place of places) yield resultAt(file, place);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** The run that a results file holds, as it stands there. */
export function runOfResults({ scenarios, ...summary }: RunResults): RecordedRun {
  const sorted = [...scenarios].sort(compareNames);
  return { summary, scenarios: () => sorted };
}

function resultAt(file: number, { offset, length }: Place): ScenarioResult {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, offset);
  const event: RunEvent = JSON.parse(bytes.toString('utf8'));
  if (event.type !== 'scenario-finished') throw new RecordError('the events file changed while it was read');
  return event.result;
}

function readResults(path: string): RunResults {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new RecordError(
      `${path}: is no whole JSON; if its run was cut short, give its events.ndjson instead`,
    );
  }
  const schemas: RecordSchemas = recordSchemas();
  schemas.assertResults(value, path);
  return value;
}

interface EventLine {
  readonly event: RunEvent;
  readonly offset: number;
  readonly length: number;
}

function* eventLines(path: string): Generator<EventLine> {
  const schemas: RecordSchemas = recordSchemas();
  let number = 0;
  for (const { bytes, offset, ended } of lines(path)) {
    number += 1;
    const event = parse(bytes);
    if (event === undefined && !ended) return;
    if (event === undefined) throw new RecordError(`${path}:${number}: this line is no JSON`);
    schemas.assertEvent(event, `${path}:${number}`);
    if ((event.type === 'header') !== (number === 1)) {
      throw new RecordError(`${path}:${number}: a header stands in the first line, and nowhere else`);
    }
    yield { event, offset, length: bytes.length };
  }
  if (number === 0) throw new RecordError(`${path}: is empty`);
}

/** A line that is not ended may be half of one: the writer was stopped in the middle of it. */
function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

interface Line {
  readonly bytes: Buffer;
  readonly offset: number;
  /** Whether a line feed follows. */
  readonly ended: boolean;
}

function* lines(path: string): Generator<Line> {
  const file = openForReading(path);
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let parts: Buffer[] = [];
    let kept = 0;
    let offset = 0;
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0 && at < read; at = chunk.indexOf(10, from)) {
        const bytes = Buffer.concat([...parts, chunk.subarray(from, at)]);
        yield { bytes, offset, ended: true };
        offset += bytes.length + 1;
        from = at + 1;
        parts = [];
        kept = 0;
      }
      kept += read - from;
      if (kept > LONGEST_LINE_BYTES) throw new RecordError(`${path}: has a line that is too long`);
      parts.push(Buffer.from(chunk.subarray(from, read)));
    }
    const rest = Buffer.concat(parts);
    if (rest.length > 0) yield { bytes: rest, offset, ended: false };
  } finally {
    closeSync(file);
  }
}

function firstBytes(path: string): string {
  const file = openForReading(path);
  try {
    const bytes = Buffer.alloc(64);
    return bytes.subarray(0, readSync(file, bytes)).toString('utf8');
  } finally {
    closeSync(file);
  }
}

function openForReading(path: string): number {
  try {
    const file = openSync(path, 'r');
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
  } catch {
    throw new RecordError(`${path}: there is no such file`);
  }
  throw new RecordError(`${path}: is no file`);
}

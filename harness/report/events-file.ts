/** `events.ndjson`: a run's stream on disk, one event a line, whole up to the last line even if the run is cut short. */

import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { EVENTS_FORMAT, type RunEvent } from '../events.ts';

export interface EventsFile {
  readonly path: string;
  write(event: RunEvent): void;
  close(): void;
}

/** Creates the file and its folders. Writes at once, so that memory stays flat and nothing waits for an end. */
export function openEventsFile(path: string): EventsFile {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let open = true;
  return {
    path,
    write(event) {
      if (open) writeSync(file, `${JSON.stringify(event)}\n`);
    },
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

/**
 * Reads the events back, one at a time.
 *
 * @throws Error naming file and line when it is not such a stream.
 */
export async function* readEvents(path: string): AsyncGenerator<RunEvent> {
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const event = parseLine(line, `${path}:${number}`);
    if (number === 1 && (event.type !== 'header' || event.format !== EVENTS_FORMAT)) {
      throw new Error(`${path}: expected a header of ${EVENTS_FORMAT} in the first line`);
    }
    yield event;
  }
}

function parseLine(line: string, where: string): RunEvent {
  try {
    const value: RunEvent = JSON.parse(line);
    return value;
  } catch {
    throw new Error(`${where}: this line is no JSON`);
  }
}

/** The results as JSON. Scenarios are copied from the events file, one by one, so that a large run needs no large memory. */

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { readEvents } from './events-file.ts';
import type { RunSummary } from './results.ts';

/** Writes `kammerton-results/1` from a run's summary and the events it was made of. */
export async function writeJsonResults(path: string, summary: RunSummary, eventsPath: string): Promise<void> {
  const { requirements, ...head } = summary;
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    writeSync(file, `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "scenarios": [`);
    let separator = '\n    ';
    for await (const event of readEvents(eventsPath)) {
      if (event.type !== 'scenario-finished') continue;
      writeSync(file, `${separator}${JSON.stringify(event.result)}`);
      separator = ',\n    ';
    }
    const lines = requirements.map((requirement) => `\n    ${JSON.stringify(requirement)}`);
    writeSync(file, `\n  ],\n  "requirements": [${lines.join(',')}\n  ]\n}\n`);
  } finally {
    closeSync(file);
  }
}

/** `kammerton spec view`: the source documents sentence by sentence, as a page. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { escapeText } from '../report/escape.ts';
import { readRun } from '../report/read-run.ts';
import { RecordError } from '../report/record-schema.ts';
import { renderSourceView, type SourceView } from '../report/source-view.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import { allNotes, coverSources, readSources } from './source-coverage.ts';
import { UsageError } from './usage-error.ts';

export interface SpecViewWords {
  /** The folder that the sources' file names are relative to. */
  readonly source: string;
  /** A recorded run, whose verdicts colour the sentences. */
  readonly results?: string;
  readonly out: string;
}

/** Writes the page and says where. */
export async function specView({ source, results, out }: SpecViewWords): Promise<ExitCode> {
  const data = await loadConformanceData();
  const [sources, notes] = await Promise.all([readSources(source, data), allNotes(data)]);
  const documents = [...coverSources(data, sources, notes)].map(([file, sentences]) => ({ file, sentences }));
  const page = renderSourceView({ documents, ...(results === undefined ? {} : runOf(results, data)) });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, page);
  process.stdout.write(`written ${escapeText(out)}\n`);
  return EXIT.ok;
}

function runOf(path: string, { registry }: ConformanceData): Pick<SourceView, 'run'> {
  try {
    const { summary } = readRun(path, [...registry.profiles.values()]);
    const statuses = new Map(summary.requirements.map(({ id, status }) => [id, status]));
    const day = summary.startedAt.slice(0, 10);
    return { run: { title: `The sources, and what ${summary.target.name} held on ${day}`, statuses } };
  } catch (error) {
    if (error instanceof RecordError)
      throw new UsageError(error.message, 'give results.json or events.ndjson');
    throw error;
  }
}

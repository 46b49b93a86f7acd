/** `kammerton report`: renders a recorded run again, in any format. */

import { createConsoleReport } from '../report/console.ts';
import { incompleteness } from '../report/findings.ts';
import { readRun } from '../report/read-run.ts';
import type { RecordedRun } from '../report/recorded-run.ts';
import { eventsOf } from '../report/replay.ts';
import type { Profile } from '../spec/model.ts';
import { loadRegistry } from '../spec/registry.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { chooseReports, writeReports } from './report-choice.ts';

const WIDTH_WITHOUT_TERMINAL = 100;

export interface ReportWords {
  readonly report?: readonly string[];
  readonly out: string;
}

/** The code says whether the reports were written, not what they say. */
export async function report(file: string, words: ReportWords): Promise<ExitCode> {
  const profiles = [...(await loadRegistry()).profiles.values()];
  return showRun(readRun(file, profiles), words, profiles);
}

/** Writes the files that were asked for; prints to the console where nothing else was. */
export function showRun(run: RecordedRun, words: ReportWords, profiles: readonly Profile[]): ExitCode {
  const choice = chooseReports(words.report ?? ['console'], words.out);
  const written = writeReports(choice.files, run, profiles);
  const cut = incompleteness(run.summary);
  if (choice.console) printRun(run, profiles, written);
  else {
    for (const path of written) process.stderr.write(`written ${path}\n`);
    if (cut !== undefined) process.stderr.write(`note: this is ${cut}\n`);
  }
  return EXIT.ok;
}

function printRun(run: RecordedRun, profiles: readonly Profile[], written: readonly string[]): void {
  const isTerminal = process.stdout.isTTY === true;
  const printed = createConsoleReport({
    write: (text) => process.stdout.write(text),
    profiles,
    width: process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
    interactive: false,
    coloured: isTerminal && (process.env.NO_COLOR ?? '') === '',
    verbosity: 'normal',
  });
  for (const event of eventsOf(run)) printed.onEvent(event);
  printed.finish(run.summary, { written, notes: [], output: '' });
}

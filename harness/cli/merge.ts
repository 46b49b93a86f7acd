/** `kammerton merge`: the results of all shards of a run as one. */

import { mergeShards } from '../report/merge.ts';
import { readRun } from '../report/read-run.ts';
import { loadRegistry } from '../spec/registry.ts';
import { type ExitCode, runExitCode } from '../verdict/run-verdict.ts';
import { applyBaseline, type BaselineOutcome } from './known-failures.ts';
import { type ReportWords, showRun } from './report.ts';
import { checkRequired } from './report-choice.ts';

export interface MergeWords extends ReportWords {
  readonly require?: string;
}

/** Writes the JSON results and whatever else is asked for; ends as the whole run would have. */
export async function merge(files: readonly string[], words: MergeWords): Promise<ExitCode> {
  checkRequired(words.require);
  const profiles = [...(await loadRegistry()).profiles.values()];
  const shards = files.map((file) => ({ file, run: readRun(file, profiles) }));
  const run = mergeShards(shards, profiles);
  showRun(run, { ...words, report: ['json', 'console', ...(words.report ?? [])] }, profiles);
  const { notes, exit }: BaselineOutcome = applyBaseline({}, run);
  for (const note of notes) process.stderr.write(`note  ${note}\n`);
  return runExitCode({
    verdict: run.summary.verdict,
    interrupted: false,
    requireConformant: words.require !== undefined,
    ...exit,
  });
}

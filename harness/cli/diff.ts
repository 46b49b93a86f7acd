/** `kammerton diff`: what got better and what got worse between two runs. */

import { diffRuns, type RunDiff } from '../report/diff.ts';
import { diffMarkdown, diffText } from '../report/diff-text.ts';
import { readRun } from '../report/read-run.ts';
import { loadRegistry } from '../spec/registry.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import type { DiffWords } from './result-commands.ts';

/** Exit code 1 on a regression of a MUST; 3 when the second run was cut short and shows none. */
export async function diff(before: string, after: string, { format }: DiffWords): Promise<ExitCode> {
  const profiles = [...(await loadRegistry()).profiles.values()];
  const found = diffRuns(readRun(before, profiles), readRun(after, profiles));
  process.stdout.write(RENDERERS[format](found));
  if (found.regressions > 0) return EXIT.mustFailed;
  return found.after.complete ? EXIT.ok : EXIT.inconclusive;
}

const RENDERERS: Readonly<Record<DiffWords['format'], (diff: RunDiff) => string>> = {
  text: diffText,
  markdown: diffMarkdown,
  json: (found) => `${JSON.stringify(found, null, 2)}\n`,
};

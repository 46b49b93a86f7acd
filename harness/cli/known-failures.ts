/** `--baseline FILE` and `--write-baseline`: the user's list of known failures, held against the suite. */

import { readFileSync, writeFileSync } from 'node:fs';
import { type BaselineResult, baselineLines, isBaselineRed } from '../report/baseline.ts';
import { formatBaseline, parseBaseline, renewedEntries } from '../report/baseline-file.ts';
import type { RecordedRun } from '../report/recorded-run.ts';
import type { RunSummary } from '../report/results.ts';
import type { Baseline } from '../verdict/model.ts';
import type { ExitFacts } from '../verdict/run-verdict.ts';
import type { ConformanceData } from './conformance-data.ts';
import type { RunWords } from './program.ts';
import { UsageError } from './usage-error.ts';

type BaselineWords = Pick<RunWords, 'baseline' | 'writeBaseline'>;

/** @throws UsageError without a file, RegistryError for one that is no list of known failures. */
export function readBaseline(words: BaselineWords, data: ConformanceData): Baseline | undefined {
  const { baseline: file, writeBaseline } = words;
  if (file === undefined) {
    if (writeBaseline === undefined) return undefined;
    throw new UsageError('--write-baseline needs a file', 'name it with --baseline FILE');
  }
  const text = readText(file);
  if (text === undefined) {
    if (writeBaseline === true) return { file, entries: [] };
    throw new UsageError(`${file} cannot be read`, 'a first list is written by --write-baseline');
  }
  return parseBaseline(text, file, ({ requirement, scenario: id, case: slug }) => {
    const scenario = data.scenarios.find((one) => one.id === id);
    if (scenario === undefined) return false;
    const isChecked =
      scenario.requirements.includes(requirement) ||
      data.registry.schemaRequirement(scenario.profile) === requirement;
    return isChecked && (slug === undefined || scenario.cases.some((one) => one.slug === slug));
  });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export interface BaselineOutcome {
  /** What a person should know of the list. */
  readonly notes: readonly string[];
  /** Absent without a list. */
  readonly exit: Pick<ExitFacts, 'baseline'>;
}

/** Writes the list anew where that was asked for; says what it makes of the run. */
export function applyBaseline(words: BaselineWords, run: RecordedRun): BaselineOutcome {
  const { baseline } = run.summary;
  if (baseline === null) return { notes: [], exit: {} };
  if (words.writeBaseline !== true) {
    return { notes: baselineLines(baseline), exit: exitFacts(baseline, run.summary) };
  }
  const entries = renewedEntries(run);
  writeFileSync(baseline.file, formatBaseline(entries));
  const renewed = {
    ...baseline,
    entries: baseline.entries.filter(({ state }) => state === 'expired'),
    unlisted: 0,
  };
  return {
    notes: [
      `baseline ${baseline.file}: written with ${entries.length} known failures; give each its reason`,
      ...baselineLines(renewed).slice(1),
    ],
    exit: exitFacts(renewed, run.summary),
  };
}

function exitFacts(baseline: BaselineResult, { complete, counts }: RunSummary): Pick<ExitFacts, 'baseline'> {
  return { baseline: { isRed: isBaselineRed(baseline), isConcluded: complete && counts.error === 0 } };
}

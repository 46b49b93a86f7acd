/** Annotations for GitHub Actions: workflow commands that mark the scenario file of each failure. */

import type { CheckResult, ScenarioResult } from '../verdict/model.ts';
import { escapeText } from './escape.ts';
import { brokenChecks, incompleteness, knownFailures, reasonOf } from './findings.ts';
import { nameOf, type RecordedRun } from './recorded-run.ts';

/** One command a line; nothing that a target said can begin another. */
export function* renderGitHub({ summary, scenarios }: RecordedRun): Generator<string> {
  const known = knownFailures(summary);
  const cut = incompleteness(summary);
  if (cut !== undefined) yield command('error', { title: 'kammerton' }, [cut]);
  for (const result of scenarios()) {
    const file = `suites/${result.file}`;
    if (result.verdict === 'error') {
      yield command('error', { file, title: nameOf(result) }, [reasonOf(result)]);
    }
    for (const check of brokenChecks(result)) {
      const isExcused = known(result, check) !== undefined;
      const kind = check.verdict === 'warning' || isExcused ? 'warning' : 'error';
      const prefix = isExcused ? 'known failure: ' : '';
      yield command(
        kind,
        { file, title: `${prefix}${check.requirement} ${nameOf(result)}` },
        textOf(check, result),
      );
    }
  }
}

function textOf(
  { message, expected, actual, step }: CheckResult,
  { rerun }: ScenarioResult,
): readonly string[] {
  return [
    `step ${step}: ${message ?? ''}`,
    ...(expected === undefined ? [] : [`expected: ${expected}`]),
    ...(actual === undefined ? [] : [`actual: ${actual}`]),
    `rerun: ${rerun}`,
  ];
}

function command(
  kind: 'error' | 'warning',
  properties: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const words = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${kind} ${words.join(',')}::${lines.map(escapeData).join('%0A')}\n`;
}

function escapeData(text: string): string {
  return escapeText(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

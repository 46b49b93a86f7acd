/** Findings of a look at a target, for people. */

import type { Finding, Severity } from '../preflight/finding.ts';
import { escapeText } from '../report/escape.ts';

const MARKS: Readonly<Record<Severity, string>> = {
  good: '✓',
  note: '·',
  problem: '!',
  mismatch: '✗',
  useless: '✗',
};
const LABEL_WIDTH = 16;

/** A line for what was found, and one for what to do about it. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ id, severity, message, fix }) => [
    `${MARKS[severity]} ${id.padEnd(LABEL_WIDTH)}${escapeText(message)}`,
    ...(fix === undefined ? [] : [`  ${''.padEnd(LABEL_WIDTH)}fix: ${escapeText(fix)}`]),
  ]);
}

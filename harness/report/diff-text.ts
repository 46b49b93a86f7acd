/** The difference of two runs for a terminal and for a pull request. */

import type { CheckChange, RequirementChange, RunDiff } from './diff.ts';
import { escapeText } from './escape.ts';

const CHECKS_SHOWN = 5;
const LISTS = ['worse', 'better', 'new', 'gone'] as const;
const TITLES: Readonly<Record<(typeof LISTS)[number], string>> = {
  worse: 'Worse',
  better: 'Better',
  new: 'New, not counted as worse',
  gone: 'Gone',
};

export function diffText(diff: RunDiff): string {
  const lines = [
    `${diff.before.verdict} → ${diff.after.verdict}   ${escapeText(diff.before.target.name)} ${diff.before.startedAt} → ${escapeText(diff.after.target.name)} ${diff.after.startedAt}`,
    ...diff.notes.map((note) => `note  ${escapeText(note)}`),
    ...LISTS.filter((list) => diff[list].length > 0).flatMap((list) => [
      '',
      `${TITLES[list]} (${diff[list].length})`,
      ...diff[list].flatMap((change) => [
        `  ${headOf(change)}`,
        ...checkLines(change.checks).map((line) => `      ${line}`),
      ]),
    ]),
    '',
    sumOf(diff),
  ];
  return `${lines.join('\n')}\n`;
}

export function diffMarkdown(diff: RunDiff): string {
  const lines = [
    `## ${diff.regressions === 0 ? '✅' : '❌'} ${diff.before.verdict} → ${diff.after.verdict}`,
    '',
    sumOf(diff),
    '',
    ...diff.notes.map((note) => `> ${code(note)}\n`),
    ...LISTS.filter((list) => diff[list].length > 0).flatMap((list) => [
      `### ${TITLES[list]} (${diff[list].length})`,
      '',
      ...diff[list].flatMap((change) => [
        `- ${headOf(change)}`,
        ...checkLines(change.checks).map((line) => `  - ${code(line)}`),
      ]),
      '',
    ]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function headOf({ requirement, level, before, after }: RequirementChange): string {
  return `${escapeText(requirement)} ${level}: ${before ?? 'not there'} → ${after ?? 'not there'}`;
}

function checkLines(checks: readonly CheckChange[]): readonly string[] {
  const lines = checks.slice(0, CHECKS_SHOWN).map(({ place, before, after }) => {
    return `${escapeText(place)}: ${before ?? 'not run'} → ${after ?? 'not run'}`;
  });
  const rest = checks.length - CHECKS_SHOWN;
  return rest > 0 ? [...lines, `and ${rest} more`] : lines;
}

function sumOf({ worse, better, regressions, ...rest }: RunDiff): string {
  const musts = regressions === 1 ? '1 MUST' : `${regressions} MUSTs`;
  return `${worse.length} worse (${musts}), ${better.length} better, ${rest.new.length} new, ${rest.gone.length} gone`;
}

function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text} ${fence}`.replace(/^` ([^`]*) `$/, '`$1`');
}

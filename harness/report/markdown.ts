/** A short report for pull requests and CI summaries: the verdict, what failed and how to repeat it. */

import type { Profile } from '../spec/model.ts';
import type { CheckResult, RunVerdict, ScenarioResult } from '../verdict/model.ts';
import { baselineLines } from './baseline.ts';
import { escapeText, shorten } from './escape.ts';
import { incompleteness, type KnownFailures, knownFailures } from './findings.ts';
import { escapeMarkup } from './markup.ts';
import { nameOf, type RecordedRun } from './recorded-run.ts';
import type { RunSummary } from './results.ts';

/** A comment on GitHub holds 65,536 characters. */
const FAILURES_SHOWN = 20;
const LINES_SHOWN = 30;
const TEXT_SHOWN = 400;

const SIGNS: Readonly<Record<RunVerdict, string>> = {
  conformant: '✅',
  held: '☑️',
  incomplete: '🟡',
  inconclusive: '❔',
  'non-conformant': '❌',
};

interface Failure {
  readonly result: ScenarioResult;
  readonly check: CheckResult;
  readonly also: string[];
}

/** Text of a target stands in code alone, where it can link, mention and draw nothing. */
export function* renderMarkdown(
  { summary, scenarios }: RecordedRun,
  profiles: readonly Profile[],
): Generator<string> {
  const known = knownFailures(summary);
  const { failures, excused } = collect(scenarios(), known);
  const cut = incompleteness(summary);
  const lines = [
    `## ${SIGNS[summary.verdict]} ${summary.verdict}: ${code(summary.target.name)}`,
    '',
    ...(cut === undefined ? [] : [`> **This is ${code(cut)}**`, '']),
    '| profile | verdict | MUSTs held | tested | applicable |',
    '|---|---|--:|--:|--:|',
    ...summary.profiles.map(
      ({ id, set, verdict, must }) =>
        `| ${code(id)}${set === undefined ? '' : ` (set ${code(set)})`} | ${verdict} | ${must.held} | ${must.tested} | ${must.total} |`,
    ),
    '',
    ...failureSection(failures, profiles),
    ...knownSection(summary, excused),
    ...waiverSection(summary),
    ...untestedSection(summary),
    footLine(summary),
    '',
  ];
  yield lines.join('\n');
}

function collect(
  results: Iterable<ScenarioResult>,
  known: KnownFailures,
): { readonly failures: readonly Failure[]; readonly excused: number } {
  const failures = new Map<string, Failure>();
  let excused = 0;
  for (const result of results) {
    for (const check of result.checks) {
      if (check.verdict !== 'failed') continue;
      if (known(result, check) !== undefined) {
        excused += 1;
        continue;
      }
      const key = check.requirement;
      const earlier = failures.get(key);
      if (earlier === undefined) failures.set(key, { result, check, also: [] });
      else earlier.also.push(nameOf(result));
    }
  }
  const sorted = [...failures].sort(([left], [right]) => (left < right ? -1 : 1));
  return { failures: sorted.map(([, failure]) => failure), excused };
}

function failureSection(failures: readonly Failure[], profiles: readonly Profile[]): readonly string[] {
  if (failures.length === 0) return [];
  const rest = failures.length - FAILURES_SHOWN;
  return [
    `### Failed: ${failures.length} ${failures.length === 1 ? 'requirement' : 'requirements'}`,
    '',
    ...failures.slice(0, FAILURES_SHOWN).flatMap((failure) => failureLines(failure, profiles)),
    ...(rest > 0 ? [`${rest} more stand in the full report.`, ''] : []),
  ];
}

function failureLines({ result, check, also }: Failure, profiles: readonly Profile[]): readonly string[] {
  const requirement = profiles.find(({ id }) => id === result.profile)?.requirements.get(check.requirement);
  const more = also.length === 0 ? '' : ` and ${also.length} more`;
  const facts = [
    ...(check.message === undefined ? [] : [`finding:  ${check.message}`]),
    ...(check.expected === undefined ? [] : [`expected: ${check.expected}`]),
    ...(check.actual === undefined ? [] : [`actual:   ${check.actual}`]),
    `rerun:    ${result.rerun}`,
  ];
  return [
    `<details><summary><b>${summaryText(check.requirement)}</b> ${summaryText(nameOf(result))}${more}</summary>`,
    '',
    ...(requirement === undefined
      ? []
      : [`${prose(requirement.text)}`, '', `*Why:* ${prose(requirement.why)}`, '']),
    ...block(facts),
    '</details>',
    '',
  ];
}

function knownSection({ baseline }: RunSummary, excused: number): readonly string[] {
  if (baseline === null) return [];
  const lines = baselineLines(baseline);
  return [
    `### Known failures: ${excused}`,
    '',
    ...baseline.entries
      .filter(({ state }) => state === 'fails')
      .slice(0, LINES_SHOWN)
      .map(
        (entry) =>
          `- ${code(entry.requirement)} in ${code(nameOf({ id: entry.scenario, ...(entry.case === undefined ? {} : { case: entry.case }) }))}: ${code(entry.reason)}`,
      ),
    ...(lines.length > 1
      ? ['', '**To mend in the list:**', '', ...lines.slice(1).map((line) => `- ${code(line)}`)]
      : []),
    '',
  ];
}

function waiverSection({ waivers }: RunSummary): readonly string[] {
  const entries = Object.entries(waivers);
  if (entries.length === 0) return [];
  return [
    `### Waived: ${entries.length}`,
    '',
    ...entries.map(([id, reason]) => `- ${code(id)}: ${code(reason)}`),
    '',
  ];
}

function untestedSection({ requirements }: RunSummary): readonly string[] {
  const untested = requirements.filter(
    ({ level, status, scored }) => level === 'MUST' && status === 'untested' && scored !== false,
  );
  if (untested.length === 0) return [];
  const rest = untested.length - LINES_SHOWN;
  return [
    `<details><summary>MUSTs not tested: ${untested.length}</summary>`,
    '',
    ...untested.slice(0, LINES_SHOWN).map(({ id, reason }) => `- ${code(id)}: ${code(reason ?? '')}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
    '</details>',
    '',
  ];
}

function footLine({ counts, tool, seed, durationMs, selection }: RunSummary): string {
  const results = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`);
  const selected = selection.length === 0 ? '' : ` · selection ${code(selection.join(' '))}`;
  return `<sub>${results.join(', ') || 'no results'} in ${(durationMs / 1000).toFixed(1)} s · seed ${seed} · kammerton ${summaryText(tool.version)}</sub>${selected}`;
}

/** A code span whose fence is longer than any in the text. */
function code(text: string): string {
  const shown = shorten(escapeText(text), TEXT_SHOWN).replaceAll('|', '¦');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

function block(texts: readonly string[]): readonly string[] {
  const shown = texts.map((text) => shorten(escapeText(text), TEXT_SHOWN));
  const longest = Math.max(
    2,
    ...shown.flatMap((text) => [...text.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...shown, fence];
}

/** HTML inside a summary knows no code spans. */
function summaryText(text: string): string {
  return `<code>${escapeMarkup(text).replaceAll('`', '&#96;')}</code>`;
}

/** Our own sentences from the registry; their backticks are code. */
function prose(text: string): string {
  return escapeText(text).replaceAll('<', '&lt;');
}

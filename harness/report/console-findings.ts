/** The end of the console report: failures in full, the rest grouped by reason, the headline. */

import type { Profile } from '../spec/model.ts';
import type { CheckResult, ScenarioResult, Verdict } from '../verdict/model.ts';
import type { ConsoleOptions, Ending } from './console.ts';
import { escapeLines, escapeText } from './escape.ts';
import { failureLines } from './failure-text.ts';
import type { RunSummary } from './results.ts';
import { colourOf, colourOfRun, type Paint } from './style.ts';
import { wrap } from './wrap.ts';

const FAILURES_KEPT = 50;
const NAMES_SHOWN = 4;
const OUTPUT_LINES = 20;

interface Failure {
  readonly result: ScenarioResult;
  readonly check: CheckResult;
  /** Further cases of that scenario that broke the same requirement. */
  readonly also: string[];
}

interface Reason {
  readonly names: string[];
  total: number;
}

/** What the end has to tell; bounded, however many results there are. */
export interface Findings {
  add(result: ScenarioResult): void;
  readonly failures: ReadonlyMap<string, Failure>;
  /** Failed checks that are not kept. */
  readonly dropped: number;
  /** Verdict → reason → names. */
  readonly reasons: ReadonlyMap<Verdict, ReadonlyMap<string, Reason>>;
}

export function createFindings(): Findings {
  const failures = new Map<string, Failure>();
  const reasons = new Map<Verdict, Map<string, Reason>>();
  let dropped = 0;
  const addReason = (verdict: Verdict, reason: string, name: string): void => {
    const group = reasons.get(verdict) ?? new Map<string, Reason>();
    reasons.set(verdict, group);
    const entry = group.get(reason) ?? { names: [], total: 0 };
    group.set(reason, entry);
    entry.total += 1;
    if (entry.names.length < NAMES_SHOWN) entry.names.push(name);
  };
  return {
    failures,
    reasons,
    get dropped() {
      return dropped;
    },
    add(result) {
      const name = nameOf(result);
      for (const check of result.checks.filter(({ verdict }) => verdict === 'failed')) {
        const key = `${result.id} ${check.requirement} ${check.step}`;
        const known = failures.get(key);
        if (known !== undefined) known.also.push(name);
        else if (failures.size < FAILURES_KEPT) failures.set(key, { result, check, also: [] });
        else dropped += 1;
      }
      for (const check of result.checks.filter(({ verdict }) => verdict === 'warning')) {
        const finding = check.message?.split('\n', 1)[0] ?? 'not followed';
        addReason('warning', `${check.requirement} ${finding}`, name);
      }
      if (result.verdict === 'passed' || result.verdict === 'failed' || result.verdict === 'warning') return;
      const cause = result.reason ?? result.checks.find(({ verdict }) => verdict === result.verdict)?.message;
      addReason(result.verdict, cause ?? 'no reason was given', name);
    },
  };
}

export interface ClosingView extends Pick<ConsoleOptions, 'profiles' | 'width' | 'verbosity'>, Ending {
  readonly paint: Paint;
  /** How many scenarios ended, their cases folded. */
  readonly scenarios: number;
}

/** Everything below the list of scenarios. */
export function closingLines(summary: RunSummary, findings: Findings, view: ClosingView): readonly string[] {
  const { paint } = view;
  const quiet = view.verbosity === 'quiet';
  return [
    ...failureSection(findings, view),
    ...reasonSection('error', 'errors of the harness', findings, view),
    ...(quiet ? [] : reasonSection('warning', 'SHOULDs not followed', findings, view)),
    ...(quiet ? [] : reasonSection('inconclusive', 'inconclusive: not reached', findings, view)),
    ...(quiet ? [] : reasonSection('skipped', 'skipped', findings, view)),
    ...(quiet ? [] : reasonSection('unsupported', 'not offered by the target', findings, view)),
    ...outputSection(view),
    '',
    ...(quiet ? [] : [...footLines(summary, view), '']),
    ...view.notes.map((note) => `${paint.yellow('note')}  ${escapeText(note)}`),
    headline(summary, view.scenarios, paint),
  ];
}

/** `incomplete · p2core: 24 of 91 MUSTs tested, 24 held · 52 scenarios in 1.4 s` */
export function headline(summary: RunSummary, scenarios: number, paint: Paint): string {
  const profiles = summary.profiles.map(
    ({ id, must }) => `${id}: ${must.tested} of ${must.total} MUSTs tested, ${must.held} held`,
  );
  const count = scenarios === 1 ? '1 scenario' : `${scenarios} scenarios`;
  const verdict = colourOfRun(summary.verdict, paint)(paint.bold(summary.verdict));
  return [verdict, ...profiles, `${count} in ${durationText(summary.durationMs)}`].join(' · ');
}

function failureSection({ failures, dropped }: Findings, view: ClosingView): readonly string[] {
  const { paint } = view;
  const bodyLimit = view.verbosity === 'verbose' ? 8000 : 600;
  const lines = [...failures.values()].flatMap(({ result, check, also }) => [
    '',
    `${paint.red(paint.bold('FAILED'))}  ${escapeText(nameOf(result))}  ${escapeText(result.title)}`,
    ...failureLines(result, check, { ...view, bodyLimit }),
    ...(also.length === 0 ? [] : [`    ${paint.dim('also'.padEnd(10))}${namesText(also, also.length)}`]),
  ]);
  return dropped === 0 ? lines : [...lines, '', `${dropped} more failed checks stand in the results file.`];
}

function reasonSection(
  verdict: Verdict,
  title: string,
  findings: Findings,
  { paint, width }: ClosingView,
): readonly string[] {
  const reasons = findings.reasons.get(verdict);
  if (reasons === undefined) return [];
  return [
    '',
    colourOf(verdict, paint)(paint.bold(title)),
    ...[...reasons].flatMap(([reason, { names, total }]) => [
      ...wrap(escapeText(reason), width - 2).map((line) => `  ${line}`),
      ...wrap(namesText(names, total), width - 4).map((line) => paint.dim(`    ${line}`)),
    ]),
  ];
}

function outputSection({ output, paint }: ClosingView): readonly string[] {
  if (output.trim() === '') return [];
  const lines = escapeLines(output.trimEnd()).slice(-OUTPUT_LINES);
  return ['', paint.bold('the target printed last'), ...lines.map((line) => `  ${line}`)];
}

function footLines(summary: RunSummary, { written, paint, profiles }: ClosingView): readonly string[] {
  const counts = Object.entries(summary.counts).filter(([, number]) => number > 0);
  const dialect = departures(summary, profiles);
  const waived = Object.keys(summary.waivers);
  return [
    `results    ${counts.map(([verdict, number]) => `${number} ${verdict}`).join(', ') || 'none'}`,
    ...(dialect.length === 0
      ? []
      : [
          `dialect    ${dialect.map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}`,
        ]),
    ...(waived.length === 0 ? [] : [`waived     ${waived.join(', ')}`]),
    ...(written.length === 0 ? [] : [`written    ${written.join(', ')}`]),
  ]
    .map(escapeText)
    .map((line) => paint.dim(line));
}

/** The dialects that are not the default, which is the first of a decision's values. */
function departures(
  { dialect }: RunSummary,
  profiles: readonly Profile[],
): readonly (readonly [string, unknown])[] {
  const defaults = new Map(
    profiles
      .flatMap(({ decisions }) => [...decisions.values()])
      .flatMap((decision) => (decision.dialect === undefined ? [] : [decision.dialect]))
      .map(({ key, values }) => [key, values[0]]),
  );
  return Object.entries(dialect).filter(([key, value]) => defaults.get(key) !== String(value));
}

function nameOf(result: ScenarioResult): string {
  return result.case === undefined ? result.id : `${result.id}#${result.case}`;
}

function namesText(names: readonly string[], total: number): string {
  const shown = names.slice(0, NAMES_SHOWN).map(escapeText).join(', ');
  return total > NAMES_SHOWN ? `${shown} and ${total - NAMES_SHOWN} more` : shown;
}

function durationText(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

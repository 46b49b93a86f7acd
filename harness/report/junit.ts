/** JUnit XML for CI systems: a suite for each topic, a test case for each result. */

import type { CheckResult, ScenarioResult } from '../verdict/model.ts';
import { baselineLines, isBaselineRed } from './baseline.ts';
import { incompleteness, type KnownFailures, knownFailures, reasonOf } from './findings.ts';
import { escapeMarkup, escapeMarkupLines } from './markup.ts';
import { nameOf, type RecordedRun } from './recorded-run.ts';
import type { RunSummary } from './results.ts';

interface TestCase {
  readonly xml: string;
  readonly outcome: 'passed' | 'failures' | 'errors' | 'skipped';
  readonly durationMs: number;
}

/** Waivers are properties; a run that was cut short or has a stale baseline has a test case that says so. */
export function* renderJUnit({ summary, scenarios }: RecordedRun): Generator<string> {
  const known = knownFailures(summary);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="kammerton: ${escapeMarkup(summary.target.name)}" time="${seconds(summary.durationMs)}">\n`;
  yield suite('run', runCases(summary), propertiesOf(summary));
  let topic: string | undefined;
  let cases: TestCase[] = [];
  for (const result of scenarios()) {
    const own = topicOf(result);
    if (topic !== undefined && own !== topic) {
      yield suite(topic, cases, '');
      cases = [];
    }
    topic = own;
    cases.push(testCase(result, known));
  }
  if (topic !== undefined) yield suite(topic, cases, '');
  yield '</testsuites>\n';
}

function topicOf({ id }: ScenarioResult): string {
  return id.split('/').slice(0, -1).join('/');
}

function suite(name: string, cases: readonly TestCase[], properties: string): string {
  const count = (outcome: TestCase['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length;
  const time = cases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const counts = `tests="${cases.length}" failures="${count('failures')}" errors="${count('errors')}" skipped="${count('skipped')}"`;
  const head = `  <testsuite name="${escapeMarkup(name)}" ${counts} time="${seconds(time)}">\n`;
  return `${head}${properties}${cases.map(({ xml }) => xml).join('')}  </testsuite>\n`;
}

function testCase(result: ScenarioResult, known: KnownFailures): TestCase {
  const failed = result.checks.filter(({ verdict }) => verdict === 'failed');
  const excuses = failed.flatMap((check) => known(result, check) ?? []);
  const isExcused = failed.length > 0 && excuses.length === failed.length;
  const start = `    <testcase classname="${escapeMarkup(result.id.replaceAll('/', '.'))}" name="${escapeMarkup(
    result.case === undefined ? result.title : `${result.case}: ${result.title}`,
  )}" time="${seconds(result.durationMs)}">`;
  const end = (outcome: TestCase['outcome'], children: string): TestCase => {
    return { xml: `${start}${children}</testcase>\n`, outcome, durationMs: result.durationMs };
  };
  switch (result.verdict) {
    case 'passed':
      return end('passed', '');
    case 'warning':
      return end('passed', `<system-out>${details(result, result.checks)}</system-out>`);
    case 'failed': {
      if (isExcused) {
        const reasons = excuses.map(({ reason }) => reason).join('; ');
        return end('skipped', element('skipped', `known failure: ${reasons}`, details(result, failed)));
      }
      const messages = failed.map(({ requirement, message }) => `${requirement}: ${message ?? ''}`);
      return end('failures', element('failure', messages.join('; '), details(result, failed)));
    }
    case 'error':
      return end('errors', element('error', reasonOf(result), details(result, [])));
    case 'inconclusive':
    case 'skipped':
    case 'unsupported':
      return end('skipped', element('skipped', `${result.verdict}: ${reasonOf(result)}`, ''));
  }
}

function details(result: ScenarioResult, checks: readonly CheckResult[]): string {
  const lines = checks
    .filter(({ verdict }) => verdict !== 'passed')
    .flatMap(({ requirement, level, step, message, expected, actual }) => [
      `${requirement} (${level}) in step ${step}: ${message ?? ''}`,
      ...(expected === undefined ? [] : [`expected: ${expected}`]),
      ...(actual === undefined ? [] : [`actual:   ${actual}`]),
    ]);
  return escapeMarkupLines([...lines, `scenario: ${nameOf(result)}`, `rerun: ${result.rerun}`].join('\n'));
}

/** The run itself: whether it came to its end, and whether its list of known failures is true. */
function runCases(summary: RunSummary): readonly TestCase[] {
  const cut = incompleteness(summary);
  const start = (name: string): string => `    <testcase classname="run" name="${name}" time="0">`;
  const complete = start('the run came to its end');
  const first: TestCase =
    cut === undefined
      ? { xml: `${complete}</testcase>\n`, outcome: 'passed', durationMs: 0 }
      : { xml: `${complete}${element('error', cut, '')}</testcase>\n`, outcome: 'errors', durationMs: 0 };
  const { baseline } = summary;
  if (baseline === null) return [first];
  const known = start('the list of known failures is up to date');
  const lines = baselineLines(baseline);
  const isStale = isBaselineRed({ ...baseline, unlisted: 0 });
  const finding = element('failure', lines.slice(1).join('; '), escapeMarkupLines(lines.join('\n')));
  return [
    first,
    {
      xml: `${known}${isStale ? finding : ''}</testcase>\n`,
      outcome: isStale ? 'failures' : 'passed',
      durationMs: 0,
    },
  ];
}

function propertiesOf(summary: RunSummary): string {
  const facts: readonly (readonly [string, string])[] = [
    ['verdict', summary.verdict],
    ['target', `${summary.target.name} at ${summary.target.url}`],
    ['seed', String(summary.seed)],
    ...summary.profiles.map(
      ({ id, must }) =>
        [`MUSTs of ${id}`, `${must.tested} of ${must.total} tested, ${must.held} held`] as const,
    ),
    ...Object.entries(summary.waivers).map(([id, reason]) => [`waived ${id}`, reason] as const),
  ];
  const lines = facts.map(
    ([name, value]) => `      <property name="${escapeMarkup(name)}" value="${escapeMarkup(value)}"/>\n`,
  );
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

function element(name: 'failure' | 'error' | 'skipped', message: string, escapedText: string): string {
  const type = name === 'failure' ? ' type="conformance"' : '';
  return `<${name}${type} message="${escapeMarkup(message)}">${escapedText}</${name}>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import type { BaselineEntry } from '../verdict/model.ts';
import { baselineLines, isBaselineRed } from './baseline.ts';
import { formatBaseline, parseBaseline, renewedEntries } from './baseline-file.ts';
import { FORMATS } from './formats.ts';
import type { RecordedRun } from './recorded-run.ts';
import { runOf, SAMPLE_PROFILES, sampleEvents, withHeader } from './sample-run-for-tests.ts';

const REPLAY = { requirement: 'P2-IDN-07', scenario: 'p2core/identify/replay', reason: 'ticket 7', line: 3 };
const FLIPPED = {
  requirement: 'P2-IDN-04',
  scenario: 'p2core/identify/wrong-signature',
  case: 'flipped',
  reason: 'ticket 4',
  line: 4,
};
const OTHER_KEY = { ...FLIPPED, case: 'other-key', line: 5 };
const ALL = [REPLAY, FLIPPED, OTHER_KEY];

function runWith(
  entries: readonly BaselineEntry[],
  change = (events: readonly RunEvent[]) => events,
): RecordedRun {
  return runOf(change(withHeader(sampleEvents(), { baseline: { file: 'known.yaml', entries } })));
}

function assessed(entries: readonly BaselineEntry[]) {
  const { baseline } = runWith(entries).summary;
  if (baseline === null) throw new Error('the run has no baseline');
  return baseline;
}

describe('a list of known failures', () => {
  it('that names every failure leaves the run green, and no failure unseen', () => {
    const baseline = assessed(ALL);
    expect(baseline.entries.map(({ state }) => state)).toEqual(['fails', 'fails', 'fails']);
    expect([baseline.unlisted, isBaselineRed(baseline)]).toEqual([0, false]);
    expect(runWith(ALL).summary.verdict).toBe('non-conformant');
  });

  it('is keyed by the case too: another case of the scenario is not excused', () => {
    const baseline = assessed([REPLAY, FLIPPED]);
    expect([baseline.unlisted, isBaselineRed(baseline)]).toEqual([1, true]);
  });

  it.each<[what: string, entry: BaselineEntry, line: string]>([
    [
      'holds again',
      { ...FLIPPED, case: 'other-message', line: 9 },
      'known.yaml:9: P2-IDN-04 p2core/identify/wrong-signature#other-message holds again: delete this line',
    ],
    [
      'has expired',
      { ...REPLAY, expires: '2025-12-31', line: 9 },
      'known.yaml:9: P2-IDN-07 p2core/identify/replay has expired: mend the server, or renew the entry (2025-12-31)',
    ],
    [
      'names no check',
      { ...REPLAY, scenario: 'p2core/no/such', unknown: true, line: 9 },
      'known.yaml:9: P2-IDN-07 p2core/no/such is no check of this suite: delete this line',
    ],
  ])('makes the run red when an entry %s, and shows the line', (_, entry, line) => {
    const baseline = assessed([...ALL.filter((one) => one.line !== (entry.expires ? 3 : 0)), entry]);
    expect(isBaselineRed({ ...baseline, unlisted: 0 })).toBe(true);
    expect(baselineLines(baseline)).toContain(line);
  });

  it('says nothing of what was not reached, and counts an entry on its last day', () => {
    const skipped = { requirement: 'P2-KEY-04', scenario: 'p2core/key/rotate', reason: 'r', line: 6 };
    const baseline = assessed([...ALL.slice(1), { ...REPLAY, expires: '2026-01-01' }, skipped]);
    expect(baseline.entries.map(({ state }) => state)).toEqual(['fails', 'fails', 'fails', 'not reached']);
    expect(isBaselineRed(baseline)).toBe(false);
  });

  it.each(['html', 'junit', 'markdown', 'github'])('stands with its reasons in the %s report', (name) => {
    const text = [...(FORMATS.get(name)?.render(runWith(ALL), SAMPLE_PROFILES) ?? [])].join('');
    expect(text).toMatch(name === 'github' ? /::warning [^\n]*title=known failure/ : /ticket 7/);
    if (name === 'junit') expect(text).not.toContain('<failure');
    if (name === 'github') expect(text).not.toContain('::error');
  });
});

describe('the file of known failures', () => {
  const parse = (text: string) =>
    parseBaseline(text, 'known.yaml', ({ scenario }) => scenario !== 'p2core/no/such');

  it('is written so that it excuses the run that it was written after', () => {
    const entries = renewedEntries(runWith([]));
    const { entries: read } = parse(formatBaseline(entries));
    expect(read.map(({ requirement, case: slug }) => [requirement, slug])).toEqual([
      ['P2-IDN-04', 'flipped'],
      ['P2-IDN-04', 'other-key'],
      ['P2-IDN-07', undefined],
    ]);
    expect(isBaselineRed(assessed(read))).toBe(false);
  });

  it('keeps the words of what still fails, and drops what holds again', () => {
    const holding = { ...FLIPPED, case: 'other-message' };
    const entries = renewedEntries(
      runWith([{ ...REPLAY, link: 'https://example.com/7', expires: '2030-01-01' }, holding]),
    );
    expect(entries).toContainEqual({
      requirement: 'P2-IDN-07',
      scenario: 'p2core/identify/replay',
      reason: 'ticket 7',
      link: 'https://example.com/7',
      expires: '2030-01-01',
    });
    expect(entries.some((entry) => entry.case === 'other-message')).toBe(false);
  });

  it('keeps what a run that was cut short did not reach', () => {
    const entries = renewedEntries(runWith(ALL, (events) => events.slice(0, 1)));
    expect(entries).toHaveLength(3);
  });

  const head = 'format: kammerton-baseline/1\nfailures:\n';
  it.each([
    ['no format', 'failures: []\n', /known\.yaml:1: format: must be kammerton-baseline\/1/],
    [
      'no reason',
      `${head}  - { requirement: A, scenario: b, reason: '' }\n`,
      /known\.yaml:3: failures\.0\.reason: must say why/,
    ],
    [
      'an unknown key',
      `${head}  - { requirement: A, scenario: b, reason: r, until: x }\n`,
      /known\.yaml:3: failures\.0\.until/,
    ],
    [
      'a day that is none',
      `${head}  - { requirement: A, scenario: b, reason: r, expires: soon }\n`,
      /known\.yaml:3: failures\.0\.expires: must be a day/,
    ],
    [
      'a link that is no web address',
      `${head}  - { requirement: A, scenario: b, reason: r, link: 'javascript:1' }\n`,
      /known\.yaml:3: failures\.0\.link/,
    ],
    [
      'an entry twice',
      `${head}  - { requirement: A, scenario: b, reason: r }\n  - { requirement: A, scenario: b, reason: s }\n`,
      /known\.yaml:4: A b stands already in line 3/,
    ],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('marks entries that the suite does not know', () => {
    const { entries } = parse(`${head}  - { requirement: A, scenario: p2core/no/such, reason: r }\n`);
    expect(entries).toEqual([
      { requirement: 'A', scenario: 'p2core/no/such', reason: 'r', line: 3, unknown: true },
    ]);
  });
});

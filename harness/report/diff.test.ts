import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import type { ScenarioResult, Verdict } from '../verdict/model.ts';
import { diffRuns, type RequirementChange } from './diff.ts';
import { diffMarkdown, diffText } from './diff-text.ts';
import { hostile, runOf, sampleEvents, withHeader } from './sample-run-for-tests.ts';

/** The sample with other verdicts of the checks of one result. */
function withVerdict(id: string, slug: string | undefined, verdict: Verdict): readonly RunEvent[] {
  return mapResults((result) => {
    if (result.id !== id || result.case !== slug) return result;
    return { ...result, verdict, checks: result.checks.map((check) => ({ ...check, verdict })) };
  });
}

function mapResults(change: (result: ScenarioResult) => ScenarioResult | undefined): readonly RunEvent[] {
  return sampleEvents().flatMap((event): readonly RunEvent[] => {
    if (event.type !== 'scenario-finished') return [event];
    const result = change(event.result);
    return result === undefined ? [] : [{ ...event, result }];
  });
}

const diff = (before: readonly RunEvent[], after: readonly RunEvent[]) =>
  diffRuns(runOf(before), runOf(after));
const ids = (changes: readonly RequirementChange[]): readonly string[] =>
  changes.flatMap(({ requirement, checks }) => checks.map(({ place }) => `${requirement} ${place}`));

const SIGNATURE = 'p2core/identify/wrong-signature';
const WORSE = withVerdict(SIGNATURE, 'other-message', 'failed');

describe('the difference of two runs', () => {
  it('of the same is none', () => {
    const found = diff(sampleEvents(), sampleEvents());
    expect(found).toMatchObject({ worse: [], better: [], new: [], gone: [], regressions: 0, notes: [] });
  });

  it('names a case that broke, though its requirement was broken before', () => {
    const found = diff(sampleEvents(), WORSE);
    expect([ids(found.worse), found.regressions]).toEqual([[`P2-IDN-04 ${SIGNATURE}#other-message`], 1]);
    expect(diff(WORSE, sampleEvents())).toMatchObject({ worse: [], regressions: 0 });
    expect(ids(diff(WORSE, sampleEvents()).better)).toEqual([`P2-IDN-04 ${SIGNATURE}#other-message`]);
  });

  it('counts as worse what held and is no longer reached', () => {
    const found = diff(sampleEvents(), withVerdict(SIGNATURE, 'other-message', 'inconclusive'));
    expect(found.regressions).toBe(1);
  });

  it('does not count a SHOULD as a regression', () => {
    const held = withVerdict('p2core/identify/opens', undefined, 'passed');
    const found = diff(held, sampleEvents());
    expect([ids(found.worse), found.regressions]).toEqual([['P2-IDN-18 p2core/identify/opens'], 0]);
  });

  it('blames nobody for a suite that grew: a broken check that is new is new', () => {
    const younger = mapResults((result) => (result.case === 'flipped' ? undefined : result));
    const found = diff(younger, sampleEvents());
    expect([ids(found.new), found.worse, found.regressions]).toEqual([
      [`P2-IDN-04 ${SIGNATURE}#flipped`],
      [],
      0,
    ]);
    expect(ids(diff(sampleEvents(), younger).gone)).toEqual([`P2-IDN-04 ${SIGNATURE}#flipped`]);
  });

  it('says what makes the runs hard to compare', () => {
    const other = withHeader(sampleEvents().slice(0, -1), { dialect: {}, selection: ['x'] });
    expect(diff(sampleEvents(), other).notes).toEqual([
      expect.stringMatching(/^the second run is not the whole run: .*cut short/),
      'the runs differ in what was selected',
      'the runs differ in the dialect of the target',
    ]);
  });

  it('reads as text and as Markdown', () => {
    const found = diff(sampleEvents(), WORSE);
    expect(diffText(found)).toMatch(
      /Worse \(1\)\n {2}P2-IDN-04 MUST: broken → broken\n {6}\S+#other-message: passed → failed\n\n1 worse \(1 MUST\), 0 better, 0 new, 0 gone\n$/,
    );
    expect(diffMarkdown(found)).toMatch(
      /^## ❌ non-conformant → non-conformant\n[\s\S]*- P2-IDN-04 MUST: broken → broken\n {2}- `/,
    );
  });

  it('lets nothing of a results file reach a terminal as a command', () => {
    expect(diffText(diff(sampleEvents(), hostile(sampleEvents())))).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/,
    );
  });
});

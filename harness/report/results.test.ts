import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunEvent, RunHeader } from '../events.ts';
import type { Decision, Profile, Requirement } from '../spec/model.ts';
import type { ScenarioResult, Verdict } from '../verdict/model.ts';
import { openEventsFile, readEvents } from './events-file.ts';
import { writePieces } from './formats.ts';
import { renderJson } from './json.ts';
import { runOfEvents } from './read-run.ts';
import { createTally, type RunResults, resultsOf } from './results.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const EVENTS_PATH = join(FIXTURES, 'run.ndjson');
const PROFILES = [readProfile()];

function readProfile(): Profile {
  const {
    requirements,
    decisions,
    ...rest
  }: Record<'requirements', Requirement[]> &
    Record<'decisions', Decision[]> &
    Omit<Profile, 'requirements' | 'decisions'> = JSON.parse(
    readFileSync(join(FIXTURES, 'profile.json'), 'utf8'),
  );
  return {
    ...rest,
    requirements: new Map(requirements.map((one) => [one.id, one])),
    decisions: new Map(decisions.map((one) => [one.id, one])),
  };
}

async function eventsIn(path: string): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of readEvents(path)) events.push(event);
  return events;
}

async function sampleEvents(): Promise<readonly RunEvent[]> {
  return eventsIn(EVENTS_PATH);
}

async function sampleResults(change: (events: RunEvent[]) => void = () => undefined): Promise<RunResults> {
  const events = [...(await sampleEvents())];
  change(events);
  return resultsOf(events, PROFILES);
}

function statuses(results: RunResults): Record<string, string> {
  return Object.fromEntries(
    results.requirements.map(({ id, status, reason }) => [id, [status, reason].filter(Boolean).join(': ')]),
  );
}

/** A run whose scenarios each check P2-IDN-01 with one verdict. */
function runOf(verdicts: readonly Verdict[], header: Partial<RunHeader> = {}): RunResults {
  const results = verdicts.map((verdict, index): ScenarioResult => {
    const check = { requirement: 'P2-IDN-01', level: 'MUST', verdict, step: '1 identify' } as const;
    return {
      id: `p2core/identify/s${index}`,
      title: 't',
      profile: 'p2core',
      file: 'f.yaml',
      verdict,
      durationMs: 1,
      rerun: 'r',
      checks: [check],
      steps: [],
    };
  });
  const first: RunHeader = {
    type: 'header',
    format: 'kammerton-events/1',
    tool: { name: 'kammerton', version: '0' },
    target: { name: 't', url: 'http://h', domain: 'd' },
    startedAt: '',
    seed: 1,
    runId: 'r',
    full: true,
    selection: [],
    profiles: ['p2core'],
    dialect: {},
    capabilities: {},
    waivers: {},
    planned: results.length,
    ...header,
  };
  const finished = results.map((result): RunEvent => ({ type: 'scenario-finished', result }));
  return resultsOf([first, ...finished, { type: 'footer', durationMs: 1 }], PROFILES);
}

describe('the results of a run', () => {
  it('say what became of every requirement, and why', async () => {
    expect(statuses(await sampleResults())).toEqual({
      'P2-IDN-01': 'held',
      'P2-IDN-04': 'broken: status: expected refused, got no complete answer',
      'P2-IDN-07': 'broken: by decision D1: the second time was accepted',
      'P2-IDN-18': 'broken: the home was not asked',
      'P2-KPK-01': 'unsupported: getKeyPackages answers 404',
      'P2-EVT-01': 'unsupported: the target declares no events',
      'P2-KEY-04': 'untested: add allow: { rotateServerKey: true } to the target file',
      'P2-KEY-05': 'waived: no rotation on this stage',
      'P2-WS-01': 'untestable: no URL is given',
      'P2-SES-09': 'untested: the control was refused: status 500',
    });
  });

  it('count MUSTs that apply, and results of every verdict', async () => {
    const { verdict, profiles, counts, complete } = await sampleResults();
    expect({ verdict, complete, profile: profiles[0] }).toEqual({
      verdict: 'non-conformant',
      complete: true,
      profile: {
        id: 'p2core',
        version: '2024-01',
        requirementSet: 'abc123',
        verdict: 'non-conformant',
        must: { total: 6, tested: 3, held: 1 },
      },
    });
    expect(counts).toEqual({
      passed: 2,
      failed: 3,
      warning: 1,
      inconclusive: 1,
      skipped: 1,
      unsupported: 1,
      error: 0,
    });
  });

  it.each<[readonly Verdict[], status: string]>([
    [['passed', 'passed'], 'held'],
    [['passed', 'unsupported'], 'held'],
    [['passed', 'inconclusive'], 'untested: inconclusive'],
    [['passed', 'skipped'], 'untested: skipped'],
    [['passed', 'error'], 'untested: error'],
    [['passed', 'inconclusive', 'failed'], 'broken'],
    [['unsupported'], 'unsupported: the target does not offer it'],
    [[], 'untested: no scenario tests it yet'],
  ])('make of checks that are %j a requirement that is %s', (verdicts, status) => {
    expect(statuses(runOf(verdicts))['P2-IDN-01']).toBe(status);
  });

  it('let no waiver hide a check that failed', () => {
    const waivers = { 'P2-IDN-01': 'we know' };
    expect(statuses(runOf(['failed'], { waivers }))['P2-IDN-01']).toBe('broken');
    expect(statuses(runOf(['passed'], { waivers }))['P2-IDN-01']).toBe('waived: we know');
  });

  it('judge a selection by what was selected', () => {
    const results = runOf(['passed'], { full: false, selection: ['p2core/identify/s0'] });
    expect(results.verdict).toBe('held');
    expect(statuses(results)['P2-IDN-04']).toBe('untested: not selected');
  });

  it('list each requirement with the scenarios that check it, once each', async () => {
    const { requirements } = await sampleResults();
    expect(requirements.find(({ id }) => id === 'P2-IDN-04')?.scenarios).toEqual([
      'p2core/identify/wrong-signature',
    ]);
  });

  it.each<[what: string, change: (events: RunEvent[]) => void]>([
    ['has no footer', (events) => events.pop()],
    [
      'was aborted',
      (events) => events.push({ type: 'footer', durationMs: 5, aborted: 'the target is dead' }),
    ],
  ])('say that they are incomplete when the stream %s', async (_, change) => {
    const passing = await sampleResults((events) => {
      const kept = events.filter(
        (event) => event.type !== 'scenario-finished' || event.result.verdict === 'passed',
      );
      events.splice(0, events.length, ...kept);
      change(events);
    });
    expect([passing.complete, passing.verdict]).toEqual([false, 'inconclusive']);
  });

  it('cannot be made of a stream without a header', () => {
    expect(() => createTally(PROFILES).summary()).toThrow('these events have no header');
  });
});

describe('files of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-report-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('give the JSON results back exactly', async () => {
    const { scenarios, ...summary } = await sampleResults();
    const path = join(folder, 'deep', 'results.json');
    writePieces(path, renderJson(runOfEvents(EVENTS_PATH, PROFILES)));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ ...summary, scenarios });
  });

  it('are whole up to the last event at any moment', async () => {
    const path = join(folder, 'new', 'events.ndjson');
    const file = openEventsFile(path);
    const [header, second] = await sampleEvents();
    if (header === undefined || second === undefined) throw new Error('the sample is empty');
    file.write(header);
    file.write(second);
    expect(await eventsIn(path)).toEqual([header, second]);
    file.close();
    file.write(second);
    file.close();
    expect(await eventsIn(path)).toHaveLength(2);
  });

  it.each([
    ['{"type":"note","message":"m"}\n', /expected a header of kammerton-events\/1 in the first line/],
    ['{"type":"header","format":"kammerton-events/1"}\n{"type":\n', /broken\.ndjson:2: this line is no JSON/],
  ])('that are no stream of events are refused', async (text, message) => {
    const path = join(folder, 'broken.ndjson');
    writeFileSync(path, text);
    await expect(eventsIn(path)).rejects.toThrow(message);
  });
});

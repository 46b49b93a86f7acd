import { describe, expect, it } from 'vitest';
import type { Requirement } from '../spec/model.ts';
import type { Tombstone } from '../spec/tombstones.ts';
import type { CallStep, Check, Expectation, ResolvedScenario } from '../suite/model.ts';
import type { CheckResult, Exchange, ScenarioResult } from '../verdict/model.ts';
import { type Present, rejudge } from './rejudge.ts';

const duty = (id: string, level: Requirement['level'] = 'MUST'): Requirement => ({
  id,
  profile: 'tiny',
  topic: 'doors',
  level,
  text: 'A door opens.',
  basis: 'seed',
  source: { file: 'book.md', section: 'Doors', phrase: 'opens', hash: '0000000000000000' },
  why: 'Somebody has to get in.',
});

const at = { file: 'suites/tiny/doors/opens.yaml', line: 1, column: 1 };
const check = (requirement: string, expectation: Expectation): Check => ({ requirement, expectation, at });

function scenario(checks: readonly Check[]): ResolvedScenario {
  const step: CallStep = {
    kind: 'call',
    name: '1 openDoor',
    at,
    operation: 'openDoor',
    control: false,
    again: false,
    parameters: { path: [], query: [], headers: [] },
    save: [],
    checks,
  };
  return {
    id: 'tiny/doors/opens',
    title: 'It opens',
    profile: 'tiny',
    file: at.file,
    at,
    needs: [],
    exclusive: false,
    actors: [],
    peers: new Map(),
    values: [],
    steps: [step],
    afterwards: [],
    cases: [],
    operations: ['openDoor'],
    requirements: checks.map(({ requirement }) => requirement),
  };
}

function recorded(
  checks: readonly Pick<CheckResult, 'requirement' | 'verdict'>[],
  response: Exchange['response'] = {
    status: 200,
    headers: {},
    body: { text: '{"colour":"red"}', bytes: 16 },
  },
): ScenarioResult {
  const exchange: Exchange = {
    operation: 'openDoor',
    request: { method: 'POST', url: 'http://127.0.0.1:1/doors', headers: {} },
    ...(response === undefined ? {} : { response }),
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
  };
  return {
    id: 'tiny/doors/opens',
    title: 'It opens',
    profile: 'tiny',
    file: at.file,
    verdict: checks[0]?.verdict ?? 'passed',
    durationMs: 1,
    rerun: 'kammerton run tiny/doors/opens',
    checks: checks.map((one) => ({ level: 'MUST' as const, step: '1 openDoor', ...one })),
    steps: [{ name: '1 openDoor', from: 'alice', to: 'target', part: 'story', exchanges: [exchange] }],
  };
}

const accepted: Expectation = { kind: 'accepted' };
const status = (...wanted: readonly number[]): Expectation => ({
  kind: 'response',
  response: { status: wanted },
});
const colour = (value: string): Expectation => {
  const matcher = { kind: 'equals', value: { kind: 'literal', value } } as const;
  return { kind: 'response', response: { body: { kind: 'fields', fields: [['colour', matcher]] } } };
};

function present(
  requirements: readonly Requirement[],
  now?: ResolvedScenario | 'gone',
  tombstones: readonly Tombstone[] = [],
): Present {
  return {
    requirement: (id) => requirements.find((one) => one.id === id),
    decision: () => undefined,
    tombstones,
    ...(now === undefined ? {} : { scenario: () => (now === 'gone' ? undefined : now) }),
    accepts: (_, code) => code === 200,
  };
}

const told = ({ result, kept }: ReturnType<typeof rejudge>) => ({
  verdict: result.verdict,
  checks: result.checks.map(({ requirement, level, verdict }) => `${requirement} ${level} ${verdict}`),
  kept,
});

describe('levels', () => {
  it('make a failure of what was a warning, and a warning of a failure', () => {
    const broken = recorded([{ requirement: 'TY-A-01', verdict: 'warning' }]);
    expect(told(rejudge(broken, 'home.test', present([duty('TY-A-01')])))).toEqual({
      verdict: 'failed',
      checks: ['TY-A-01 MUST failed'],
      kept: [],
    });
    const failed = recorded([{ requirement: 'TY-A-01', verdict: 'failed' }]);
    expect(told(rejudge(failed, 'home.test', present([duty('TY-A-01', 'SHOULD')]))).verdict).toBe('warning');
  });

  it('make nothing of what was not concluded', () => {
    const unclear = recorded([{ requirement: 'TY-A-01', verdict: 'inconclusive' }]);
    expect(told(rejudge(unclear, 'home.test', present([duty('TY-A-01', 'MAY')]))).verdict).toBe(
      'inconclusive',
    );
  });

  it('keep the verdict of a story that stopped', () => {
    const stopped = {
      ...recorded([{ requirement: 'TY-A-01', verdict: 'passed' }]),
      verdict: 'skipped' as const,
    };
    expect(told(rejudge(stopped, 'home.test', present([duty('TY-A-01')]))).verdict).toBe('skipped');
  });
});

describe('the present suite', () => {
  const passed = recorded([{ requirement: 'TY-A-01', verdict: 'passed' }]);
  const by = (checks: readonly Check[], result = passed) =>
    told(rejudge(result, 'home.test', present([duty('TY-A-01'), duty('TY-A-02')], scenario(checks))));

  it('judges a recorded exchange by a check that grew stricter', () => {
    expect(by([check('TY-A-01', status(201))])).toMatchObject({ checks: ['TY-A-01 MUST failed'], kept: [] });
    expect(by([check('TY-A-01', colour('green'))])).toMatchObject({ verdict: 'failed' });
    expect(by([check('TY-A-01', accepted)])).toMatchObject({ verdict: 'passed', kept: [] });
  });

  it('judges it by a check that is new', () => {
    expect(by([check('TY-A-01', accepted), check('TY-A-02', colour('green'))]).checks).toEqual([
      'TY-A-01 MUST passed',
      'TY-A-02 MUST failed',
    ]);
  });

  it('leaves what needs the values of the run, a whole body or a secret, and says so', () => {
    const evaluated: Expectation = {
      kind: 'response',
      response: {
        body: {
          kind: 'equals',
          value: { kind: 'expression', expression: { source: 'a', names: [], functions: [] }, at },
        },
      },
    };
    const body = (text: string, cut?: true) =>
      recorded([{ requirement: 'TY-A-01', verdict: 'passed' }], {
        status: 200,
        headers: {},
        body: { text, bytes: 99, ...(cut === undefined ? {} : { cut }) },
      });
    const reasons = [
      by([check('TY-A-01', evaluated)]),
      by([check('TY-A-01', { kind: 'survived' })]),
      by([check('TY-A-01', colour('green'))], body('{"colour":', true)),
      by([check('TY-A-01', colour('green'))], body('{"colour":"<token 1>"}')),
    ].map(({ checks, kept }) => [...checks, ...kept]);
    expect(reasons).toEqual([
      ['TY-A-01 MUST passed', 'TY-A-01: it compares with values of the run'],
      ['TY-A-01 MUST passed', 'TY-A-01: whether the target still answered was not recorded'],
      ['TY-A-01 MUST passed', 'TY-A-01: the body was recorded in part'],
      ['TY-A-01 MUST passed', 'TY-A-01: the body held secrets, which are not recorded'],
    ]);
  });

  it('says where a scenario is gone, or a story never came to its end', () => {
    const gone = told(rejudge(passed, 'home.test', present([duty('TY-A-01')], 'gone')));
    expect(gone.kept).toEqual(['the suite has no such scenario or case any more']);
    const early = { ...passed, reason: 'the target was gone' };
    expect(by([check('TY-A-01', accepted), check('TY-A-02', accepted)], early).kept).toEqual([
      'TY-A-02 is checked here by now, and the recorded story did not come to its end',
    ]);
  });
});

describe('ids of the past', () => {
  const stone = (id: string, ...replacedBy: readonly string[]): Tombstone => ({
    id,
    profile: 'tiny',
    text: 'A door opens.',
    reason: 'Renamed.',
    replacedBy,
    at: 'specs/tiny/tombstones.yaml:1',
  });
  const broken = recorded([{ requirement: 'TY-OLD-01', verdict: 'warning' }]);
  const by = (...stones: readonly Tombstone[]) =>
    told(rejudge(broken, 'home.test', present([duty('TY-A-01'), duty('TY-A-02')], undefined, stones)));

  it('are judged by what took their place, through every renaming', () => {
    expect(by(stone('TY-OLD-01', 'TY-OLD-02'), stone('TY-OLD-02', 'TY-A-01'))).toEqual({
      verdict: 'failed',
      checks: ['TY-A-01 MUST failed'],
      kept: [],
    });
  });

  it('stay as they are where their duty is gone, was divided, or was never known', () => {
    expect(by(stone('TY-OLD-01'))).toMatchObject({
      verdict: 'warning',
      kept: ['TY-OLD-01 is no longer demanded: it weighs nothing'],
    });
    expect(by(stone('TY-OLD-01', 'TY-A-01', 'TY-A-02')).kept).toEqual([
      'TY-OLD-01 became TY-A-01 and TY-A-02: only a run can tell which',
    ]);
    expect(by().kept).toEqual(['TY-OLD-01 is unknown: it weighs nothing']);
  });
});

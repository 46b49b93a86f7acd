import { describe, expect, it } from 'vitest';
import { honest, run, scenario, start, type Target } from '../e2e/tiny-target.ts';
import type { ResolvedScenario } from '../suite/model.ts';

const CONTROLLED = `
title: A name is a string
actors: { dave: { home: none } }
steps:
  - control: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
    check: { P2-REG-01: { status: 201, body: { fid: string } } }
cases:
  number: { title: a number, change: { body.actor_name: 7 }, check: { P2-REG-06: refused } }
  missing: { title: none, change: { body.actor_name: absent }, check: { P2-REG-06: refused } }
`;
const TAKEN_TWICE = `
title: A name is given once
actors: { dave: { home: none } }
steps:
  - call: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
  - again: register
    check: { P2-REG-03: refused }
`;
const CHALLENGE = `
title: A challenge comes
steps:
  - call: getChallenge
    check: { P2-CHAL-02: { body: { challenge: { length: { min: 32, max: 256 } } } } }
`;

const all = (): readonly ResolvedScenario[] => [
  scenario('controlled', CONTROLLED),
  scenario('taken', TAKEN_TWICE),
  scenario('challenge', CHALLENGE),
];

describe('a run against a target', () => {
  it('that does everything right passes, from header to footer', async () => {
    const { events, verdicts, aborted } = await run(await start(honest()), all());
    expect(verdicts).toEqual({
      controlled: 'passed',
      'controlled#number': 'passed',
      'controlled#missing': 'passed',
      taken: 'passed',
      challenge: 'passed',
    });
    expect(events[0]).toMatchObject({ type: 'header', planned: 5, seed: 7, runId: 'r' });
    expect(aborted).toBeUndefined();
  });

  it('that refuses everything passes nothing', async () => {
    const { verdicts, results } = await run(await start(() => ({ status: 403 })), all());
    expect(Object.values(verdicts)).not.toContain('passed');
    expect(verdicts['controlled#number']).toBe('inconclusive');
    expect(verdicts.taken).toBe('inconclusive');
    const number = results.find((result) => result.case === 'number');
    expect(number?.checks[0]?.message).toContain('control before: 1 register was to be accepted, got 403');
  });

  it('that accepts everything fails where it had to refuse', async () => {
    const lax: Target = ({ route }) =>
      route.startsWith('POST') ? { status: 201, body: { fid: 'a@home.test' } } : { status: 200, body: {} };
    const { verdicts } = await run(await start(lax), all());
    expect(verdicts).toMatchObject({
      controlled: 'passed',
      'controlled#number': 'failed',
      'controlled#missing': 'failed',
      taken: 'failed',
    });
  });

  it('that refuses for good after one refusal proves nothing by it', async () => {
    const inner = honest();
    let isLocked = false;
    const locking: Target = (asked) => {
      const answer = isLocked ? { status: 403 } : inner(asked);
      if (typeof answer === 'object' && answer.status >= 400) isLocked = true;
      return answer;
    };
    const controlled = await run(await start(locking), [scenario('controlled', CONTROLLED)]);
    expect(controlled.verdicts).toEqual({
      controlled: 'passed',
      'controlled#number': 'inconclusive',
      'controlled#missing': 'inconclusive',
    });
    expect(controlled.results.at(-1)?.checks[0]?.message).toContain('the control after it was not accepted');
    isLocked = false;
    const taken = await run(await start(locking), [scenario('taken', TAKEN_TWICE)]);
    expect(taken.verdicts).toEqual({ taken: 'inconclusive' });
  });

  it('that answers with a body of another shape breaks the schema, unasked', async () => {
    const odd: Target = () => ({ status: 200, body: { challenge: 'c'.repeat(40), lifetime_unix: 5 } });
    const { results } = await run(await start(odd), [scenario('challenge', CHALLENGE)]);
    expect(results[0]?.checks.map(({ requirement, verdict }) => [requirement, verdict])).toEqual([
      ['P2-CHAL-02', 'passed'],
      ['P2-GEN-04', 'failed'],
    ]);
  });

  it('that throttles for ever leaves everything open', async () => {
    const throttling: Target = () => ({ status: 429, headers: { 'retry-after': '0' } });
    const { verdicts, results } = await run(await start(throttling), [scenario('challenge', CHALLENGE)]);
    expect(verdicts).toEqual({ challenge: 'inconclusive' });
    expect(results[0]?.checks[0]?.message).toContain('429');
  });
});

describe('a target that dies', () => {
  const many = (): readonly ResolvedScenario[] =>
    Array.from({ length: 30 }, (_, index) => scenario(`challenge${index}`, CHALLENGE));

  it('by never answering ends the run after a few requests, with a result for every scenario', async () => {
    const seen: string[] = [];
    const target = await start(() => 'silence', seen);
    const { results, aborted } = await run(target, many(), { requestTimeoutMs: 50 });
    expect(aborted).toContain('does not answer');
    expect(seen.length).toBeLessThan(10);
    expect(results.map(({ verdict }) => verdict)).toEqual(Array(30).fill('inconclusive'));
  });

  it('in the middle keeps what was measured', async () => {
    const inner = honest();
    let answered = 0;
    const url = await start((asked) => {
      answered += 1;
      return answered > 10 ? 'close' : inner(asked);
    });
    const { results, aborted } = await run(url, many());
    expect(aborted).toContain('does not answer');
    expect(new Set(results.map(({ id }) => id)).size).toBe(30);
    const verdicts = results.map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'passed').length).toBeGreaterThanOrEqual(8);
    expect(verdicts).not.toContain('failed');
  });

  it('is told apart from an interrupt, which leaves a footer too', async () => {
    const controller = new AbortController();
    const inner = honest();
    let answered = 0;
    const url = await start((asked) => {
      answered += 1;
      if (answered === 5) controller.abort();
      return inner(asked);
    });
    const { results, aborted } = await run(url, many(), { signal: controller.signal });
    expect(aborted).toBe('interrupted');
    expect(results.length).toBeLessThan(30);
    expect(results.map(({ verdict }) => verdict)).not.toContain('failed');
  });

  it('is not waited for after the first failure under --bail', async () => {
    const { results, aborted } = await run(
      await start(() => ({ status: 200, body: { challenge: 'short' } })),
      many(),
      {
        bail: true,
      },
    );
    expect(aborted).toMatch(/^--bail: p2core\/t\/challenge\d+ failed$/);
    expect(results.length).toBeLessThan(5);
  });
});

describe('what a run sends and tells', () => {
  it('is the same, byte for byte, for the same seed and run id', async () => {
    const scenarios = all();
    const runs = await Promise.all(
      [0, 1].map(async () => {
        const seen: string[] = [];
        await run(await start(honest(), seen), scenarios, { concurrency: 1 });
        return seen.map((line) => line.replace(/"host":"[^"]+",/, ''));
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]?.length).toBe(8);
  });

  it('holds no secret', async () => {
    const { events } = await run(await start(honest()), all(), {
      file: {
        registration: { password: 'pass-word-of-file' },
        secrets: { $STAGE: 'stage-secret' },
        headers: { 'x-stage': 'stage-secret' },
      },
    });
    const text = JSON.stringify(events);
    expect(text).toContain('actor_name');
    expect(text).toContain('$STAGE');
    expect(text).not.toContain('stage-secret');
    expect(text).not.toMatch(/Pw-1[A-Za-z0-9]{20}/);
  });

  it('renews the control for every sixteen cases', async () => {
    const cases = Array.from(
      { length: 33 },
      (_, index) =>
        `  c${index}: { title: c, change: { body.actor_name: ${index} }, check: { P2-REG-06: refused } }`,
    );
    const yaml = CONTROLLED.replace(/cases:[\s\S]*/, `cases:\n${cases.join('\n')}\n`);
    const seen: string[] = [];
    const { results } = await run(await start(honest(), seen), [scenario('many', yaml)]);
    expect(results).toHaveLength(34);
    expect(results.every(({ verdict }) => verdict === 'passed')).toBe(true);
    expect(seen).toHaveLength(33 + 2 * 3);
  });

  it('says what a target file lacks', async () => {
    const events = `
title: No events without a token
needs: [events]
actors: { bob: { home: target } }
steps:
  - call: getEvents
    as: bob
  - call: getEvents
    as: nobody
    check: { P2-EVT-01: refused }
`;
    const without = await run(await start(honest()), [scenario('events', events)], {
      file: { capabilities: { events: false } },
    });
    expect(without.results[0]).toMatchObject({
      verdict: 'unsupported',
      reason: 'the target declares capabilities.events: false',
    });
    const foreign = await run(await start(honest()), [scenario('challenge', CHALLENGE)], {
      file: { profiles: ['external-identity'] },
    });
    expect(foreign.results[0]).toMatchObject({
      verdict: 'skipped',
      reason: "the target file's profiles do not name p2core",
    });
  });

  it('runs exclusive scenarios alone, after the others', async () => {
    const exclusive = CHALLENGE.replace('steps:', 'exclusive: true\nsteps:');
    const scenarios = [
      ...Array.from({ length: 3 }, (_, index) => scenario(`alone${index}`, exclusive)),
      ...Array.from({ length: 6 }, (_, index) => scenario(`beside${index}`, CHALLENGE)),
    ];
    const { events } = await run(await start(honest()), scenarios);
    const told = events.flatMap((event) => {
      if (event.type === 'scenario-started') return [`+${event.id.split('/')[2]}`];
      return event.type === 'scenario-finished' ? [`-${event.result.id.split('/')[2]}`] : [];
    });
    const end = told.slice(-6).map((line) => line.replace(/\d$/, ''));
    expect(end).toEqual(['+alone', '-alone', '+alone', '-alone', '+alone', '-alone']);
  });
});

import { describe, expect, it } from 'vitest';
import { honest, run, scenario, start, type Target } from '../e2e/tiny-target.ts';
import { startNetwork } from '../peers/network.ts';

const CERTIFICATE = Buffer.from('0'.repeat(80)).toString('base64');

/** Like `honest`, and opens a session for everybody; what `routes` answers comes first. */
function withSessions(routes: Target = () => ({ status: 404 })): Target {
  const inner = honest();
  return (asked) => {
    const answer = routes(asked);
    if (answer === 'silence' || answer === 'close' || answer.status !== 404) return answer;
    if (asked.route !== 'POST /p2core/session/trust') return inner(asked);
    return { status: 201, body: { id_cert: CERTIFICATE, token: `token-of-${asked.body.actor_name}` } };
  };
}

const message = (outcome: Awaited<ReturnType<typeof run>>, check = 0): string | undefined =>
  outcome.results[0]?.checks[check]?.message;

describe('actors at the target', () => {
  const story = scenario.bind(undefined, 'actors');
  const yaml = `
title: A challenge comes to bob
actors: { bob: { home: target } }
steps:
  - call: getChallenge
    as: bob
    check: { P2-CHAL-01: { status: 200 } }
`;

  it('register and open a session with what the file says', async () => {
    const bodies: Record<string, unknown>[] = [];
    const url = await start(
      withSessions(({ route, body }) => {
        if (route.startsWith('POST')) bodies.push(body);
        return { status: 404 };
      }),
    );
    const registration = { password: 'of-the-file', authPayload: { email: '${unique}@example.com' } };
    const { results } = await run(url, [story(yaml)], { file: { registration } });
    expect(results[0]?.verdict).toBe('passed');
    const [registered, trusted] = bodies;
    const name = registered?.actor_name;
    expect(name).toMatch(/^[a-z][a-z0-9]{2,19}$/);
    expect(registered).toEqual({
      actor_name: name,
      password: 'of-the-file',
      auth_payload: { email: `${name}@example.com` },
    });
    expect(trusted).toEqual({ ...registered, csr: expect.stringMatching(/^MI/) });
    const setup = results[0]?.steps.filter(({ part }) => part === 'setup').map((step) => step.name);
    expect(setup).toEqual(['bob registers', 'bob opens a session']);
  });

  it('that it does not take leave the story open, with its answer as the reason', async () => {
    const url = await start(() => ({ status: 422, body: { error: 'NO_MORE' } }));
    const outcome = await run(url, [story(yaml)]);
    expect(outcome.results[0]?.verdict).toBe('inconclusive');
    expect(message(outcome)).toBe(
      'not reached: bob registers: register was answered 422 {"error":"NO_MORE"}',
    );
  });
});

describe('an optional route', () => {
  const yaml = `
title: Events want a token
needs: [events]
actors: { bob: { home: target } }
steps:
  - call: getEvents
    as: bob
  - call: getEvents
    as: nobody
    check: { P2-EVT-01: refused }
`;

  it.each([404, 405, 501])('that answers %i to valid credentials is not there', async (status) => {
    const url = await start(
      withSessions(({ route }) => (route === 'GET /p2core/events' ? { status } : { status: 404 })),
    );
    const outcome = await run(url, [scenario('events', yaml)]);
    expect(outcome.results[0]?.verdict).toBe('unsupported');
  });

  it('that the target declares is missed', async () => {
    const outcome = await run(await start(withSessions()), [scenario('events', yaml)], {
      file: { capabilities: { events: true } },
    });
    expect(outcome.results[0]?.verdict).toBe('inconclusive');
  });

  it('that is there is judged', async () => {
    const events: Target = ({ route }) =>
      route === 'GET /p2core/events' ? { status: 200, body: [] } : { status: 404 };
    const outcome = await run(await start(withSessions(events)), [scenario('events', yaml)]);
    expect(outcome.results[0]?.verdict).toBe('failed');
  });
});

describe('until', () => {
  const yaml = `
title: The server's certificate comes
steps:
  - call: getServerKey
    until: { P2-KEY-01: { status: 200, body: nonEmptyString } }
`;

  it('asks again until it holds', async () => {
    let asked = 0;
    const url = await start(() => {
      asked += 1;
      return asked < 3 ? { status: 404 } : { status: 200, body: 'MII' };
    });
    const { results } = await run(url, [scenario('until', yaml)]);
    expect(results[0]?.verdict).toBe('passed');
    expect(results[0]?.steps[0]?.note).toBe('asked 3 times');
  });

  it('fails when its time is over, and says how long it tried', async () => {
    const outcome = await run(await start(() => ({ status: 200, body: '' })), [scenario('until', yaml)]);
    expect(outcome.results[0]?.verdict).toBe('failed');
    expect(message(outcome)).toMatch(
      /after [\d.]+ s and \d+ requests: body: expected a non-empty string, got ""/,
    );
  });
});

describe('a wait', () => {
  it('that is longer than the file allows skips the story, and says what to add', async () => {
    const yaml = `
title: A challenge comes later
steps:
  - call: getChallenge
  - wait: \${now() + 100}
  - call: getChallenge
    check: { P2-CHAL-01: { status: 200 } }
`;
    const { results } = await run(await start(honest()), [scenario('wait', yaml)]);
    expect(results[0]?.verdict).toBe('skipped');
    expect(results[0]?.reason).toMatch(/takes \d+ s: set limits.maxWait/);
  });
});

describe('survival', () => {
  const yaml = `
title: Malformed JSON breaks nothing
actors: { dave: { home: none } }
steps:
  - control: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
cases:
  brace: { title: a lone brace, add: { rawBody: '{' }, check: { P2-GEN-02: survived } }
`;
  const onBrace = (answer: ReturnType<Target>, afterwards?: ReturnType<Target>): Target => {
    const inner = honest();
    let isOver = false;
    return (asked) => {
      if (isOver && afterwards !== undefined) return afterwards;
      if (asked.text !== '{') return inner(asked);
      isOver = true;
      return answer;
    };
  };

  it.each<[string, Target, string]>([
    ['is an answer', onBrace({ status: 400 }), 'passed'],
    ['is a close', onBrace('close'), 'passed'],
    ['is no 500', onBrace({ status: 500 }), 'failed'],
    ['is no close by a target that answers nothing afterwards', onBrace('close', 'close'), 'failed'],
    [
      'is no answer by a target that fails at everything afterwards',
      onBrace({ status: 400 }, { status: 500 }),
      'failed',
    ],
    [
      'is not denied to a target that answered and then went away',
      onBrace({ status: 400 }, 'close'),
      'inconclusive',
    ],
  ])('%s', async (_, target, verdict) => {
    const { verdicts } = await run(await start(target), [scenario('raw', yaml)], { requestTimeoutMs: 300 });
    expect(verdicts['raw#brace']).toBe(verdict);
  });
});

describe('what a target did not give', () => {
  it('leaves open what depends on it', async () => {
    const yaml = `
title: Two challenges differ
steps:
  - call: getChallenge
    save: { first: body.challenge }
  - call: getChallenge
    save: { second: body.challenge }
    check: { P2-CHAL-05: { differ: ["\${first}", "\${second}"] } }
`;
    const outcome = await run(await start(() => ({ status: 200, body: {} })), [scenario('missing', yaml)]);
    const check = outcome.results[0]?.checks.find(({ requirement }) => requirement === 'P2-CHAL-05');
    expect(check).toMatchObject({
      verdict: 'inconclusive',
      message: '1 getChallenge: the answer has no body.challenge',
    });
  });
});

describe('simultaneous calls', () => {
  const yaml = `
title: One of many registrations wins
actors: { dave: { home: none } }
steps:
  - call: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
    parallel: 5
    check: { P2-REG-09: { count: { of: accepted, min: 1, max: 1 } } }
`;

  it('are counted', async () => {
    expect((await run(await start(honest()), [scenario('many', yaml)])).verdicts).toEqual({ many: 'passed' });
    const lax = await run(await start(() => ({ status: 201, body: { fid: 'a@home.test' } })), [
      scenario('many', yaml),
    ]);
    expect(message(lax)).toBe('expected 1 of 5 accepted, got 5: 5 × 201');
  });
});

describe('peers', () => {
  const yaml = `
title: A challenge comes while a home is away
actors: { alice: { home: alpha } }
steps:
  - call: getActorKeys
    path: { fid: "\${alice.fid}" }
  - peer: alpha
    state: down
  - call: getChallenge
    check: { P2-CHAL-01: { body: { challenge: nonEmptyString } } }
  - peer: alpha
    check: { P2-IDN-18: { asked: getServerKey, min: 1 } }
`;
  const target: Target = ({ route }) =>
    route === 'GET /p2core/challenge'
      ? { status: 200, body: { challenge: 'c', lifetime_unix: '1' } }
      : { status: 200, body: [] };

  it('that a story changes or counts are its own', async () => {
    const network = await startNetwork({ runId: 'r', poolSize: 1 });
    const alpha = network.peer('alpha');
    const outcome = await run(await start(target), [scenario('peers', yaml)], { network });
    const asked = outcome.results[0]?.checks.find(({ requirement }) => requirement === 'P2-IDN-18');
    expect(asked).toMatchObject({ verdict: 'warning', expected: 'at least 1', actual: '0' });
    expect(asked?.message).not.toContain('alpha');
    expect((await fetch(`${alpha?.url}/p2core/challenge`)).status).toBe(200);
    await network.close();
  });

  it('that nobody has met run out, and that is said', async () => {
    const network = await startNetwork({ runId: 'r', poolSize: 0 });
    const outcome = await run(await start(target), [scenario('peers', yaml)], { network });
    expect(outcome.results[0]?.verdict).toBe('inconclusive');
    expect(outcome.results[0]?.reason).toContain('no newcomer left');
    await network.close();
  });
});

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURE_WORDS } from './fixtures/spec-words.ts';
import { loadScenario, loadSuite } from './load.ts';
import type { CallStep, ResolvedScenario, Step } from './model.ts';
import { formatProblem } from './suite-problem.ts';

const VALID = join(import.meta.dirname, 'fixtures', 'valid');

async function fixture(name: string): Promise<ResolvedScenario> {
  const file = `p2core/fixture/${name}.yaml`;
  const text = await readFile(join(VALID, file), 'utf8');
  const { scenario, problems } = loadScenario({ file, text, words: FIXTURE_WORDS });
  expect(problems).toEqual([]);
  if (scenario === undefined) throw new Error(`${name} was not loaded`);
  return scenario;
}

function callAt(steps: readonly Step[], index: number): CallStep {
  const step = steps[index];
  if (step?.kind !== 'call') throw new Error(`step ${index} is no call`);
  return step;
}

describe('loadScenario', () => {
  it('reads who takes part and how peers misbehave', async () => {
    const { actors, peers } = await fixture('every-step');
    expect(actors).toEqual([
      { name: 'bob', home: 'target', sessions: 1 },
      { name: 'tablet', home: 'target', sessions: 1, sessionOf: 'bob' },
      { name: 'dave', home: 'none', sessions: 0 },
      { name: 'alice', home: 'newcomer', sessions: 0 },
    ]);
    expect(peers.size).toBe(0);
    expect((await fixture('brief-example')).peers).toEqual(
      new Map([['alpha', ['certificate.serves-expired']]]),
    );
  });

  it('names each step after its place and act', async () => {
    const { steps } = await fixture('every-step');
    expect(steps.map(({ name }) => name)).toEqual([
      '1 getChallenge',
      '2 wait',
      '3 getActorKeys',
      '4 getEvents',
      '5 peer newcomer',
      '6 identify',
      '7 identify again',
    ]);
  });

  it('reads what a call sends, saves and repeats', async () => {
    const { steps } = await fixture('every-step');
    const keys = callAt(steps, 2);
    expect(keys.save).toEqual([
      ['certs', 'body'],
      ['first', 'body[0]'],
      ['media', 'headers.content-type'],
    ]);
    expect(keys.parameters.headers[0]?.[1]).toMatchObject({
      kind: 'text',
      parts: ['Hello ', { source: 'name' }, ', ${literally}'],
    });
    expect(callAt(steps, 0).repeat).toEqual({ count: 3, mode: 'times' });
    expect(callAt(steps, 5)).toMatchObject({
      repeat: { count: 4, mode: 'parallel' },
      parameters: { method: 'POST' },
    });
    expect(callAt(steps, 6)).toMatchObject({ again: true, as: 'nobody' });
    expect(callAt(steps, 3).until?.requirement).toBe('P2-EVT-02');
  });

  it('reads several parts of an expectation as all of them', async () => {
    const { steps } = await fixture('every-step');
    const [check] = callAt(steps, 0).checks;
    expect(check?.expectation).toEqual({
      kind: 'all',
      parts: [
        { kind: 'distinct', path: 'body.challenge' },
        { kind: 'count', of: { kind: 'accepted' }, min: 3 },
      ],
    });
  });

  it('reads matchers by their words, and header names in small letters', async () => {
    const { steps } = await fixture('every-step');
    const [first, second] = callAt(steps, 2).checks;
    expect(first?.expectation).toMatchObject({
      kind: 'response',
      response: {
        status: [200, 206],
        headers: [['content-type', { kind: 'matches', pattern: '^application/json' }]],
        body: {
          kind: 'all',
          matchers: [
            { kind: 'word', word: 'nonEmptyArray' },
            {
              kind: 'each',
              matcher: {
                kind: 'idCert',
                claims: {
                  kind: 'actor',
                  subject: { kind: 'expression', expression: { source: 'bob' } },
                  issuer: { kind: 'literal', value: 'target' },
                  key: { expression: { source: 'tablet.publicKey' } },
                  session: { expression: { source: 'bob.sessionId' } },
                  signedBy: { expression: { source: 'rootOf(peers.alpha)', functions: ['rootOf'] } },
                },
              },
            },
            { kind: 'contains', value: { expression: { source: 'bob.idCert' } } },
            { kind: 'length', min: 1, max: 9 },
            {
              kind: 'not',
              matcher: {
                kind: 'oneOf',
                options: [
                  { kind: 'word', word: 'string' },
                  { kind: 'equals', value: { kind: 'literal', value: [1, 2] } },
                ],
              },
            },
          ],
        },
      },
    });
    expect(second?.expectation).toEqual({
      kind: 'anyOf',
      options: [
        { kind: 'refused', peerAtFault: false },
        { kind: 'response', response: { status: [204], bodyEmpty: true } },
      ],
    });
  });

  it('takes a field called like a matcher as a field where it is told to', async () => {
    const { steps } = await fixture('every-step');
    const until = callAt(steps, 3).until?.expectation;
    expect(until).toMatchObject({
      response: {
        body: {
          matcher: {
            fields: [
              ['n', { kind: 'equals', value: { value: 3 } }],
              ['op', { kind: 'equals', value: { value: null } }],
              ['s', { kind: 'fields', fields: [['length', { kind: 'equals', value: { value: 5 } }]] }],
              ['fid', { kind: 'sameFidAs' }],
            ],
          },
        },
      },
    });
  });

  it('reads a check of what a peer was asked', async () => {
    const { steps } = await fixture('every-step');
    expect(steps[4]).toMatchObject({
      kind: 'peer',
      peer: 'newcomer',
      change: { faults: ['wire.hangs'], state: 'down' },
      journal: { operation: 'getServerKey', min: 1, max: 2 },
      checks: [{ requirement: 'P2-IDN-18' }],
    });
  });

  it('reads each case as what it changes of the control', async () => {
    const { cases, steps, afterwards } = await fixture('brief-example');
    expect(callAt(steps, 1).control).toBe(true);
    expect(cases.map(({ slug }) => slug)).toEqual(['one-bit-flipped', 'missing', 'bad-home', 'extra']);
    expect(cases[0]?.change).toMatchObject([
      ['body.completed_challenge.signature', { expression: { source: 'flipBit(sign(alice, challenge))' } }],
    ]);
    expect(cases[1]?.change).toEqual([['body.completed_challenge.signature', 'absent']]);
    expect(cases[2]?.peers).toEqual(new Map([['alpha', ['wire.hangs']]]));
    expect(cases[2]?.checks[0]?.expectation).toEqual({ kind: 'refused', peerAtFault: true });
    expect(cases[3]).toMatchObject({ as: 'nobody', change: [['headers.x-extra', { value: '1' }]] });
    expect(afterwards.map(({ name }) => name)).toEqual(['afterwards 1 getServerKey']);
  });

  it('lists the operations and requirements that it touches, each once', async () => {
    const { operations, requirements } = await fixture('every-step');
    expect(operations).toEqual(['getChallenge', 'getActorKeys', 'getEvents', 'identify']);
    expect([...requirements].sort()).toEqual([
      'P2-CHAL-01',
      'P2-EVT-02',
      'P2-GEN-02',
      'P2-IDN-18',
      'P2-KEY-07',
      'P2-SES-14',
    ]);
  });

  it('tells every problem of a file, in its order', () => {
    const text = [
      '# yaml-language-server: $schema=../../scenario.schema.json',
      'id: p2core/fixture/many',
      'titel: Many slips',
      'steps:',
      '  - call: getChalenge',
      '    save: { challenge: body.challenge, }',
      '  - call: identify',
      '    body: { a: "${sgin(alice, challenge)}", b: "${chalenge}" }',
      '    check: { P2-IDN-99: acepted }',
    ].join('\n');
    const { problems, scenario } = loadScenario({
      file: 'p2core/fixture/many.yaml',
      text,
      words: FIXTURE_WORDS,
    });
    expect(scenario).toBeUndefined();
    expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      '2 "title" is missing',
      '3 unknown key "titel"',
      '5 unknown operation "getChalenge"',
      '8 unknown function "sgin"',
      '8 nothing is called "chalenge" here',
      '9 unknown requirement "P2-IDN-99"',
      '9 unknown expectation "acepted"',
    ]);
  });

  it.each([
    ['aliases that multiply', `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`],
    ['lists nested without end', `a: ${'['.repeat(20_000)}`],
    ['maps nested without end', `a: ${'{a: '.repeat(5_000)}${'}'.repeat(5_000)}`],
    ['a megabyte times nine', `a: "${'x'.repeat(9_000_000)}"`],
    ['a tag that asks for code', 'a: !!js/function "process.exit()"\n'],
    ['a merge key', 'a: { <<: { b: 1 } }\n'],
    ['no text at all', ''],
    ['a key that is a map', '? { a: 1 }\n: 2\n'],
    ['a prototype key', '__proto__: { steps: [] }\nconstructor: 1\n'],
  ])('refuses %s without harm', (_, text) => {
    const { problems, scenario } = loadScenario({
      file: 'p2core/fixture/x.yaml',
      text,
      words: FIXTURE_WORDS,
    });
    expect(scenario).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(10);
  });
});

describe('loadSuite', () => {
  it('loads every file below the folder, and only YAML', async () => {
    const { scenarios, problems } = await loadSuite({ root: VALID, words: FIXTURE_WORDS });
    expect(problems).toEqual([]);
    expect(scenarios.map(({ id, file }) => [id, file])).toEqual([
      ['p2core/fixture/brief-example', 'p2core/fixture/brief-example.yaml'],
      ['p2core/fixture/every-step', 'p2core/fixture/every-step.yaml'],
    ]);
  });

  it('tells the problems of all files', async () => {
    const root = await mkdtemp(join(tmpdir(), 'suite-'));
    await mkdir(join(root, 'p2core', 'fixture'), { recursive: true });
    await writeFile(join(root, 'p2core', 'fixture', 'a.yaml'), 'not: a scenario\n');
    await writeFile(join(root, 'p2core', 'fixture', 'b.yml'), '[]\n');
    await writeFile(join(root, 'p2core', 'fixture', 'c.txt'), 'not read');
    const { scenarios, problems } = await loadSuite({ root, words: FIXTURE_WORDS });
    expect(scenarios).toEqual([]);
    expect(new Set(problems.map(({ file }) => file))).toEqual(
      new Set(['p2core/fixture/a.yaml', 'p2core/fixture/b.yml']),
    );
    const texts = problems.map((problem) => formatProblem(problem, 'suites/'));
    expect(texts[0]).toMatch(/^suites\/p2core\/fixture\/a\.yaml:1:1: /);
  });
});

import { describe, expect, it } from 'vitest';
import type { Expectation, JsonValue, Matcher } from '../suite/model.ts';
import { type Answer, readBody } from './answer.ts';
import { judgeExpectation } from './expect.ts';
import type { MatchContext } from './match.ts';

const context: MatchContext = {
  evaluate: (template) => (template.kind === 'literal' ? template.value : null),
  targetDomain: 'home.test',
  clock: { now: () => 0, toleranceSeconds: 2 },
  judgeIdCert: () => ({ verdict: 'passed' }),
  redact: (text) => text,
};

function answer(status: number, body?: unknown, more: Partial<Answer> = {}): Answer {
  const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
  return {
    response: { status, headers: {}, bytes },
    ...readBody(bytes, 'json'),
    documented: status === 201,
    raw: false,
    ...more,
  };
}

const silence: Answer = {
  failure: { kind: 'timeout', message: 'no answer within 5 s' },
  body: undefined,
  documented: false,
  raw: false,
};
const accepted: Expectation = { kind: 'accepted' };
const refused: Expectation = { kind: 'refused', peerAtFault: false };
const survived: Expectation = { kind: 'survived' };
const status = (...codes: number[]): Expectation => ({ kind: 'response', response: { status: codes } });
const body = (matcher: Matcher): Expectation => ({ kind: 'response', response: { body: matcher } });
const verdict = (expectation: Expectation, ...answers: Answer[]): string =>
  judgeExpectation(expectation, answers, context).verdict;

describe('acceptance and refusal', () => {
  it('fails where the wrong thing was accepted, and shows the answer', () => {
    expect(judgeExpectation(refused, [answer(201, { token: 'abc' })], context)).toEqual({
      verdict: 'failed',
      message: 'status: expected a refusal (400 to 499), got 201 {"token":"abc"}',
      expected: 'a refusal (400 to 499)',
      actual: '201 {"token":"abc"}',
    });
  });

  it('takes an undocumented 2xx for no refusal, and for no acceptance', () => {
    expect(verdict(refused, answer(200))).toBe('failed');
    expect(verdict(accepted, answer(200))).toBe('failed');
  });

  it('takes a server error for no refusal', () => {
    expect(verdict(refused, answer(500))).toBe('failed');
    expect(verdict({ kind: 'refused', peerAtFault: true }, answer(502))).toBe('passed');
  });

  it.each([429, 413, 302, 503])('is inconclusive after a %i, whatever was expected', (code) => {
    for (const expectation of [accepted, refused, status(201), status(400)]) {
      expect(verdict(expectation, answer(code))).toBe('inconclusive');
    }
    expect(verdict(status(code), answer(code))).toBe('passed');
  });

  it('is inconclusive without an answer', () => {
    for (const expectation of [accepted, refused, status(201)])
      expect(verdict(expectation, silence)).toBe('inconclusive');
  });
});

describe('survival', () => {
  it.each<[string, Answer, string]>([
    ['any status but 500', answer(400, undefined, { aftermath: 'answers' }), 'passed'],
    [
      'a close',
      { ...silence, failure: { kind: 'closed', message: 'closed' }, aftermath: 'answers' },
      'passed',
    ],
    ['a 500', answer(500, undefined, { aftermath: 'answers' }), 'failed'],
    ['silence', { ...silence, aftermath: 'answers' }, 'failed'],
    ['a close by a target that is dead afterwards', { ...silence, aftermath: 'silent' }, 'failed'],
    [
      'an answer of a target that answers nothing but 5xx afterwards',
      answer(400, undefined, { aftermath: 'broken' }),
      'failed',
    ],
    [
      'an answer, and a target that is gone afterwards',
      answer(400, undefined, { aftermath: 'silent' }),
      'inconclusive',
    ],
    ['an answer, when nobody asked what became of the target', answer(400), 'error'],
  ])('judges %s', (_, given, expected) => {
    expect(verdict(survived, given)).toBe(expected);
  });
});

describe('a response', () => {
  it('names the status that was not there', () => {
    const judged = judgeExpectation(status(201, 204), [answer(404, { error: 'NO' })], context);
    expect(judged).toMatchObject({ message: 'status: expected 201 or 204, got 404 {"error":"NO"}' });
  });

  it('demands JSON where it speaks of the body, and shows what came instead', () => {
    const bytes = new TextEncoder().encode('<html>\u001b[2J');
    const html: Answer = {
      ...answer(201),
      response: { status: 201, headers: {}, bytes },
      ...readBody(bytes, 'json'),
    };
    const judged = judgeExpectation(body({ kind: 'word', word: 'object' }), [html], context);
    expect(judged).toMatchObject({ message: 'body: expected JSON, got no JSON: "<html>\\u001b[2J"' });
  });

  it('demands emptiness', () => {
    const empty: Expectation = { kind: 'response', response: { bodyEmpty: true } };
    expect(verdict(empty, answer(204))).toBe('passed');
    expect(verdict(empty, answer(204, {}))).toBe('failed');
  });

  it('reads headers without regard to case', () => {
    const allow: Expectation = {
      kind: 'response',
      response: { headers: [['Allow', { kind: 'word', word: 'nonEmptyString' }]] },
    };
    const withAllow = {
      ...answer(405),
      response: { status: 405, headers: { allow: 'GET' }, bytes: new Uint8Array() },
    };
    expect(verdict(allow, withAllow)).toBe('passed');
    expect(verdict(allow, answer(405))).toBe('failed');
  });

  it('does not overflow on a body that nests without end', () => {
    const read = readBody(new TextEncoder().encode('['.repeat(100_000)), 'json');
    expect(read).toEqual({ body: undefined, bodyProblem: 'JSON nested deeper than 128' });
  });
});

describe('several expectations', () => {
  it('lets each answer of a repeated call meet another alternative', () => {
    const either: Expectation = { kind: 'anyOf', options: [accepted, refused] };
    expect(verdict(either, answer(201), answer(403))).toBe('passed');
    expect(verdict(either, answer(201), answer(500))).toBe('failed');
  });

  it('demands a plain expectation of every answer', () => {
    expect(verdict(accepted, answer(201), answer(403))).toBe('failed');
  });

  it('might have held where one alternative could not be judged', () => {
    expect(verdict({ kind: 'anyOf', options: [status(204), refused] }, silence)).toBe('inconclusive');
  });

  it('holds as a whole only if every part does', () => {
    expect(verdict({ kind: 'all', parts: [accepted, status(201)] }, answer(201))).toBe('passed');
    expect(verdict({ kind: 'all', parts: [accepted, status(200)] }, answer(201))).toBe('failed');
  });

  it('judges nothing without an answer of ours', () => {
    expect(verdict(accepted)).toBe('error');
  });
});

describe('the answers of a repeated call', () => {
  const atMostOne: Expectation = { kind: 'count', of: accepted, min: 1, max: 1 };

  it('counts those that meet an expectation', () => {
    expect(verdict(atMostOne, answer(201), answer(409), answer(409))).toBe('passed');
    expect(judgeExpectation(atMostOne, [answer(201), answer(201), answer(409)], context)).toMatchObject({
      message: 'expected 1 of 3 accepted, got 2: 2 × 201, 1 × 409',
    });
    expect(verdict(atMostOne, answer(409), answer(409))).toBe('failed');
  });

  it('does not count on what is unknown', () => {
    expect(verdict(atMostOne, answer(201), silence)).toBe('inconclusive');
    expect(verdict(atMostOne, answer(409), silence)).toBe('inconclusive');
    expect(verdict(atMostOne, answer(201), answer(201), silence)).toBe('failed');
  });

  const distinct: Expectation = { kind: 'distinct', path: 'body.challenge' };
  const challenge = (value: string, headers = {}): Answer => {
    const given = answer(201, { challenge: value });
    return { ...given, response: { status: 201, headers, bytes: new Uint8Array([1]) } };
  };

  it('finds a value that came twice', () => {
    expect(verdict(distinct, challenge('a'), challenge('b'))).toBe('passed');
    expect(
      judgeExpectation(distinct, [challenge('a'), challenge('b'), challenge('a')], context),
    ).toMatchObject({
      message: 'body.challenge: expected values that all differ, got "a" twice',
    });
  });

  it('does not blame the target for a cache, or for an answer that never came', () => {
    expect(verdict(distinct, challenge('a'), challenge('a', { age: '3' }))).toBe('inconclusive');
    expect(verdict(distinct, challenge('a'), silence)).toBe('inconclusive');
  });
});

describe('values', () => {
  const values = (kind: 'equal' | 'differ', ...given: JsonValue[]): Expectation => ({
    kind,
    values: given.map((value) => ({ kind: 'literal', value })),
  });

  it('are equal, or all differ', () => {
    expect(verdict(values('equal', { a: 1 }, { a: 1 }), answer(201))).toBe('passed');
    expect(verdict(values('equal', 1, 1, 2), answer(201))).toBe('failed');
    expect(verdict(values('differ', 1, 2, 3), answer(201))).toBe('passed');
    expect(verdict(values('differ', 1, 2, 1), answer(201))).toBe('failed');
  });
});

/** An expectation beside the answers of one step. */

import type { Expectation, Matcher, ResponseExpectation, Template } from '../suite/model.ts';
import type { Answer } from './answer.ts';
import { readPath } from './answer-path.ts';
import { cut, describe, escapeUnsafe } from './describe.ts';
import { either, every, type MatchContext, match, mismatch } from './match.ts';
import type { Judgement } from './model.ts';
import { judgementOfError } from './precondition.ts';
import { classify } from './refusal.ts';
import { sameValue } from './same-value.ts';

const PASSED: Judgement = { verdict: 'passed' };
const SERVER_ERROR = 500;
const MAX_BODY_SHOWN = 120;

/** Never throws. A plain expectation must hold for each of the answers; `count` and `distinct` look at all of them. */
export function judgeExpectation(
  expectation: Expectation,
  answers: readonly Answer[],
  context: MatchContext,
): Judgement {
  try {
    switch (expectation.kind) {
      case 'all':
        return every(expectation.parts.map((part) => judgeExpectation(part, answers, context)));
      case 'equal':
      case 'differ':
        return judgeValues(expectation.kind, expectation.values, context);
      case 'count':
        return judgeCount(expectation, answers, context);
      case 'distinct':
        return judgeDistinct(expectation.path, answers, context);
      case 'anyOf':
        if (expectation.options.every(isPlain)) break;
        return either(expectation.options.map((option) => judgeExpectation(option, answers, context)));
      default:
        break;
    }
    if (answers.length === 0) return { verdict: 'error', message: 'there is no answer to judge' };
    return every(answers.map((answer) => judgeAnswer(expectation, answer, context)));
  } catch (error) {
    return judgementOfError(error, '');
  }
}

/** Looks at one answer by itself. */
function isPlain(expectation: Expectation): boolean {
  if (expectation.kind === 'anyOf') return expectation.options.every(isPlain);
  if (expectation.kind === 'all') return expectation.parts.every(isPlain);
  return ['accepted', 'refused', 'answered', 'survived', 'response'].includes(expectation.kind);
}

function judgeAnswer(expectation: Expectation, answer: Answer, context: MatchContext): Judgement {
  switch (expectation.kind) {
    case 'accepted':
      return judgeClass('accepted', answer, false, context);
    case 'refused':
      return judgeClass('refused', answer, expectation.peerAtFault, context);
    case 'answered':
      return judgeAnswered(answer);
    case 'survived':
      return judgeSurvival(answer, context);
    case 'response':
      return judgeResponse(expectation.response, answer, context);
    case 'anyOf':
      return either(expectation.options.map((option) => judgeAnswer(option, answer, context)));
    case 'all':
      return every(expectation.parts.map((part) => judgeAnswer(part, answer, context)));
    default:
      return judgeExpectation(expectation, [answer], context);
  }
}

const WANTED = {
  accepted: 'a documented 2xx status',
  refused: 'a refusal (400 to 499)',
  refusedOrPeerAtFault: 'a refusal (400 to 499, or 502 to 504)',
} as const;

function judgeClass(
  wanted: 'accepted' | 'refused',
  answer: Answer,
  peerAtFault: boolean,
  context: MatchContext,
): Judgement {
  const classified = classify(answer, { peerAtFault: wanted === 'refused' && peerAtFault });
  if (classified.class === wanted) return PASSED;
  if (classified.class === 'unclear') return inconclusive(classified.reason);
  const expected = WANTED[wanted === 'refused' && peerAtFault ? 'refusedOrPeerAtFault' : wanted];
  return mismatch('status', expected, describeAnswer(answer, context));
}

function judgeAnswered({ response, failure, aftermath }: Answer): Judgement {
  if (response !== undefined) return PASSED;
  if (failure?.kind !== 'timeout' || aftermath !== 'answers') return inconclusive(failure?.message);
  return mismatch('', 'an answer in time', failure.message);
}

function judgeSurvival(answer: Answer, context: MatchContext): Judgement {
  const { failure, response, aftermath } = answer;
  if (response?.status === SERVER_ERROR) {
    return mismatch('status', `any but ${SERVER_ERROR}`, describeAnswer(answer, context));
  }
  if (aftermath === undefined)
    return { verdict: 'error', message: 'nobody asked whether the target still answers' };
  // A target that answered as it should and then fell silent may have died of something else.
  if (aftermath === 'silent' && response !== undefined) {
    return inconclusive('the target answered this, and then nothing any more');
  }
  if (aftermath !== 'answers') {
    const actual = aftermath === 'broken' ? 'a server error' : 'no answer';
    return mismatch('', 'the next good request to be answered', `${actual}, on a new connection`);
  }
  if (failure?.kind === 'timeout') return mismatch('', 'an answer or a close', failure.message);
  return PASSED;
}

function judgeResponse(expected: ResponseExpectation, answer: Answer, context: MatchContext): Judgement {
  const { response } = answer;
  if (response === undefined) return inconclusive(answer.failure?.message);
  if (expected.status !== undefined && !expected.status.includes(response.status)) {
    const classified = classify(answer);
    if (classified.class === 'unclear') return inconclusive(classified.reason);
    return mismatch('status', expected.status.join(' or '), describeAnswer(answer, context));
  }
  const parts: Judgement[] = (expected.headers ?? []).map(([name, matcher]) =>
    match(matcher, response.headers[name.toLowerCase()], `headers.${name.toLowerCase()}`, context),
  );
  if (expected.bodyEmpty === true && response.bytes.length > 0) {
    parts.push(mismatch('body', 'no body', `${response.bytes.length} bytes: ${showBody(answer, context)}`));
  }
  if (expected.body !== undefined) parts.push(judgeBody(expected.body, answer, context));
  return every(parts);
}

function judgeBody(matcher: Matcher, answer: Answer, context: MatchContext): Judgement {
  if (answer.bodyProblem === undefined) return match(matcher, answer.body, 'body', context);
  return mismatch('body', 'JSON', `${answer.bodyProblem}: ${showBody(answer, context)}`);
}

function judgeValues(
  kind: 'equal' | 'differ',
  templates: readonly Template[],
  context: MatchContext,
): Judgement {
  const values = templates.map((template) => context.evaluate(template));
  for (let right = 1; right < values.length; right += 1) {
    for (let left = kind === 'equal' ? right - 1 : 0; left < right; left += 1) {
      const same = sameValue(values[left], values[right]);
      if (kind === 'equal' && !same) {
        return mismatch('', describe(values[left], context.redact), describe(values[right], context.redact));
      }
      if (kind === 'differ' && same) {
        return mismatch('', 'values that all differ', `${describe(values[right], context.redact)} twice`);
      }
    }
  }
  return PASSED;
}

function judgeCount(
  { of, min = 0, max = Number.POSITIVE_INFINITY }: Extract<Expectation, { kind: 'count' }>,
  answers: readonly Answer[],
  context: MatchContext,
): Judgement {
  const verdicts = answers.map((answer) => judgeAnswer(of, answer, context));
  const certain = verdicts.filter(({ verdict }) => verdict === 'passed').length;
  const possible = answers.length - verdicts.filter(({ verdict }) => verdict === 'failed').length;
  if (certain > max || possible < min) {
    const range =
      max === Number.POSITIVE_INFINITY
        ? `at least ${min}`
        : min === 0
          ? `at most ${max}`
          : `${min} to ${max}`;
    const name = of.kind === 'refused' || of.kind === 'accepted' ? of.kind : 'as described';
    const actual = `${certain}: ${countStatuses(answers)}`;
    return mismatch(
      '',
      min === max ? `${min} of ${answers.length} ${name}` : `${range} of ${answers.length} ${name}`,
      actual,
    );
  }
  if (certain < min || possible > max) {
    return verdicts.find(({ verdict }) => verdict !== 'passed' && verdict !== 'failed') ?? PASSED;
  }
  return PASSED;
}

function countStatuses(answers: readonly Answer[]): string {
  const counts = new Map<string, number>();
  for (const { response, failure } of answers) {
    const key = String(response?.status ?? failure?.kind ?? 'nothing');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count} × ${status}`).join(', ');
}

function judgeDistinct(path: string, answers: readonly Answer[], context: MatchContext): Judgement {
  const values: unknown[] = [];
  for (const answer of answers) {
    if (answer.response === undefined) return inconclusive(answer.failure?.message);
    if (!answer.documented) {
      return inconclusive(`an answer is missing: ${describeAnswer(answer, context)}`);
    }
    const value = readPath(answer, path);
    if (value === undefined) return mismatch(path, 'a value', describeAnswer(answer, context));
    if (values.some((earlier) => sameValue(earlier, value))) {
      // A cache in between repeats answers that the server never gave twice.
      if (answer.response.headers.age !== undefined)
        return inconclusive(`${path} repeats, but a cache answered (Age)`);
      return mismatch(path, 'values that all differ', `${describe(value, context.redact)} twice`);
    }
    values.push(value);
  }
  return PASSED;
}

function inconclusive(reason = 'no answer'): Judgement {
  return { verdict: 'inconclusive', message: reason };
}

/** An answer in a few words: its status and the beginning of its body, or why there is none. */
export function describeAnswer(answer: Answer, context: Pick<MatchContext, 'redact'>): string {
  if (answer.response === undefined) return answer.failure?.message ?? 'no answer';
  const body = showBody(answer, context);
  return body === '' ? String(answer.response.status) : `${answer.response.status} ${body}`;
}

function showBody({ response, body }: Answer, context: Pick<MatchContext, 'redact'>): string {
  if (response === undefined || response.bytes.length === 0) return '';
  const text =
    body === undefined ? Buffer.from(response.bytes.subarray(0, 4_096)).toString('utf8') : undefined;
  const shown = text === undefined ? describe(body, context.redact) : describe(text, context.redact);
  return cut(escapeUnsafe(shown), MAX_BODY_SHOWN);
}

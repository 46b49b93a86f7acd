/** A matcher beside a value: what was expected, what was there, and only the part that differs. */

import type { IdCertClaims, Matcher, Template } from '../suite/model.ts';
import { describe, describeWithType, typeName } from './describe.ts';
import { decodeBytes } from './encoded-bytes.ts';
import { matchWord } from './match-word.ts';
import type { Judgement } from './model.ts';
import { judgementOfError } from './precondition.ts';
import { firstDifference, isRecord, member, sameValue } from './same-value.ts';

/** What a matcher needs to know of the story that it stands in. */
export interface MatchContext {
  /** @throws when the expression cannot be evaluated. */
  evaluate(template: Template): unknown;
  readonly targetDomain: string;
  /** UNIX seconds by the target's clock, and by how much they may be off. */
  readonly clock: { now(): number; readonly toleranceSeconds: number };
  judgeIdCert(encoded: unknown, claims: IdCertClaims): Judgement;
  /** Hides secrets, before anything is cut. */
  redact(text: string): string;
}

const PASSED: Judgement = { verdict: 'passed' };
/** Longer texts are not given to a pattern: its time is not bounded. */
const MAX_PATTERN_INPUT = 65_536;

/** Never throws: an expression that cannot be evaluated is an `error`. `path` names the value, e.g. `body.fid`. */
export function match(matcher: Matcher, value: unknown, path: string, context: MatchContext): Judgement {
  try {
    return matchValue(matcher, value, path, context);
  } catch (error) {
    return judgementOfError(error, path);
  }
}

function matchValue(matcher: Matcher, value: unknown, path: string, context: MatchContext): Judgement {
  const fail = (expected: string): Judgement => mismatch(path, expected, describe(value, context.redact));
  switch (matcher.kind) {
    case 'word':
      return matchWord(matcher.word, value, path, context);
    case 'equals':
      return matchEqual(context.evaluate(matcher.value), value, path, context);
    case 'matches':
      return matchPattern(matcher.pattern, value, path, context);
    case 'length':
      return matchLength(matcher, value, path, context);
    case 'contains': {
      const wanted = context.evaluate(matcher.value);
      return contains(value, wanted) ? PASSED : fail(`to contain ${describe(wanted, context.redact)}`);
    }
    case 'sameFidAs': {
      const wanted = context.evaluate(matcher.fid);
      const same = typeof value === 'string' && typeof wanted === 'string' && lower(value) === lower(wanted);
      return same ? PASSED : fail(`the federation ID ${describe(wanted, context.redact)}, in any case`);
    }
    case 'idCert':
      return named(path, context.judgeIdCert(value, matcher.claims));
    case 'each':
      return matchEach(matcher.matcher, value, path, context);
    case 'fields':
      return matchFields(matcher.fields, value, path, context);
    case 'all':
      return every(matcher.matchers.map((part) => match(part, value, path, context)));
    case 'oneOf':
      return either(matcher.options.map((option) => match(option, value, path, context)));
    case 'not': {
      const inner = match(matcher.matcher, value, path, context);
      if (inner.verdict === 'failed') return PASSED;
      return inner.verdict === 'passed' ? fail(`not ${expectedBy(matcher.matcher, context)}`) : inner;
    }
  }
}

function matchEqual(expected: unknown, actual: unknown, path: string, context: MatchContext): Judgement {
  const difference = firstDifference(expected, actual);
  if (difference === undefined) return PASSED;
  // The type is told where the two would read alike: 409 and "409".
  const show = typeName(difference.expected) === typeName(difference.actual) ? describe : describeWithType;
  return mismatch(
    path + difference.path,
    describe(difference.expected, context.redact),
    show(difference.actual, context.redact),
  );
}

function matchPattern(pattern: string, value: unknown, path: string, context: MatchContext): Judgement {
  if (
    typeof value === 'string' &&
    value.length <= MAX_PATTERN_INPUT &&
    new RegExp(pattern, 'u').test(value)
  ) {
    return PASSED;
  }
  return mismatch(path, `a text that matches /${pattern}/`, describe(value, context.redact));
}

function matchLength(
  { min = 0, max = Number.POSITIVE_INFINITY }: { readonly min?: number; readonly max?: number },
  value: unknown,
  path: string,
  context: MatchContext,
): Judgement {
  const length =
    typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : undefined;
  if (length !== undefined && length >= min && length <= max) return PASSED;
  const range =
    max === Number.POSITIVE_INFINITY ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`;
  const shown = describe(value, context.redact);
  return mismatch(path, `a length of ${range}`, length === undefined ? shown : `${length}: ${shown}`);
}

function contains(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => sameValue(wanted, item));
  if (typeof value !== 'string') return false;
  return typeof wanted === 'string' ? value.includes(wanted) : containsBytes(value, wanted);
}

function containsBytes(text: string, wanted: unknown): boolean {
  const bytes = decodeBytes(text);
  return (
    wanted instanceof Uint8Array && bytes !== undefined && Buffer.from(bytes).includes(Buffer.from(wanted))
  );
}

function matchEach(matcher: Matcher, value: unknown, path: string, context: MatchContext): Judgement {
  if (!Array.isArray(value)) return mismatch(path, 'an array', describeWithType(value, context.redact));
  return every(value.map((item, index) => match(matcher, item, `${path}[${index}]`, context)));
}

function matchFields(
  fields: readonly (readonly [string, Matcher])[],
  value: unknown,
  path: string,
  context: MatchContext,
): Judgement {
  if (!isRecord(value)) return mismatch(path, 'an object', describeWithType(value, context.redact));
  return every(
    fields.map(([name, matcher]) => match(matcher, member(value, name), `${path}.${name}`, context)),
  );
}

/** All must hold: the first that failed speaks, then the first that could not be judged. */
export function every(judgements: readonly Judgement[]): Judgement {
  return (
    judgements.find(({ verdict }) => verdict === 'failed') ??
    judgements.find(({ verdict }) => verdict !== 'passed') ??
    PASSED
  );
}

/** One must hold; what could not be judged might have. */
export function either(judgements: readonly Judgement[]): Judgement {
  const failed = judgements.filter((judgement) => judgement.verdict === 'failed');
  if (failed.length < judgements.length || judgements.length === 0) {
    return (
      judgements.find(({ verdict }) => verdict === 'passed') ??
      judgements.find(({ verdict }) => verdict !== 'failed') ?? {
        verdict: 'error',
        message: 'there is nothing to choose from',
      }
    );
  }
  const joined = (texts: readonly string[], word: string): string => [...new Set(texts)].join(word);
  return {
    verdict: 'failed',
    message: joined(
      failed.map(({ message }) => message),
      '; or ',
    ),
    expected: joined(
      failed.map(({ expected }) => expected),
      ', or ',
    ),
    actual: joined(
      failed.map(({ actual }) => actual),
      '; ',
    ),
  };
}

/** What a matcher asks for, as far as it can be said without a value. */
function expectedBy(matcher: Matcher, context: MatchContext): string {
  const judgement = match(matcher, undefined, '', context);
  return judgement.verdict === 'failed' ? judgement.expected : 'that';
}

export function mismatch(path: string, expected: string, actual: string): Judgement {
  const where = path === '' ? '' : `${path}: `;
  return { verdict: 'failed', message: `${where}expected ${expected}, got ${actual}`, expected, actual };
}

function named(path: string, judgement: Judgement): Judgement {
  return judgement.verdict === 'passed'
    ? judgement
    : { ...judgement, message: `${path}: ${judgement.message}` };
}

/** ASCII only: federation IDs know no other letters. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

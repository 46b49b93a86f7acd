/** The bare words of the matcher language, one test each. */

import type { MatcherWord } from '../suite/model.ts';
import { describe, describeWithType } from './describe.ts';
import { decodeBytes } from './encoded-bytes.ts';
import type { MatchContext } from './match.ts';
import type { Judgement } from './model.ts';
import { isRecord } from './same-value.ts';

/** Decision D10; federation IDs are case-insensitive (draft section 5). */
const FID = /^[a-z0-9._%+-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)*)$/i;
const DECIMAL = /^[0-9]{1,20}$/;

type Context = Pick<MatchContext, 'targetDomain' | 'clock' | 'redact'>;

interface WordRule {
  readonly expected: string;
  test(value: unknown, context: Context): boolean;
  /** The type is part of the complaint. */
  readonly aboutType?: true;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const RULES: Readonly<Record<MatcherWord, WordRule>> = {
  anything: { expected: 'something', test: (value) => value !== undefined },
  absent: { expected: 'nothing', test: (value) => value === undefined },
  string: { expected: 'a string', test: isText, aboutType: true },
  nonEmptyString: {
    expected: 'a non-empty string',
    test: (value) => isText(value) && value !== '',
    aboutType: true,
  },
  number: { expected: 'a number', test: (value) => typeof value === 'number', aboutType: true },
  boolean: { expected: 'true or false', test: (value) => typeof value === 'boolean', aboutType: true },
  object: { expected: 'an object', test: isRecord, aboutType: true },
  objectOrAbsent: {
    expected: 'an object, or nothing',
    test: (value) => value === undefined || isRecord(value),
    aboutType: true,
  },
  array: { expected: 'an array', test: Array.isArray, aboutType: true },
  nonEmptyArray: {
    expected: 'an array of at least one item',
    test: (value) => Array.isArray(value) && value.length > 0,
    aboutType: true,
  },
  fid: { expected: 'a well-formed federation ID', test: (value) => isText(value) && FID.test(value) },
  fidAtTarget: {
    expected: "a well-formed federation ID at the target's domain",
    test: (value, { targetDomain }) =>
      isText(value) && FID.exec(value)?.[1]?.toLowerCase() === targetDomain.toLowerCase(),
  },
  decimalString: {
    expected: 'a string of decimal digits',
    test: (value) => isText(value) && DECIMAL.test(value),
    aboutType: true,
  },
  futureTimestamp: {
    expected: "UNIX seconds later than now by the target's clock",
    test: (value, { clock }) => {
      const seconds = isText(value) && DECIMAL.test(value) ? Number(value) : value;
      return typeof seconds === 'number' && seconds > clock.now() - clock.toleranceSeconds;
    },
  },
  alphanumeric: {
    expected: 'a string of A-Z, a-z and 0-9 only',
    test: (value) => isText(value) && /^[A-Za-z0-9]+$/.test(value),
  },
  base64: {
    expected: 'a string that decodes as Base64',
    test: (value) => isText(value) && decodeBytes(value) !== undefined,
  },
};

export function matchWord(word: MatcherWord, value: unknown, path: string, context: Context): Judgement {
  const rule = RULES[word];
  if (rule.test(value, context)) return { verdict: 'passed' };
  const expected = word === 'fidAtTarget' ? `${rule.expected}, ${context.targetDomain}` : rule.expected;
  const actual = (rule.aboutType ? describeWithType : describe)(value, context.redact);
  return { verdict: 'failed', message: `${path}: expected ${expected}, got ${actual}`, expected, actual };
}

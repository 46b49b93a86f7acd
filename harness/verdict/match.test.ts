import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue, Matcher, MatcherWord, Template } from '../suite/model.ts';
import { type MatchContext, match } from './match.ts';
import { PreconditionFailed } from './precondition.ts';

const NOW = 1_710_000_000;
const CERTIFICATE = Uint8Array.from({ length: 90 }, (_, index) => (index === 0 ? 0x30 : (index * 7) % 256));

const literal = (value: JsonValue): Template => ({ kind: 'literal', value });
const word = (name: MatcherWord): Matcher => ({ kind: 'word', word: name });

const context: MatchContext = {
  evaluate: (template) => (template.kind === 'literal' ? template.value : CERTIFICATE),
  targetDomain: 'home.test',
  clock: { now: () => NOW, toleranceSeconds: 2 },
  judgeIdCert: () => ({ verdict: 'inconclusive', message: 'not read' }),
  redact: (text) => text.replaceAll('hunter2', '<password 1>'),
};

const failure = (matcher: Matcher, value: unknown, path = 'body') => {
  const judgement = match(matcher, value, path, context);
  return judgement.verdict === 'failed' ? judgement.message : judgement.verdict;
};

describe('a mismatch', () => {
  it('names the path, and the type where two values read alike', () => {
    const matcher: Matcher = {
      kind: 'fields',
      fields: [['errcode', { kind: 'equals', value: literal(409) }]],
    };
    expect(failure(matcher, { errcode: '409', error: 'P2CORE_FEDERATION_ID_TAKEN' })).toBe(
      'body.errcode: expected 409, got "409" (string)',
    );
  });

  it('shows only the part that differs', () => {
    const matcher: Matcher = { kind: 'equals', value: literal({ a: [1, { b: 'x' }], c: 'long' }) };
    expect(failure(matcher, { a: [1, { b: 'y' }], c: 'long' })).toBe('body.a[1].b: expected "x", got "y"');
  });

  it('cuts what a target sent, after hiding secrets', () => {
    const message = failure({ kind: 'matches', pattern: '^x$' }, `${'a'.repeat(195)}hunter2`);
    expect(message).toContain('… (');
    expect(message).not.toContain('hunter');
  });

  it('escapes what a terminal would obey', () => {
    expect(failure(word('number'), '\u001b[31m\u202e\u009b')).toBe(
      'body: expected a number, got "\\u001b[31m\\u202e\\u009b" (string)',
    );
  });

  it('names every alternative', () => {
    const matcher: Matcher = { kind: 'oneOf', options: [word('number'), word('fid')] };
    expect(failure(matcher, 'nobody')).toBe(
      'body: expected a number, got "nobody" (string); or body: expected a well-formed federation ID, got "nobody"',
    );
  });

  it('says what must not be', () => {
    expect(failure({ kind: 'not', matcher: word('string') }, 'x')).toBe(
      'body: expected not a string, got "x"',
    );
  });

  it('finds the item that is wrong', () => {
    expect(failure({ kind: 'each', matcher: word('number') }, [1, 2, 'x'])).toBe(
      'body[2]: expected a number, got "x" (string)',
    );
  });
});

describe('the words', () => {
  it.each<[MatcherWord, readonly unknown[], readonly unknown[]]>([
    ['anything', [null, 0, ''], [undefined]],
    ['absent', [undefined], [null, 0, '']],
    ['string', ['', 'x'], [1, null, undefined, {}]],
    ['nonEmptyString', ['x'], ['', 1, undefined]],
    ['number', [0, -1.5], ['1', null, undefined]],
    ['boolean', [true, false], ['true', 0, null]],
    ['object', [{}, { a: 1 }], [[], null, 'x', undefined]],
    ['objectOrAbsent', [{}, undefined], [null, [], 'x', 1]],
    ['array', [[], [1]], [{}, null, 'x', undefined]],
    ['nonEmptyArray', [[1]], [[], {}, undefined]],
    [
      'fid',
      ['a@b', 'Alice.x_%+-@Example.COM', 'a@b-c.d'],
      ['a', '@b', 'a@', 'a b@c', 'a@b..c', 'a@b@c', 'ä@b', 1],
    ],
    [
      'fidAtTarget',
      ['alice@home.test', 'ALICE@HOME.TEST'],
      ['alice@other.test', 'alice@home.test.evil', 'alice'],
    ],
    ['decimalString', ['0', '1710000000'], ['', '1.5', '-1', ' 1', '1e3', 1, '１']],
    [
      'futureTimestamp',
      [String(NOW + 10), NOW + 10, String(NOW - 1)],
      [String(NOW - 3), '', 'soon', null, NOW - 60],
    ],
    ['alphanumeric', ['aZ09'], ['', 'a b', 'ä', 'a-', 1]],
    ['base64', ['YQ==', 'YQ', 'a-_b', 'YWJj\nZGVm'], ['', 'Y', 'Y*==', 1]],
  ])('%s', (name, good, bad) => {
    for (const value of good)
      expect(match(word(name), value, 'x', context), JSON.stringify(value)).toEqual({ verdict: 'passed' });
    for (const value of bad)
      expect(match(word(name), value, 'x', context).verdict, JSON.stringify(value)).toBe('failed');
  });
});

describe('equality', () => {
  const base64 = Buffer.from(CERTIFICATE).toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${base64.slice(0, 64)}\n${base64.slice(64)}\n-----END CERTIFICATE-----\n`;

  it.each([
    ['unpadded', base64.replace(/=+$/, '')],
    ['URL-safe', Buffer.from(CERTIFICATE).toString('base64url')],
    ['wrapped', base64.replace(/(.{20})/g, '$1\r\n')],
    ['PEM', pem],
    ['Base64 of PEM', Buffer.from(pem).toString('base64')],
  ])('takes a certificate for the same when it comes %s', (_, encoded) => {
    const matcher: Matcher = { kind: 'equals', value: literal(base64) };
    expect(match(matcher, encoded, 'body', context)).toEqual({ verdict: 'passed' });
  });

  it('tells another certificate apart', () => {
    const other = Buffer.from(CERTIFICATE).fill(1, 40, 41).toString('base64');
    expect(match({ kind: 'equals', value: literal(base64) }, other, 'body', context).verdict).toBe('failed');
  });

  it('does not take a text for another that only decodes to the same bytes', () => {
    expect(match({ kind: 'equals', value: literal('YQ==') }, 'YQ', 'body', context).verdict).toBe('failed');
  });

  it('finds a value in a list, and a text within a text', () => {
    const contains = (value: JsonValue): Matcher => ({ kind: 'contains', value: literal(value) });
    expect(match(contains(base64), ['x', base64.replace(/=+$/, '')], 'body', context).verdict).toBe('passed');
    expect(match(contains({ a: 1 }), [{ a: 1 }], 'body', context).verdict).toBe('passed');
    expect(match(contains('ell'), 'hello', 'body', context).verdict).toBe('passed');
    expect(match(contains('x'), ['xy'], 'body', context).verdict).toBe('failed');
  });

  it('reads members that an object only inherits as absent', () => {
    const matcher: Matcher = { kind: 'fields', fields: [['constructor', word('absent')]] };
    expect(match(matcher, {}, 'body', context).verdict).toBe('passed');
  });

  it('compares federation IDs without case', () => {
    const matcher: Matcher = { kind: 'sameFidAs', fid: literal('alice@home.test') };
    expect(match(matcher, 'ALICE@Home.Test', 'body', context).verdict).toBe('passed');
    expect(match(matcher, 'alicf@home.test', 'body', context).verdict).toBe('failed');
  });
});

describe('what cannot be judged', () => {
  const unevaluable = (error: Error): MatchContext => ({
    ...context,
    evaluate: () => {
      throw error;
    },
  });
  const matcher: Matcher = { kind: 'equals', value: literal(1) };

  it('is inconclusive where the target did not give the value', () => {
    const judged = match(
      matcher,
      1,
      'body',
      unevaluable(new PreconditionFailed('1 identify: no body.token')),
    );
    expect(judged).toEqual({ verdict: 'inconclusive', message: '1 identify: no body.token' });
  });

  it('is our error otherwise', () => {
    expect(match(matcher, 1, 'body', unevaluable(new Error('no such function'))).verdict).toBe('error');
  });

  it('outweighs what holds, but not what fails', () => {
    const claims: Matcher = { kind: 'idCert', claims: {} };
    expect(match({ kind: 'all', matchers: [word('string'), claims] }, 'x', 'b', context).verdict).toBe(
      'inconclusive',
    );
    expect(match({ kind: 'all', matchers: [claims, word('number')] }, 'x', 'b', context).verdict).toBe(
      'failed',
    );
    expect(match({ kind: 'oneOf', options: [claims, word('string')] }, 'x', 'b', context).verdict).toBe(
      'passed',
    );
    expect(match({ kind: 'oneOf', options: [claims, word('number')] }, 'x', 'b', context).verdict).toBe(
      'inconclusive',
    );
  });
});

const anyValue = fc.jsonValue({ maxDepth: 4 });
const anyWord = fc.constantFrom<MatcherWord>(
  'anything',
  'absent',
  'string',
  'number',
  'object',
  'array',
  'fid',
  'base64',
);
const anyMatcher: fc.Arbitrary<Matcher> = fc.letrec<{ matcher: Matcher }>((tie) => ({
  matcher: fc.oneof(
    { maxDepth: 3 },
    anyWord.map(word),
    anyValue.map((value): Matcher => ({ kind: 'equals', value: literal(value as JsonValue) })),
    anyValue.map((value): Matcher => ({ kind: 'contains', value: literal(value as JsonValue) })),
    fc.constant<Matcher>({ kind: 'length', min: 1, max: 3 }),
    fc.constant<Matcher>({ kind: 'matches', pattern: '^a+$' }),
    tie('matcher').map((matcher): Matcher => ({ kind: 'not', matcher })),
    tie('matcher').map((matcher): Matcher => ({ kind: 'each', matcher })),
    fc
      .array(tie('matcher'), { minLength: 1, maxLength: 3 })
      .map((options): Matcher => ({ kind: 'oneOf', options })),
    fc
      .array(tie('matcher'), { minLength: 1, maxLength: 3 })
      .map((matchers): Matcher => ({ kind: 'all', matchers })),
    fc
      .dictionary(fc.string(), tie('matcher'), { maxKeys: 3 })
      .map((fields): Matcher => ({ kind: 'fields', fields: Object.entries(fields) })),
  ),
})).matcher;

/** The matcher that a spec editor would write for exactly this value. */
function matcherOf(value: unknown): Matcher {
  if (Array.isArray(value)) {
    return {
      kind: 'all',
      matchers: [
        { kind: 'length', min: value.length, max: value.length },
        { kind: 'equals', value: literal(value) },
      ],
    };
  }
  if (typeof value === 'object' && value !== null) {
    return { kind: 'fields', fields: Object.entries(value).map(([name, inner]) => [name, matcherOf(inner)]) };
  }
  return { kind: 'equals', value: literal(value as JsonValue) };
}

describe('whatever comes', () => {
  it('accepts a value by the matcher that was made from it', () => {
    fc.assert(
      fc.property(anyValue, (value) => match(matcherOf(value), value, 'body', context).verdict === 'passed'),
    );
  });

  it('never throws, and a mismatch says what was expected and what was there', () => {
    fc.assert(
      fc.property(anyMatcher, anyValue, (matcher, value) => {
        const judgement = match(matcher, value, 'body', context);
        if (judgement.verdict !== 'failed') return;
        expect(judgement.expected).not.toBe('');
        expect(judgement.actual).not.toBe('');
        expect(judgement.message).toContain('expected ');
        expect(judgement.message).toContain(', got ');
        expect(judgement.message.startsWith('body')).toBe(true);
      }),
    );
  });

  it('judges the contrary of what it judged', () => {
    fc.assert(
      fc.property(anyMatcher, anyValue, (matcher, value) => {
        const verdicts = [matcher, { kind: 'not', matcher } as const].map(
          (one) => match(one, value, 'b', context).verdict,
        );
        expect(verdicts.toSorted()).toEqual(['failed', 'passed']);
      }),
    );
  });
});

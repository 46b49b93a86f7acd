import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression, evaluate, type Scope } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import { FUNCTION_NAMES, FUNCTIONS, isFunctionName } from './function-words.ts';

const alice = Object.freeze({ name: 'alice', fid: 'alice@alpha.test', sign: () => 'never' });

function scopeOf(
  values: Readonly<Record<string, unknown>>,
  call: Scope['call'] = (name, args) => [name, ...args],
): Scope {
  return { values: new Map(Object.entries(values)), call };
}

function value(source: string, scope: Scope = scopeOf({})): unknown {
  return evaluate(compileExpression(source), scope);
}

function problem(act: () => unknown): ExpressionError {
  try {
    act();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('compileExpression', () => {
  it('finds the names, their fields and the functions', () => {
    const { names, functions, uses } = compileExpression('sign(alice, a.b + string(size(c[0].d)))');
    expect(names).toEqual(['alice', 'a', 'c']);
    expect(functions).toEqual(['sign', 'string', 'size']);
    expect(uses.map(({ path, offset }) => `${path.join('.')}@${offset}`)).toEqual([
      'alice@5',
      'a.b@12',
      'c@30',
    ]);
  });

  it('takes no loop variable for a free name', () => {
    expect(compileExpression('events.filter(e, e.n == kind)').names).toEqual(['events', 'kind']);
  });

  it('gives the same object for the same text', () => {
    expect(compileExpression('upper(a)')).toBe(compileExpression('upper(a)'));
  });

  it.each([
    ['sgin(a, b)', 'unknown function "sgin"', 'did you mean "sign"?', 0],
    ['upper(bytes("00"))', 'unknown function "bytes"', 'did you mean "hex"?', 6],
    ['sign(a)', 'sign got 1 argument', 'it is sign(actor, data), e.g. sign(alice, challenge)', 0],
    ['now(1)', 'now got 1 argument', 'it is now(), e.g. unix(now() + 60)', 0],
    ['upper(5)', 'upper(text) cannot take (number)', 'e.g. upper(bob.fid)', 0],
    ['a.matches("x")', 'unknown function ".matches(…)"', undefined, 0],
    ['a.upper()', 'unknown function ".upper(…)"', 'write upper(bob.fid)', 0],
    ['a.map(x, x.map(y, y))', '.map(…) cannot stand inside another loop', undefined, 9],
    ['{constructor: 1}', '"constructor" cannot be a key here', undefined, 1],
    ['1 +', 'unexpected token: EOF', undefined, 3],
    ['', 'the expression is empty', undefined, undefined],
    ['type(a)', 'unknown function "type"', undefined, 0],
    ['cel.bind(x, 1, x)', 'unknown function ".bind(…)"', undefined, 0],
  ])('refuses %j', (source, message, hint, offset) => {
    const error = problem(() => compileExpression(source));
    expect(error.message).toBe(message);
    expect(error.offset).toBe(offset);
    if (hint !== undefined) expect(error.hint).toBe(hint);
  });

  it('refuses what is too long or too deep', () => {
    expect(problem(() => compileExpression(`a${' + a'.repeat(2000)}`)).message).toMatch(/longer than/);
    expect(problem(() => compileExpression(`${'('.repeat(200)}a${')'.repeat(200)}`)).message).toMatch(
      /depth/i,
    );
  });

  it.each(FUNCTION_NAMES)('accepts the example of %s', (name) => {
    if (!isFunctionName(name)) throw new Error('no function');
    expect(compileExpression(FUNCTIONS[name].example).functions).toContain(name);
  });
});

describe('evaluate', () => {
  it('reads values, and gives integers as numbers', () => {
    const scope = scopeOf({ body: { list: [1, 2.5, { x: 'y' }] } });
    expect(value('body.list[0] + 1', scope)).toBe(2);
    expect(value('body.list[1]', scope)).toBe(2.5);
    expect(value('body.list[2].x + "z"', scope)).toBe('yz');
    expect(value('body', scope)).toEqual({ list: [1, 2.5, { x: 'y' }] });
  });

  it('gives functions the very objects of the scope, numbers as numbers, bytes as bytes', () => {
    const calls: unknown[][] = [];
    const scope = scopeOf({ alice, bob: { name: 'bob' } }, (name, args) => {
      calls.push([name, ...args]);
      return name === 'hex' ? new Uint8Array([1, 2]) : name === 'now' ? 1_700_000_000 : 'given';
    });
    value("forge(alice, 'expired', {by: now() - 5, key: bob})", scope);
    value("sign(alice, hex('0102'))", scope);
    value("csr(alice, {session: 'x'})", scope);
    expect(calls[1]?.[1]).toBe(alice);
    expect(calls[1]?.slice(2)).toEqual(['expired', { by: 1_699_999_995, key: { name: 'bob' } }]);
    expect(calls[3]).toEqual(['sign', alice, new Uint8Array([1, 2])]);
    expect(calls[4]).toEqual(['csr', alice, undefined, { session: 'x' }]);
  });

  it('takes a bare key of an object for its text, not for a variable', () => {
    expect(value('{to: to, "b c": {to: 1}}', scopeOf({ to: 'x' }))).toEqual({ to: 'x', 'b c': { to: 1 } });
  });

  it('keeps a key called __proto__ of a target’s answer as data', () => {
    const body: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
    const copy = value('body', scopeOf({ body }));
    expect(Object.keys(copy as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it.each([
    ['a name without a value', 'a', {}, '"a" has no value here'],
    ['a missing field', 'a.b', { a: {} }, 'no such key: b'],
    ['an index beyond the end', 'a[3]', { a: [1] }, 'no such key: index out of bounds, index 3 >= size 1'],
    [
      'a number too large for JSON',
      '9007199254740993',
      {},
      '9007199254740993 is too large for a JSON number',
    ],
    ['a division by zero', '1 / (a - 1)', { a: 1 }, 'division by zero'],
    ['a method of the language below', 'a.constructor', { a: {} }, 'no such key: constructor'],
    ['a method of an actor', 'alice.sign', { alice }, 'no such key: sign'],
    ['a text of the wrong kind', 'upper(a)', { a: 5 }, 'upper(text) cannot take (number)'],
  ])('refuses %s', (_, source, values, message) => {
    expect(problem(() => value(source, scopeOf(values))).message).toBe(message);
  });

  it('turns what a function throws into its own error', () => {
    const scope = scopeOf({}, () => {
      throw new Error('the pool is empty');
    });
    const error = problem(() => value('freshName()', scope));
    expect(error).toMatchObject({ message: 'the pool is empty', source: 'freshName()' });
  });

  it('refuses a promise: nothing here waits', () => {
    const scope = scopeOf({}, () => Promise.resolve('later'));
    expect(
      value(
        'freshName() == "later"',
        scopeOf({}, () => 'later'),
      ),
    ).toBe(true);
    expect(problem(() => value('freshName() + "x"', scope)).message).toBe('freshName did not give text');
  });

  it('lets a function evaluate another expression within', () => {
    const inner = compileExpression('upper(x)');
    const scope: Scope = scopeOf({ x: 'a' }, (name, args) =>
      name === 'lower'
        ? evaluate(
            inner,
            scopeOf({ x: 'b' }, (_, [text]) => `inner ${text}`),
          )
        : `outer ${args[0]}`,
    );
    expect(value('lower(x) + upper(x)', scope)).toBe('inner bouter a');
  });

  it('refuses a value that is nested beyond measure', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    expect(problem(() => value('a', scopeOf({ a: deep }))).message).toMatch(/deeper/);
  });

  it('refuses text beyond 16 MiB', () => {
    const a = 'x'.repeat(9 * 1024 * 1024);
    expect(problem(() => value('a + a', scopeOf({ a }))).message).toBe('the text is too long');
  });
});

describe('any text at all', () => {
  const secret = 'reached the process';
  const scope = scopeOf({ alice, body: { a: [1, 'x', null, true, { b: {} }] }, text: 'abc' }, () => 'given');
  const fragments = fc.constantFrom(
    ...[
      'alice',
      'body',
      'text',
      'process',
      'globalThis',
      'this',
      'constructor',
      '__proto__',
      'prototype',
      'require',
    ],
    ...[
      'toString',
      'valueOf',
      'sign',
      'flipBit',
      'map',
      'size',
      'has',
      'eval',
      'Function',
      'import',
      'return',
      'cel',
    ],
    ...[
      '.',
      '..',
      '?.',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '?',
      '"',
      "'",
      '+',
      '==',
      '&&',
      '!',
      ' ',
      '\n',
      '`',
    ],
    ...[
      '0',
      '1',
      '-1',
      '1e999',
      '0x',
      '"constructor"',
      '["__proto__"]',
      'b"x"',
      'r"',
      '"""',
      '${',
      '//',
      '\\u0000',
    ],
  );
  const soup = fc.array(fragments, { maxLength: 24 }).map((parts) => parts.join(''));

  it('is either evaluated to data, or refused with an ExpressionError', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ maxLength: 40 })), (source) => {
        try {
          const result = value(source, scope);
          expect(typeof result).not.toBe('function');
          expect(JSON.stringify(result) ?? '').not.toContain(secret);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 3000 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
  });

  it('reaches nothing but own fields, whatever the field is called', () => {
    const inherited = Object.create({ inherited: secret }) as object;
    const hidden = Object.defineProperty({}, 'hidden', { value: secret, enumerable: false });
    const names = fc.constantFrom(
      'inherited',
      'hidden',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
    );
    fc.assert(
      fc.property(names, fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean(), (name, root, indexed) => {
        const source = indexed ? `${root}["${name}"]` : `${root}.${name}`;
        const values = scopeOf({ a: inherited, b: hidden, c: [], d: 'text' });
        expect(() => value(source, values)).toThrow(ExpressionError);
      }),
    );
  });

  it('gives back any JSON just as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (json) => {
        fc.pre(!JSON.stringify(json).includes('__proto__'));
        const normal: unknown = JSON.parse(JSON.stringify(json));
        expect(value('x', scopeOf({ x: normal }))).toEqual(normal);
      }),
    );
  });
});

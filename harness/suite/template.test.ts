import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scope } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Template } from './model.ts';
import { evaluateJson, evaluateTemplate, readTemplate } from './template.ts';
import { readYaml } from './yaml-tree.ts';

const scope: Scope = {
  values: new Map<string, unknown>([
    ['name', 'bob'],
    ['count', 3],
    ['body', { a: [1] }],
  ]),
  call: (name, args) => (name === 'hex' ? new Uint8Array([0xc3, 0x28]) : `${name}(${args.join(',')})`),
};

function read(yaml: string): { template: Template; problems: readonly string[]; names: readonly string[] } {
  const { source, root } = readYaml('x.yaml', yaml);
  if (root === undefined) throw new Error(source.problems[0]?.message);
  const { template, expressions } = readTemplate(root, source);
  return {
    template,
    problems: source.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
    names: expressions.flatMap(({ expression }) => expression.names),
  };
}

function evaluated(yaml: string): unknown {
  return evaluateTemplate(read(yaml).template, scope);
}

describe('a template', () => {
  it('keeps the type of an expression that is the whole text', () => {
    expect(evaluated('${count + 1}')).toBe(4);
    expect(evaluated('"${body}"')).toEqual({ a: [1] });
    expect(evaluated("${hex('c328')}")).toEqual(new Uint8Array([0xc3, 0x28]));
  });

  it('joins expressions within a text', () => {
    expect(evaluated('"Hello ${name}, ${count} times ${true}"')).toBe('Hello bob, 3 times true');
  });

  it('takes $${ for ${ itself', () => {
    expect(evaluated('"$${name} ${name}"')).toBe('${name} bob');
    expect(read('"$${name}"').template).toEqual({ kind: 'literal', value: '${name}' });
  });

  it('finds the end of an expression that holds braces and quotes', () => {
    expect(evaluated(`'\${"}" + {"a": "\\"}"}.a}x'`)).toBe('}"}x');
  });

  it('is one literal where nothing has to be evaluated', () => {
    expect(read('{ a: [1, null, "x"], b: { c: true } }').template).toEqual({
      kind: 'literal',
      value: { a: [1, null, 'x'], b: { c: true } },
    });
  });

  it('evaluates at any depth', () => {
    expect(evaluated('{ a: [1, "${name}"], b: { c: "${count}" } }')).toEqual({ a: [1, 'bob'], b: { c: 3 } });
  });

  it('keeps a key called __proto__ as data', () => {
    const value = evaluated('{ __proto__: "${name}", constructor: 1 }');
    expect(JSON.stringify(value)).toBe('{"__proto__":"bob","constructor":1}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('lists every name that it reads', () => {
    expect(read('["${name}", { x: "a ${count} b ${body.a[0]}" }]').names).toEqual(['name', 'count', 'body']);
  });

  it('tells where in the file an expression is wrong', () => {
    expect(read('a:\n  - "text ${sgin(name)}"').problems).toEqual(['2:13 unknown function "sgin"']);
    expect(read('a: ${upper(}').problems[0]).toMatch(/^1:\d+ /);
    expect(read('a: "${name"').problems).toEqual(['1:4 this ${ is never closed']);
  });

  it('points at the whole text where escapes move its parts', () => {
    expect(read('a: "\\u0041\\u0042 ${sgin(name)}"').problems).toEqual(['1:4 unknown function "sgin"']);
  });

  it('refuses a number that JSON lacks', () => {
    expect(read('[.inf]').problems).toEqual(['1:2 JSON has no such number']);
  });

  it('refuses objects within a text, and bytes within JSON', () => {
    expect(() => evaluated('"a ${body}"')).toThrow(ExpressionError);
    expect(() => evaluated(`[ "\${hex('c328')}" ]`)).toThrow('bytes have no place in JSON');
    expect(() => evaluateJson(read("${hex('c328')}").template, scope)).toThrow(ExpressionError);
  });

  it('gives back any text without ${ just as it was', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('${'));
        expect(evaluated(JSON.stringify(text))).toBe(text);
      }),
    );
  });

  it('never throws while it is read, whatever the text', () => {
    const pieces = fc.constantFrom(
      '${',
      '$',
      '{',
      '}',
      '"',
      "'",
      '\\',
      'name',
      '(',
      ')',
      '+',
      ' ',
      'x',
      '$${',
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        expect(() => read(JSON.stringify(parts.join('')))).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

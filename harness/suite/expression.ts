/** The expression language of scenarios: CEL with the functions of function-words.ts. Nothing is ever run as code. */

import {
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from '@marcbachmann/cel-js';
import { findUses, type NameUse, usage } from './expression-check.ts';
import { ExpressionError } from './expression-error.ts';
import { argumentFromCel, intoCel, resultFromCel } from './expression-values.ts';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  type FunctionWord,
  isFunctionName,
  type Parameter,
  type ParameterType,
} from './function-words.ts';
import type { Expression } from './model.ts';

/** What an expression sees: named values, and the functions. Values may be any data; only own fields can be read. */
export interface Scope {
  readonly values: ReadonlyMap<string, unknown>;
  /** Omitted optional arguments before a given one are `undefined`. Synchronous. */
  call(name: FunctionName, args: readonly unknown[]): unknown;
}

export interface CompiledExpression extends Expression {
  readonly uses: readonly NameUse[];
}

interface Program {
  readonly expression: CompiledExpression;
  readonly run: ParseResult;
  /** Set where the expression is nothing but a name and fields. */
  readonly path: readonly string[] | undefined;
}

interface Evaluation {
  readonly scope: Scope;
  readonly originals: WeakMap<object, object>;
}

const MAX_SOURCE = 4_000;
/** In UTF-16 units. */
const MAX_TEXT = 16 * 1024 * 1024;

const CEL_TYPES: Readonly<Record<ParameterType, string>> = {
  actor: 'map',
  peer: 'map',
  text: 'string',
  encoded: 'string',
  data: 'dyn',
  number: 'int',
  options: 'map',
  list: 'list',
  any: 'dyn',
};
const GIVES = {
  text: 'string',
  number: 'int',
  bytes: 'bytes',
  object: 'map',
  list: 'list',
  any: 'dyn',
} as const;

const programs = new Map<string, Program>();
/** CEL hands no context to functions; evaluation is synchronous, so the one under way is unambiguous. */
let current: Evaluation | undefined;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 1_000, maxDepth: 32, maxListElements: 128, maxMapEntries: 64, maxCallArguments: 8 },
});
for (const name of FUNCTION_NAMES) if (isFunctionName(name)) register(name);

/** Parses and checks without evaluating. The same source gives the same object. @throws ExpressionError */
export function compileExpression(source: string): CompiledExpression {
  return programOf(source).expression;
}

/** The value as data: integers as numbers, objects and lists as copies, bytes as bytes. @throws ExpressionError */
export function evaluate(expression: Expression, scope: Scope): unknown {
  const { run, path } = programOf(expression.source);
  const found = path === undefined ? undefined : textAt(path, scope);
  if (found !== undefined) return found;
  const outer = current;
  const evaluation: Evaluation = { scope, originals: new WeakMap() };
  current = evaluation;
  try {
    const context = new Map<string, unknown>();
    for (const name of expression.names) {
      const value = intoCel(scope.values.get(name), evaluation.originals);
      if (value === undefined) throw new ExpressionError(`"${name}" has no value here`, expression.source);
      context.set(name, value);
    }
    const result = resultFromCel(run(context));
    if (typeof result === 'string' && result.length > MAX_TEXT) throw new RangeError('the text is too long');
    return result;
  } catch (error) {
    throw asExpressionError(error, expression.source);
  } finally {
    current = outer;
  }
}

/** The text that most expressions ask for; undefined where CEL has to look, and to complain. */
function textAt([root = '', ...fields]: readonly string[], { values }: Scope): string | undefined {
  let value = values.get(root);
  for (const field of fields) {
    if (!isRecordWith(field, value)) return undefined;
    value = value[field];
  }
  return typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined;
}

function isRecordWith(field: string, value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || value instanceof Map || Array.isArray(value))
    return false;
  return Object.prototype.propertyIsEnumerable.call(value, field);
}

function programOf(source: string): Program {
  let program = programs.get(source);
  if (program === undefined) {
    program = compile(source);
    programs.set(source, program);
  }
  return program;
}

function compile(source: string): Program {
  if (source.trim() === '') throw new ExpressionError('the expression is empty', source);
  if (source.length > MAX_SOURCE) {
    throw new ExpressionError(`the expression is longer than ${MAX_SOURCE} characters`, source);
  }
  try {
    const parsed = environment.parse(source);
    const { names, functions, bareKeys } = findUses(parsed.ast, source);
    const run = bareKeys.length === 0 ? parsed : environment.parse(quoted(source, bareKeys));
    const checked = run.check();
    if (checked.error !== undefined) throw checked.error;
    const roots = [...new Set(names.map((use) => use.path[0] ?? ''))];
    const [only] = names;
    const path = names.length === 1 && only?.path.join('.') === source ? only.path : undefined;
    return { expression: { source, names: roots, functions, uses: names }, run, path };
  } catch (error) {
    throw asExpressionError(error, source);
  }
}

function quoted(source: string, keys: readonly { readonly start: number; readonly end: number }[]): string {
  const inOrder = [...keys].sort((a, b) => b.start - a.start);
  return inOrder.reduce(
    (text, { start, end }) => `${text.slice(0, start)}"${text.slice(start, end)}"${text.slice(end)}`,
    source,
  );
}

/** CEL has no optional arguments: one overload for each way to leave some out. */
function register(name: FunctionName): void {
  const word = FUNCTIONS[name];
  for (const given of selections(word.parameters)) {
    const types = given.map((index) => CEL_TYPES[word.parameters[index]?.type ?? 'any']);
    environment.registerFunction(
      `${name}(${types.join(', ')}): ${GIVES[word.gives]}`,
      (...values: unknown[]) => callFunction(name, given, values),
      { async: false },
    );
  }
}

function selections(parameters: readonly Parameter[]): number[][] {
  let ways: number[][] = [[]];
  for (const [index, parameter] of parameters.entries()) {
    const taken = ways.map((way) => [...way, index]);
    ways = parameter.optional ? [...ways, ...taken] : taken;
  }
  return ways;
}

function callFunction(name: FunctionName, given: readonly number[], values: readonly unknown[]): unknown {
  if (current === undefined) throw new RangeError('functions can only be called within an expression');
  const { scope, originals } = current;
  const args: unknown[] = Array.from({ length: (given.at(-1) ?? -1) + 1 }, () => undefined);
  for (const [position, index] of given.entries()) {
    args[index] = argumentFromCel(values[position], originals);
  }
  const result = intoCel(scope.call(name, args), originals);
  const { gives } = FUNCTIONS[name];
  // Overloads are chosen before evaluation, by what a function says it gives.
  if (!isOfKind(gives, result))
    throw new RangeError(`${name} did not give ${gives === 'any' ? 'a value' : gives}`);
  return result;
}

function isOfKind(kind: FunctionWord['gives'], value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'bigint';
    case 'bytes':
      return value instanceof Uint8Array;
    case 'list':
      return Array.isArray(value);
    case 'object':
      return value instanceof Map;
    case 'any':
      return value !== undefined;
  }
}

function asExpressionError(error: unknown, source: string): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError) {
    const offset = error.range?.start;
    const { message, hint } = readable(error.summary);
    return new ExpressionError(message, source, {
      ...(offset === undefined ? {} : { offset }),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return new ExpressionError(error instanceof Error ? error.message : String(error), source);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'number',
  double: 'number',
  map: 'object',
  dyn: 'value',
  bool: 'true or false',
};

/** CEL's messages in the words of this language. */
function readable(summary: string): { readonly message: string; readonly hint?: string } {
  const call = /^found no matching overload for '(\w+)\((.*)\)'$/.exec(summary);
  const name = call?.[1];
  if (name !== undefined && isFunctionName(name)) {
    const given = (call?.[2] ?? '')
      .replace(/<.*?>+/g, '')
      .replace(/\w+/g, (type) => TYPE_WORDS[type] ?? type);
    return {
      message: `${usage(name, FUNCTIONS[name])} cannot take (${given})`,
      hint: `e.g. ${FUNCTIONS[name].example}`,
    };
  }
  return { message: summary.charAt(0).toLowerCase() + summary.slice(1) };
}

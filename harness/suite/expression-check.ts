/** What an expression reads and calls, found in its syntax tree without evaluating it. */

import type { ASTNode } from '@marcbachmann/cel-js';
import { CEL_FUNCTIONS, CEL_MACROS, CEL_METHODS } from './cel-words.ts';
import { ExpressionError } from './expression-error.ts';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionWord, isFunctionName } from './function-words.ts';
import { nearestName, suggestion } from './nearest-name.ts';

/** A free name with the fields read from it: `peers.alpha.domain`. */
export interface NameUse {
  readonly path: readonly string[];
  /** Offset of each part of the path in the source. */
  readonly offset: number;
}

export interface ExpressionUses {
  readonly names: readonly NameUse[];
  readonly functions: readonly string[];
  /** Where keys of objects stand without quotes: `{to: bob.handle}`. CEL would take those for variables. */
  readonly bareKeys: readonly { readonly start: number; readonly end: number }[];
}

interface Walk {
  readonly source: string;
  readonly names: NameUse[];
  readonly functions: Set<string>;
  readonly bareKeys: { readonly start: number; readonly end: number }[];
}

/** `sign(actor, data)`, `csr(actor[, kind][, options])`. */
export function usage(name: string, word: FunctionWord): string {
  const parameters = word.parameters.map((parameter, index) => {
    const text = index === 0 ? parameter.name : `, ${parameter.name}`;
    return parameter.optional ? `[${text}]` : text;
  });
  return `${name}(${parameters.join('')})`;
}

/** @throws ExpressionError for an unknown function, a wrong number of arguments or an unknown word among them. */
export function findUses(ast: ASTNode, source: string): ExpressionUses {
  const walk: Walk = { source, names: [], functions: new Set(), bareKeys: [] };
  visit(ast, walk, undefined);
  return { names: walk.names, functions: [...walk.functions], bareKeys: walk.bareKeys };
}

/** `bound` is the variable of the macro that the node stands in, if any. */
function visit(node: ASTNode, walk: Walk, bound: string | undefined): void {
  switch (node.op) {
    case 'value':
      return;
    case 'id':
    case '.':
    case '.?':
      visitPath(node, walk, bound);
      return;
    case 'call':
      visitCall(node, node.args[0], node.args[1], walk, bound);
      return;
    case 'rcall':
      visitMethod(node, node.args[0], node.args[1], node.args[2], walk, bound);
      return;
    case 'map':
      for (const [key, value] of node.args) {
        checkKey(key, walk);
        visit(value, walk, bound);
      }
      return;
    case '!_':
    case '-_':
      visit(node.args, walk, bound);
      return;
    default:
      for (const part of node.args) visit(part, walk, bound);
  }
}

function visitPath(node: ASTNode, walk: Walk, bound: string | undefined): void {
  const fields: string[] = [];
  let inner = node;
  while (inner.op === '.' || inner.op === '.?') {
    fields.unshift(inner.args[1]);
    inner = inner.args[0];
  }
  if (inner.op !== 'id') visit(inner, walk, bound);
  else if (inner.args !== bound) walk.names.push({ path: [inner.args, ...fields], offset: inner.start });
}

function visitCall(
  node: ASTNode,
  name: string,
  given: readonly ASTNode[],
  walk: Walk,
  bound: string | undefined,
): void {
  if (isFunctionName(name)) checkArguments(node, name, FUNCTIONS[name], given, walk.source);
  else if (!Object.hasOwn(CEL_FUNCTIONS, name)) throw unknownFunction(node, name, walk.source);
  walk.functions.add(name);
  for (const argument of given) visit(argument, walk, bound);
}

function visitMethod(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  given: readonly ASTNode[],
  walk: Walk,
  bound: string | undefined,
): void {
  visit(receiver, walk, bound);
  if (!Object.hasOwn(CEL_MACROS, name)) {
    if (!Object.hasOwn(CEL_METHODS, name)) throw unknownMethod(node, name, walk.source);
    for (const argument of given) visit(argument, walk, bound);
    return;
  }
  if (bound !== undefined) {
    throw new ExpressionError(`.${name}(…) cannot stand inside another loop`, walk.source, {
      offset: node.start,
    });
  }
  const [variable, ...bodies] = given;
  if (variable?.op !== 'id' || bodies.length === 0) {
    throw new ExpressionError(`.${name}(…) takes (item, expression)`, walk.source, { offset: node.start });
  }
  for (const body of bodies) visit(body, walk, variable.args);
}

function checkKey(key: ASTNode, walk: Walk): void {
  if (key.op === 'id') walk.bareKeys.push({ start: key.start, end: key.end });
  else if (key.op !== 'value' || typeof key.args !== 'string') {
    throw new ExpressionError('a key of an object must be a name or a text', walk.source, {
      offset: key.start,
    });
  }
  if (key.args === 'constructor' || key.args === 'prototype' || key.args === '__proto__') {
    throw new ExpressionError(`"${key.args}" cannot be a key here`, walk.source, { offset: key.start });
  }
}

function checkArguments(
  node: ASTNode,
  name: string,
  word: FunctionWord,
  given: readonly ASTNode[],
  source: string,
): void {
  const least = word.parameters.filter((parameter) => !parameter.optional).length;
  if (given.length < least || given.length > word.parameters.length) {
    throw new ExpressionError(
      `${name} got ${given.length} argument${given.length === 1 ? '' : 's'}`,
      source,
      { offset: node.start, hint: `it is ${usage(name, word)}, e.g. ${word.example}` },
    );
  }
  for (const [index, argument] of given.entries()) {
    const parameter = word.parameters[index];
    if (parameter?.words === undefined || argument.op !== 'value' || typeof argument.args !== 'string')
      continue;
    if (parameter.words.includes(argument.args)) continue;
    const hint = suggestion(argument.args, parameter.words) ?? 'suites/README.md lists them all';
    throw new ExpressionError(`${name} knows no ${parameter.name} "${argument.args}"`, source, {
      offset: argument.start,
      hint,
    });
  }
}

function unknownFunction(node: ASTNode, name: string, source: string): ExpressionError {
  const meant = FUNCTION_NAMES.find(
    (known) => isFunctionName(known) && FUNCTIONS[known].alsoCalled?.includes(name),
  );
  const nearest = meant ?? nearestName(name, [...FUNCTION_NAMES, ...Object.keys(CEL_FUNCTIONS)]);
  return new ExpressionError(`unknown function "${name}"`, source, {
    offset: node.start,
    hint: nearest === undefined ? 'suites/README.md lists all functions' : `did you mean "${nearest}"?`,
  });
}

function unknownMethod(node: ASTNode, name: string, source: string): ExpressionError {
  const known = [...Object.keys(CEL_METHODS), ...Object.keys(CEL_MACROS)];
  const hint = isFunctionName(name)
    ? `write ${FUNCTIONS[name].example}`
    : (suggestion(name, known) ?? `known: ${known.join(', ')}`);
  return new ExpressionError(`unknown function ".${name}(…)"`, source, { offset: node.start, hint });
}

/** YAML values that may hold `${expressions}`: read into templates, and evaluated against a scope. */

import { type CompiledExpression, compileExpression, evaluate, type Scope } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import type { Expression, JsonValue, Template } from './model.ts';
import type { SourceFile, YamlNode, YamlScalar } from './yaml-tree.ts';

/** An expression with the offset in the file where it begins. */
export interface PlacedExpression {
  readonly expression: CompiledExpression;
  readonly offset: number;
}

export interface ReadTemplate {
  readonly template: Template;
  readonly expressions: readonly PlacedExpression[];
}

interface TextPart {
  readonly text: string;
  readonly isExpression: boolean;
  /** Of the expression's text within the whole. */
  readonly start: number;
}

/** Ill-formed expressions are reported to the file and read as empty text. */
export function readTemplate(node: YamlNode, source: SourceFile): ReadTemplate {
  const expressions: PlacedExpression[] = [];
  return { template: templateOf(node, source, expressions), expressions };
}

function templateOf(node: YamlNode, source: SourceFile, found: PlacedExpression[]): Template {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string'
        ? textTemplate(node, node.value, source, found)
        : literalOf(node, source);
    case 'list': {
      const items = node.items.map((item) => templateOf(item, source, found));
      const values = items.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
      return values.length === items.length ? { kind: 'literal', value: values } : { kind: 'list', items };
    }
    case 'map': {
      const entries = [...node.entries].map(
        ([key, entry]) => [key, templateOf(entry.value, source, found)] as const,
      );
      const values = entries.flatMap(([key, item]) =>
        item.kind === 'literal' ? [[key, item.value] as const] : [],
      );
      return values.length === entries.length
        ? { kind: 'literal', value: Object.fromEntries(values) }
        : { kind: 'map', entries };
    }
  }
}

function literalOf(node: YamlScalar, source: SourceFile): Template {
  if (typeof node.value === 'number' && !Number.isFinite(node.value)) {
    source.report(node.start, 'JSON has no such number');
  }
  return { kind: 'literal', value: node.value };
}

function textTemplate(
  node: YamlScalar,
  text: string,
  source: SourceFile,
  found: PlacedExpression[],
): Template {
  if (!text.includes('${')) return { kind: 'literal', value: text };
  const parts = partsOf(text);
  if (parts === undefined) {
    source.report(node.start, 'this ${ is never closed', 'write $${ for the two characters themselves');
    return { kind: 'literal', value: '' };
  }
  const at = source.location(node.start);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    if (!only.isExpression) return { kind: 'literal', value: only.text };
    const expression = compilePart(node, text, only, source, found);
    return expression === undefined ? { kind: 'literal', value: '' } : { kind: 'expression', expression, at };
  }
  const compiled = parts.map((part) =>
    part.isExpression ? (compilePart(node, text, part, source, found) ?? '') : part.text,
  );
  return { kind: 'text', parts: compiled, at };
}

function compilePart(
  node: YamlScalar,
  text: string,
  part: TextPart,
  source: SourceFile,
  found: PlacedExpression[],
): Expression | undefined {
  // Escapes and folded lines move what the text holds away from where the file holds it: then the scalar's start must do.
  const verbatim = source.text.startsWith(text, node.contentStart);
  const offset = verbatim ? node.contentStart + part.start : node.start;
  try {
    const expression = compileExpression(part.text);
    found.push({ expression, offset });
    return expression;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    source.report(verbatim ? offset + (error.offset ?? 0) : offset, error.message, error.hint);
    return undefined;
  }
}

/** Literal and expression parts of a text; `$${` stands for `${` itself. Undefined when one is never closed. */
function partsOf(text: string): readonly TextPart[] | undefined {
  const parts: TextPart[] = [];
  let literal = '';
  let index = 0;
  while (index < text.length) {
    if (text.startsWith('$${', index)) {
      literal += '${';
      index += 3;
    } else if (text.startsWith('${', index)) {
      const end = endOfExpression(text, index + 2);
      if (end === undefined) return undefined;
      if (literal !== '') parts.push({ text: literal, isExpression: false, start: index });
      literal = '';
      parts.push({ text: text.slice(index + 2, end), isExpression: true, start: index + 2 });
      index = end + 1;
    } else {
      literal += text[index];
      index += 1;
    }
  }
  if (literal !== '' || parts.length === 0) parts.push({ text: literal, isExpression: false, start: 0 });
  return parts;
}

/** The index of the brace that closes the expression: not one of an object, nor within quotes. */
function endOfExpression(text: string, start: number): number | undefined {
  let depth = 0;
  let quote: string | undefined;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (quote !== undefined) {
      if (character === '\\') index += 1;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      if (depth === 0) return index;
      depth -= 1;
    }
  }
  return undefined;
}

/**
 * The value of a template. Bytes can only be the whole of it (for `rawBody`), never a part.
 * @throws ExpressionError that names the expression and, where known, its place.
 */
export function evaluateTemplate(template: Template, scope: Scope): JsonValue | Uint8Array {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression': {
      const value = evaluate(template.expression, scope);
      return value instanceof Uint8Array ? value : jsonOf(value, template.expression);
    }
    case 'text':
      return template.parts
        .map((part) => (typeof part === 'string' ? part : textOf(evaluate(part, scope), part)))
        .join('');
    case 'list':
      return template.items.map((item) => evaluateJson(item, scope));
    case 'map':
      return Object.fromEntries(template.entries.map(([key, item]) => [key, evaluateJson(item, scope)]));
  }
}

/** Like {@link evaluateTemplate}, where bytes have no place. @throws ExpressionError */
export function evaluateJson(template: Template, scope: Scope): JsonValue {
  const value = evaluateTemplate(template, scope);
  if (!(value instanceof Uint8Array)) return value;
  const source = template.kind === 'expression' ? template.expression.source : '';
  throw new ExpressionError('bytes have no place in JSON', source, { hint: 'write base64(…) around them' });
}

function textOf(value: unknown, expression: Expression): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ExpressionError('only text, numbers and booleans can stand within a text', expression.source);
}

function jsonOf(value: unknown, expression: Expression): JsonValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (value instanceof Uint8Array) {
    throw new ExpressionError('bytes have no place in JSON', expression.source, {
      hint: 'write base64(…) around them',
    });
  }
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, expression));
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonOf(item, expression)]));
  }
  throw new ExpressionError('the expression gives something that is no JSON', expression.source);
}

import type { ErrorObject } from 'ajv/dist/2020.js';
import { isRecord } from './openapi-document.ts';

/** How a value departs from its schema; `path` reads like `body.fid` or `body[0]`. */
export interface SchemaProblem {
  readonly path: string;
  /** The whole sentence: `body.fid: expected a string, got number 5`. */
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

const LONGEST_QUOTE = 60;

const TYPES: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'a boolean',
  integer: 'an integer',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a string',
};

/** Puts one finding of Ajv (made with `verbose`) into words; `root` names the judged value. */
export function schemaProblem(
  error: ErrorObject,
  root: string,
  schemaOf: (property: unknown) => unknown,
): SchemaProblem {
  const path = root + readablePath(error.instancePath);
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty);
    const properties = isRecord(error.parentSchema) ? error.parentSchema.properties : undefined;
    const property = isRecord(properties) ? schemaOf(properties[name]) : undefined;
    const expected = (isRecord(property) && typesInWords(property.type)) || 'a value';
    return sentence(path + segment(name), expected, 'nothing');
  }
  return sentence(path, expectedBy(error), actualOf(error));
}

function sentence(path: string, expected: string, actual: string): SchemaProblem {
  return { path, expected, actual, message: `${path}: expected ${expected}, got ${actual}` };
}

function expectedBy({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return typesInWords(params.type) ?? 'another type';
    case 'pattern':
      return `text that matches ${params.pattern}`;
    case 'minLength':
      return params.limit === 1 ? 'a non-empty string' : `at least ${params.limit} characters`;
    case 'format':
      return `text of the format ${params.format}`;
    case 'const':
      return JSON.stringify(params.allowedValue);
    default:
      return `a value that ${message ?? `satisfies ${keyword}`}`;
  }
}

function typesInWords(type: unknown): string | undefined {
  if (Array.isArray(type)) return type.map((name) => TYPES[String(name)] ?? String(name)).join(' or ');
  return typeof type === 'string' ? TYPES[type] : undefined;
}

/** Shows no secret: a marked value by its type alone, and text only where its type is right. */
function actualOf({ data, keyword, parentSchema }: ErrorObject): string {
  const type = data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
  const hidden = isRecord(parentSchema) && parentSchema['x-secret'] === true;
  if (hidden || type === 'null' || type === 'array' || type === 'object') return type;
  if (typeof data === 'string') return keyword === 'type' ? type : quoted(data);
  return `${type} ${String(data)}`;
}

function quoted(text: string): string {
  return text.length > LONGEST_QUOTE
    ? `${JSON.stringify(text.slice(0, LONGEST_QUOTE))}… (${text.length} characters)`
    : JSON.stringify(text);
}

function readablePath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => segment(part.replaceAll('~1', '/').replaceAll('~0', '~')))
    .join('');
}

function segment(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Any OpenAPI document, as it came: read without trust, every field with its place in the file. */

import { LineCounter, parseDocument } from 'yaml';
import type { Location } from '../../suite/model.ts';
import { offsetOf } from '../located-yaml.ts';
import { ApiDocumentError, type FieldPath, isRecord, METHODS } from '../openapi-document.ts';

type JsonObject = Readonly<Record<string, unknown>>;

export interface LintDocument {
  readonly file: string;
  readonly root: JsonObject;
  /** OpenAPI 3.0 knows other schema keywords than 3.1. */
  readonly version: '3.0' | '3.1';
  /** The place of a field, or of its nearest ancestor that exists. */
  locate(field: FieldPath): Location;
}

/** One mistake, said so that the document's author can follow it. */
export interface Finding {
  readonly at: Location;
  /** Reads like `DELETE /data, responses.401`. */
  readonly field: string;
  readonly message: string;
}

const LARGEST_DOCUMENT = 16 << 20;

/**
 * Reads YAML or JSON.
 *
 * @throws ApiDocumentError where it is no OpenAPI 3.0 or 3.1 document at all.
 */
export function readLintDocument(file: string, text: string): LintDocument {
  const lines = new LineCounter();
  const at = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse = (offset: number, field: string, message: string) =>
    new ApiDocumentError([{ at: at(offset), field, message }]);
  if (text.length > LARGEST_DOCUMENT) throw refuse(0, '', 'is larger than 16 MiB');
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = yaml.errors;
  if (broken !== undefined) throw refuse(broken.pos[0], '', broken.message);
  const root: unknown = yaml.toJS();
  if (!isRecord(root)) throw refuse(0, '', 'expected an OpenAPI document, a map');
  const [, version] = /^(3\.[01])\.\d+/.exec(String(root.openapi)) ?? [];
  if (version !== '3.0' && version !== '3.1') {
    throw refuse(
      offsetOf(yaml.contents, ['openapi']) ?? 0,
      'openapi',
      'expected the version of OpenAPI, 3.0.x or 3.1.x',
    );
  }
  return {
    file,
    root,
    version,
    locate(field) {
      for (let depth = field.length; depth > 0; depth -= 1) {
        const offset = offsetOf(yaml.contents, field.slice(0, depth));
        if (offset !== undefined) return at(offset);
      }
      return at(0);
    },
  };
}

/** A finding at one field of the document. */
export function finding(document: LintDocument, field: FieldPath, message: string): Finding {
  return { at: document.locate(field), field: fieldTitle(field), message };
}

/** `DELETE /data, responses.401` instead of `paths./data.delete.responses.401`. */
export function fieldTitle(field: FieldPath): string {
  const [first, path, method, ...rest] = field;
  if (first !== 'paths' || path === undefined) return field.join('.');
  if (method === undefined) return path;
  if (!METHODS.some((known) => known === method)) return `${path}, ${[method, ...rest].join('.')}`;
  return [`${method.toUpperCase()} ${path}`, ...(rest.length === 0 ? [] : [rest.join('.')])].join(', ');
}

/** What a `$ref` within the document leads to, and where that stands; undefined where it leads nowhere. */
export function resolveReference(
  document: LintDocument,
  reference: string,
): { readonly value: unknown; readonly field: FieldPath } | undefined {
  if (reference === '#') return { value: document.root, field: [] };
  if (!reference.startsWith('#/')) return undefined;
  const field = reference
    .slice(2)
    .split('/')
    .map((segment) => unescapePercent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: unknown = document.root;
  for (const segment of field) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isRecord(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value === undefined ? undefined : { value, field };
}

/** The value itself, or what its chain of references within the document leads to. */
export function followed(document: LintDocument, value: unknown): JsonObject | undefined {
  let current = value;
  const seen = new Set<unknown>();
  while (isRecord(current) && typeof current.$ref === 'string') {
    if (seen.has(current)) return undefined;
    seen.add(current);
    current = resolveReference(document, current.$ref)?.value;
  }
  return isRecord(current) ? current : undefined;
}

function unescapePercent(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

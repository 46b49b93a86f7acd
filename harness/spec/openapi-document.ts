import type { OpenAPIV3_1 } from 'openapi-types';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Location } from '../suite/model.ts';
import type { ProfileId } from './model.ts';

/** What our documents say of an operation beyond OpenAPI. */
interface OperationExtensions {
  readonly 'x-admin'?: boolean;
  readonly 'x-optional'?: string;
  readonly 'x-home'?: boolean;
}

/** `x-advisory`: shows what was observed and judges nobody. */
export type ApiResponse = OpenAPIV3_1.ResponseObject & { readonly 'x-advisory'?: boolean };
export type ApiOperation = OpenAPIV3_1.OperationObject<OperationExtensions>;
export type Api = OpenAPIV3_1.Document<OperationExtensions>;
export type ApiSchema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject;

/** One profile's OpenAPI document, and where each of its fields stands in the file. */
export interface ApiDocument {
  readonly profile: ProfileId;
  readonly file: string;
  readonly api: Api;
  /** The place of a field, or of its nearest ancestor that exists. */
  locate(field: FieldPath): Location;
}

/** The methods that a path of our documents may have. */
export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

export type FieldPath = readonly string[];

/** A mistake in a document of ours; `field` reads like `paths./p2core/register.post`. */
export interface ApiProblem {
  readonly at: Location;
  readonly field: string;
  readonly message: string;
}

/** A document that cannot be used; its message has one line a problem. */
export class ApiDocumentError extends Error {
  override readonly name = 'ApiDocumentError';
  readonly problems: readonly ApiProblem[];

  constructor(problems: readonly ApiProblem[]) {
    super(problems.map(problemLine).join('\n'));
    this.problems = problems;
  }
}

/** Reads the text of one document. Throws {@link ApiDocumentError} where it is no OpenAPI 3.1 document. */
export function readApiDocument(profile: ProfileId, file: string, text: string): ApiDocument {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (yaml.errors.length > 0) {
    throw new ApiDocumentError(
      yaml.errors.map((error) => ({
        at: located(file, lines, error.pos[0]),
        field: '',
        message: error.message,
      })),
    );
  }
  const locate = (field: FieldPath) => located(file, lines, offsetOf(yaml.contents, field));
  const api: unknown = yaml.toJS();
  const mistakes = shapeMistakes(api);
  if (mistakes.length > 0 || !isApi(api)) {
    throw new ApiDocumentError(
      mistakes.map(([field, message]) => ({ at: locate(field), field: field.join('.'), message })),
    );
  }
  return { profile, file, api, locate };
}

/** A problem with one field, at its place in the file. */
export function problemAt(document: ApiDocument, field: FieldPath, message: string): ApiProblem {
  return { at: document.locate(field), field: field.join('.'), message };
}

function problemLine({ at, field, message }: ApiProblem): string {
  return `${at.file}:${at.line}:${at.column}: ${field === '' ? '' : `${field}: `}${message}`;
}

function located(file: string, lines: LineCounter, offset: number): Location {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetOf(contents: unknown, field: FieldPath): number {
  let node = contents;
  let offset = 0;
  for (const segment of field) {
    if (!isMap(node)) return offset;
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
    if (pair === undefined) return offset;
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

function isApi(value: unknown): value is Api {
  return shapeMistakes(value).length === 0;
}

/** What keeps a value from being a document whose operations can be walked through. */
function shapeMistakes(value: unknown): readonly (readonly [FieldPath, string])[] {
  if (!isRecord(value)) return [[[], 'expected an OpenAPI document, a map']];
  const { openapi, paths } = value;
  if (typeof openapi !== 'string' || !openapi.startsWith('3.1.')) {
    return [[['openapi'], 'expected the version of OpenAPI, 3.1.x']];
  }
  if (!isRecord(paths)) return [[['paths'], 'expected a map of paths']];
  return Object.entries(paths).flatMap(([path, item]) =>
    isRecord(item)
      ? Object.entries(item).flatMap(([method, operation]) =>
          operationMistakes(['paths', path, method], method, operation),
        )
      : [[['paths', path], 'expected a map of methods'] as const],
  );
}

function operationMistakes(
  field: FieldPath,
  method: string,
  operation: unknown,
): readonly (readonly [FieldPath, string])[] {
  if (!METHODS.some((known) => known === method)) {
    return [[field, `expected a method (${METHODS.join(', ')})`]];
  }
  if (!isRecord(operation)) return [[field, 'expected an operation, a map']];
  const { responses } = operation;
  if (!isRecord(responses)) return [[field, 'has no responses']];
  return Object.entries(responses)
    .filter(([, response]) => !isRecord(response))
    .map(([status]) => [[...field, 'responses', status], 'expected a response, a map']);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

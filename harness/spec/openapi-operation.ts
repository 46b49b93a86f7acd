import type { JsonValue } from '../suite/model.ts';
import type { OperationId, ProfileId } from './model.ts';
import {
  type Api,
  type ApiDocument,
  type ApiOperation,
  type ApiResponse,
  type ApiSchema,
  type FieldPath,
  METHODS,
} from './openapi-document.ts';
import { dereference } from './openapi-references.ts';
import type { SchemaJudge } from './schema-judge.ts';
import type { SchemaProblem } from './schema-problem.ts';

/** The only media type whose bodies are judged. */
export const JSON_TYPE = 'application/json';

/** One route of a profile, as its document describes it. */
export interface Operation {
  readonly id: OperationId;
  readonly profile: ProfileId;
  /** Upper case. */
  readonly method: string;
  /** A template: `/p2core/key/actor/{fid}`. */
  readonly path: string;
  readonly pathParameters: readonly string[];
  /** Wants a bearer token. */
  readonly secured: boolean;
  /** Wants the token of an administrator. */
  readonly admin: boolean;
  /** Only an actor's home server offers it. */
  readonly home: boolean;
  /** The capability without which the route may be absent. */
  readonly optional?: string;
  readonly summary: string;
  /** Takes a JSON body, if not always. */
  readonly sendsBody: boolean;
  /** Names of members, in requests and responses, whose values are never shown. */
  readonly secretNames: readonly string[];
  /** A documented 2xx. */
  accepts(status: number): boolean;
  /** Documented to come without a body. */
  emptyBody(status: number): boolean;
  /** Documented to come with a JSON body that {@link validateBody} judges. */
  demandsBody(status: number): boolean;
  /** A success in the document's own words: its first 2xx status, with the example of its body. */
  readonly successExample: { readonly status: number; readonly body?: JsonValue };
  /** What is wrong with a response's body; nothing where the document judges none. */
  validateBody(status: number, json: JsonValue): readonly SchemaProblem[];
}

/** An operation as it stands in its document; `field` leads to it. */
export interface OperationEntry {
  readonly path: string;
  readonly method: string;
  readonly operation: ApiOperation;
  readonly field: FieldPath;
}

/** All operations of a document, in its order. */
export function operationEntries(api: Api): readonly OperationEntry[] {
  return Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [{ path, method, operation, field: ['paths', path, method] }];
    }),
  );
}

/** The names within braces of a path template. */
export function templateParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
}

/** The schema of a JSON body. */
function jsonSchema(holder: Pick<ApiResponse, 'content'> | undefined): ApiSchema | undefined {
  return holder?.content?.[JSON_TYPE]?.schema;
}

/** Makes an operation out of a sound entry (see `structureProblems`). */
export function createOperation(
  { profile, api }: ApiDocument,
  { path, method, operation }: OperationEntry,
  judge: SchemaJudge,
): Operation {
  const responses = new Map<string, ApiResponse>();
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const found = dereference<ApiResponse>(api, response);
    if (found !== undefined) responses.set(status, found);
  }
  const request = dereference(api, operation.requestBody);
  const responseFor = (status: number) =>
    responses.get(String(status)) ?? responses.get(`${Math.floor(status / 100)}XX`);
  const judgedSchema = (status: number) => {
    const response = responseFor(status);
    return response?.['x-advisory'] === true ? undefined : jsonSchema(response);
  };
  const schemas = [jsonSchema(request), ...[...responses.values()].map(jsonSchema)];
  const capability = operation['x-optional'];

  return {
    id: operation.operationId ?? '',
    profile,
    method: method.toUpperCase(),
    path,
    pathParameters: templateParameters(path),
    secured: (operation.security ?? api.security ?? []).length > 0,
    admin: operation['x-admin'] === true,
    home: operation['x-home'] === true,
    ...(capability === undefined ? {} : { optional: capability }),
    summary: operation.summary ?? '',
    sendsBody: request !== undefined,
    secretNames: secretNames(api, schemas),
    successExample: successExample(responses),
    accepts: (status) => status >= 200 && status < 300 && responseFor(status) !== undefined,
    emptyBody(status) {
      const response = responseFor(status);
      return response !== undefined && response.content === undefined && response['x-advisory'] !== true;
    },
    demandsBody: (status) => judgedSchema(status) !== undefined,
    validateBody(status, json) {
      const schema = judgedSchema(status);
      return schema === undefined ? [] : judge.judge(schema, json, 'body');
    },
  };
}

function successExample(responses: ReadonlyMap<string, ApiResponse>): Operation['successExample'] {
  const [status = '200', response] = [...responses].find(([key]) => /^2\d\d$/.test(key)) ?? [];
  const body = response?.content?.[JSON_TYPE]?.example;
  return { status: Number(status), ...(body === undefined ? {} : { body }) };
}

function secretNames(api: Api, schemas: readonly (ApiSchema | undefined)[]): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<object>();
  const visit = (schema: ApiSchema | undefined) => {
    const found = dereference(api, schema);
    if (found === undefined || seen.has(found)) return;
    seen.add(found);
    for (const [name, property] of Object.entries(found.properties ?? {})) {
      if (isSecret(property) || isSecret(dereference(api, property))) names.add(name);
      visit(property);
    }
    if ('items' in found) visit(found.items);
  };
  for (const schema of schemas) visit(schema);
  return [...names].sort();
}

function isSecret(schema: object | undefined): boolean {
  return schema !== undefined && 'x-secret' in schema && schema['x-secret'] === true;
}

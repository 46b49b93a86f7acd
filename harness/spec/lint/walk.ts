/** Every part of an OpenAPI document that a rule looks at, with the fields that lead to it. */

import { type FieldPath, isRecord } from '../openapi-document.ts';
import type { LintDocument } from './lint-document.ts';

export type PartKind =
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'response'
  | 'header'
  | 'media'
  | 'schema';

export interface Part {
  readonly kind: PartKind;
  readonly value: Readonly<Record<string, unknown>>;
  readonly field: FieldPath;
}

const OPERATIONS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const SCHEMA_MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const SCHEMA_LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const SCHEMAS = [
  ...['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
];

/** In the order of the document; a reference is a part too, what it leads to is walked at its own place. */
export function* parts({ root }: LintDocument): Generator<Part> {
  yield* each(root.paths, ['paths'], pathItem);
  yield* each(root.webhooks, ['webhooks'], pathItem);
  if (!isRecord(root.components)) return;
  const { components } = root;
  const walks = {
    pathItems: pathItem,
    parameters: parameter,
    requestBodies: requestBody,
    callbacks: callback,
  };
  const others = { responses: response, headers: header, schemas: schema };
  for (const [name, walk] of Object.entries({ ...walks, ...others })) {
    yield* each(components[name], ['components', name], walk);
  }
}

type Walk = (value: unknown, field: FieldPath) => Generator<Part>;

function* each(values: unknown, field: FieldPath, walk: Walk): Generator<Part> {
  if (typeof values !== 'object' || values === null) return;
  for (const [key, value] of Object.entries(values)) {
    if (!key.startsWith('x-') || field.at(-1) === 'properties' || field.at(-1) === 'headers') {
      yield* walk(value, [...field, key]);
    }
  }
}

function* pathItem(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'pathItem', value, field };
  yield* each(value.parameters, [...field, 'parameters'], parameter);
  for (const method of OPERATIONS) yield* operation(value[method], [...field, method]);
}

function* operation(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'operation', value, field };
  yield* each(value.parameters, [...field, 'parameters'], parameter);
  yield* requestBody(value.requestBody, [...field, 'requestBody']);
  yield* each(value.responses, [...field, 'responses'], response);
  yield* each(value.callbacks, [...field, 'callbacks'], callback);
}

function* callback(value: unknown, field: FieldPath): Generator<Part> {
  yield* each(value, field, pathItem);
}

function* parameter(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'parameter', value, field };
  yield* schema(value.schema, [...field, 'schema']);
  yield* each(value.content, [...field, 'content'], media);
}

function* header(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'header', value, field };
  yield* schema(value.schema, [...field, 'schema']);
  yield* each(value.content, [...field, 'content'], media);
}

function* requestBody(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'requestBody', value, field };
  yield* each(value.content, [...field, 'content'], media);
}

function* response(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'response', value, field };
  yield* each(value.headers, [...field, 'headers'], header);
  yield* each(value.content, [...field, 'content'], media);
}

function* media(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'media', value, field };
  yield* schema(value.schema, [...field, 'schema']);
}

function* schema(value: unknown, field: FieldPath): Generator<Part> {
  if (!isRecord(value)) return;
  yield { kind: 'schema', value, field };
  for (const keyword of SCHEMA_MAPS) yield* each(value[keyword], [...field, keyword], schema);
  for (const keyword of SCHEMA_LISTS) yield* each(value[keyword], [...field, keyword], schema);
  for (const keyword of SCHEMAS) yield* schema(value[keyword], [...field, keyword]);
}

/** References, operation ids, paths, parameters and rights: what must fit together for a document to be usable. */

import { type FieldPath, isRecord } from '../openapi-document.ts';
import { templateParameters } from '../openapi-operation.ts';
import { references } from '../openapi-references.ts';
import { type Finding, finding, followed, type LintDocument, resolveReference } from './lint-document.ts';
import { type Part, parts } from './walk.ts';

const STATUS = /^([1-5](\d\d|XX)|default)$/;
/** RFC 9110, section 5.6.2: what the name of a header field may hold. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const IGNORED_HEADERS = ['accept', 'content-type', 'authorization'];

/** Findings in the order of the document. */
export function* structureFindings(document: LintDocument): Generator<Finding> {
  yield* brokenReferences(document);
  yield* duplicateIds(document);
  yield* samePaths(document);
  for (const part of parts(document)) {
    if (part.kind === 'operation') yield* operationFindings(document, part);
    if (part.kind === 'pathItem') yield* pathParameters(document, part);
    if (part.kind === 'parameter') yield* parameterFindings(document, part);
    if (part.kind === 'response') yield* responseFindings(document, part);
  }
}

function* brokenReferences(document: LintDocument): Generator<Finding> {
  for (const [reference, field] of references(document.root)) {
    // Examples are data: a `$ref` in them is nobody's reference. Other documents are not at hand.
    const data = field.some((key) => ['example', 'examples', 'default', 'enum', 'const'].includes(key));
    if (data || !reference.startsWith('#')) continue;
    if (resolveReference(document, reference) === undefined) {
      yield finding(document, [...field, '$ref'], `${reference} leads nowhere in this document`);
    } else if (followed(document, { $ref: reference }) === undefined) {
      yield finding(document, [...field, '$ref'], `${reference} leads in a circle`);
    }
  }
}

function* duplicateIds(document: LintDocument): Generator<Finding> {
  const owners = new Map<string, number>();
  for (const { kind, value, field } of parts(document)) {
    if (kind !== 'operation' || typeof value.operationId !== 'string') continue;
    const id = value.operationId;
    const at = [...field, 'operationId'];
    const owner = owners.get(id);
    if (owner === undefined) owners.set(id, document.locate(at).line);
    else
      yield finding(document, at, `${id} is already the operationId of line ${owner}; each must be unique`);
  }
}

/** Two templates that differ in the names of their parameters only are the same path. */
function* samePaths(document: LintDocument): Generator<Finding> {
  const { paths } = document.root;
  const first = new Map<string, string>();
  for (const path of isRecord(paths) ? Object.keys(paths) : []) {
    const shape = path.replace(/\{[^{}]*\}/g, '{}');
    const earlier = first.get(shape);
    if (earlier === undefined) first.set(shape, path);
    else yield finding(document, ['paths', path], `is the same path as ${earlier}, with other names`);
    if (!path.startsWith('/')) yield finding(document, ['paths', path], 'a path begins with a slash');
  }
}

function* operationFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const { responses } = value;
  if (!isRecord(responses) || Object.keys(responses).length === 0) {
    yield finding(document, field, 'has no responses: nobody can tell what it answers');
  } else {
    for (const status of Object.keys(responses)) {
      if (STATUS.test(status) || status.startsWith('x-')) continue;
      yield finding(
        document,
        [...field, 'responses', status],
        `${status} is no status; expected 200, 2XX or default`,
      );
    }
  }
  const security = Array.isArray(value.security) ? value.security : [];
  const components = isRecord(document.root.components) ? document.root.components : {};
  const schemes = isRecord(components.securitySchemes) ? components.securitySchemes : {};
  for (const scheme of security.filter(isRecord).flatMap(Object.keys)) {
    if (scheme in schemes) continue;
    yield finding(document, [...field, 'security'], `there is no security scheme ${scheme} under components`);
  }
}

interface Declared {
  readonly name: string;
  readonly at: FieldPath;
}

/** A path's own parameters hold for all of its operations. */
function* pathParameters(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const path = field.at(-1) ?? '';
  if (field[0] !== 'paths' || field.length !== 2) return;
  const wanted = templateParameters(path);
  const common = [...declaredParameters(document, value.parameters, [...field, 'parameters'])];
  yield* strangers(document, path, wanted, common);
  for (const [method, operation] of Object.entries(value)) {
    if (!isRecord(operation) || method === 'parameters') continue;
    const own = [...declaredParameters(document, operation.parameters, [...field, method, 'parameters'])];
    yield* strangers(document, path, wanted, own);
    const names = [...common, ...own].map(({ name }) => name);
    for (const name of wanted.filter((one) => !names.includes(one))) {
      yield finding(document, [...field, method], `the path has {${name}}, which no path parameter declares`);
    }
  }
}

function* strangers(
  document: LintDocument,
  path: string,
  wanted: readonly string[],
  declared: readonly Declared[],
): Generator<Finding> {
  for (const { name, at } of declared) {
    if (!wanted.includes(name))
      yield finding(document, at, `path parameter ${name} does not occur in ${path}`);
  }
}

function* declaredParameters(document: LintDocument, list: unknown, field: FieldPath): Generator<Declared> {
  for (const [index, item] of (Array.isArray(list) ? list : []).entries()) {
    const parameter = followed(document, item);
    if (parameter?.in !== 'path' || typeof parameter.name !== 'string') continue;
    yield { name: parameter.name, at: [...field, String(index)] };
  }
}

function* parameterFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  if ('$ref' in value) return;
  const { name, in: place } = value;
  if (typeof name !== 'string' || !['path', 'query', 'header', 'cookie'].includes(String(place))) {
    yield finding(document, field, 'a parameter has a name, and `in`: path, query, header or cookie');
    return;
  }
  if (place === 'path' && value.required !== true) {
    yield finding(document, field, `path parameter ${name} must say required: true`);
  }
  if (place === 'header' && IGNORED_HEADERS.includes(name.toLowerCase())) {
    yield finding(
      document,
      field,
      `OpenAPI ignores a header parameter called ${name}; use content or security`,
    );
  }
  if (place === 'header' && !TOKEN.test(name)) {
    yield finding(document, field, `${JSON.stringify(name)} cannot be the name of a header`);
  }
  if (!isRecord(value.schema) && !isRecord(value.content)) {
    yield finding(document, field, `parameter ${name} has neither schema nor content`);
  }
  yield* unwritable(document, { kind: 'parameter', value, field });
}

/** The styles of parameters write flat values; what they make of anything deeper is undefined. */
function* unwritable(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const schema = followed(document, value.schema);
  if (schema === undefined) return;
  const members: readonly (readonly [string, unknown])[] = isRecord(schema.properties)
    ? Object.entries(schema.properties)
    : [['items', schema.items]];
  for (const [name, member] of members) {
    const type = followed(document, member)?.type;
    if (type !== 'object' && type !== 'array') continue;
    const what =
      name === 'items'
        ? `a list of ${type === 'object' ? 'objects' : 'lists'}`
        : `an object whose ${name} is ${type === 'array' ? 'a list' : 'an object'}`;
    const message = `OpenAPI does not define how ${what} is written into a ${value.in}; describe it under content: application/json`;
    yield finding(document, [...field, 'schema'], message);
  }
}

function* responseFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  if ('$ref' in value) return;
  if (typeof value.description !== 'string') {
    yield finding(document, field, 'a response has a description');
  }
  for (const name of isRecord(value.headers) ? Object.keys(value.headers) : []) {
    if (TOKEN.test(name)) continue;
    yield finding(
      document,
      [...field, 'headers', name],
      `${JSON.stringify(name)} cannot be the name of a header${name === name.trim() ? '' : ': it has white space at an end'}`,
    );
  }
}

import {
  type ApiDocument,
  type ApiProblem,
  type FieldPath,
  isRecord,
  problemAt,
} from './openapi-document.ts';
import { type OperationEntry, operationEntries, templateParameters } from './openapi-operation.ts';
import { dereference, references } from './openapi-references.ts';

const OPERATION_KEYS = [
  ...['operationId', 'summary', 'description', 'security', 'parameters', 'requestBody', 'responses'],
  ...['x-admin', 'x-home', 'x-optional'],
];
const RESPONSE_KEYS = ['description', 'headers', 'content', 'x-advisory', '$ref'];
const STATUS = /^[1-5](\d\d|XX)$/;

/** What would make the operations of these documents ambiguous or unusable; examples are not looked at. */
export function structureProblems(documents: readonly ApiDocument[]): readonly ApiProblem[] {
  return [
    ...documents.flatMap(brokenReferences),
    ...documents.flatMap((document) =>
      Object.entries(document.api.components?.responses ?? {}).flatMap(([name, response]) =>
        unknownKeys(document, response, ['components', 'responses', name], RESPONSE_KEYS),
      ),
    ),
    ...documents.flatMap((document) =>
      operationEntries(document.api).flatMap((entry) => [
        ...unknownKeys(document, entry.operation, entry.field, OPERATION_KEYS),
        ...responseProblems(document, entry),
        ...parameterProblems(document, entry),
        ...rightsProblems(document, entry),
      ]),
    ),
    ...identifierProblems(documents),
  ];
}

function brokenReferences(document: ApiDocument): readonly ApiProblem[] {
  return [...references(document.api)]
    .filter(([reference]) => dereference(document.api, { $ref: reference }) === undefined)
    .map(([reference, field]) => problemAt(document, field, `${reference} leads nowhere in this document`));
}

function identifierProblems(documents: readonly ApiDocument[]): readonly ApiProblem[] {
  const owners = new Map<string, string>();
  return documents.flatMap((document) =>
    operationEntries(document.api).flatMap(({ operation, field }) => {
      const id = operation.operationId;
      if (typeof id !== 'string' || id === '') {
        return [problemAt(document, field, 'has no operationId; scenarios call operations by it')];
      }
      const { line } = document.locate([...field, 'operationId']);
      const owner = owners.get(id);
      owners.set(id, owner ?? `${document.file}:${line}`);
      if (owner === undefined) return [];
      return [problemAt(document, [...field, 'operationId'], `${id} is already taken at ${owner}`)];
    }),
  );
}

function unknownKeys(
  document: ApiDocument,
  value: object,
  field: FieldPath,
  known: readonly string[],
): readonly ApiProblem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => problemAt(document, [...field, key], `unknown key; known are ${known.join(', ')}`));
}

function responseProblems(document: ApiDocument, entry: OperationEntry): readonly ApiProblem[] {
  const field = [...entry.field, 'responses'];
  const statuses = Object.keys(entry.operation.responses ?? {});
  const problems = statuses
    .filter((status) => !STATUS.test(status))
    .map((status) =>
      problemAt(document, [...field, status], 'expected a status such as 201, or a range such as 2XX'),
    );
  for (const [status, response] of Object.entries(entry.operation.responses ?? {})) {
    problems.push(...unknownKeys(document, response, [...field, status], RESPONSE_KEYS));
  }
  if (!statuses.some((status) => status.startsWith('2'))) {
    problems.push(
      problemAt(document, field, 'documents no success (a 2xx status), so nothing could be accepted'),
    );
  }
  return problems;
}

function parameterProblems(document: ApiDocument, entry: OperationEntry): readonly ApiProblem[] {
  const wanted = templateParameters(entry.path);
  const field = [...entry.field, 'parameters'];
  const declared = (entry.operation.parameters ?? []).flatMap((parameter) => {
    const found = dereference(document.api, parameter);
    return found?.in === 'path' ? [found] : [];
  });
  const names = declared.map(({ name }) => name);
  return [
    ...wanted
      .filter((name) => !names.includes(name))
      .map((name) =>
        problemAt(document, field, `the path has {${name}}, but no path parameter ${name} is declared`),
      ),
    ...names
      .filter((name) => !wanted.includes(name))
      .map((name) => problemAt(document, field, `path parameter ${name} does not occur in ${entry.path}`)),
    ...declared
      .filter(({ required }) => required !== true)
      .map(({ name }) => problemAt(document, field, `path parameter ${name} must say required: true`)),
  ];
}

function rightsProblems(document: ApiDocument, { operation, field }: OperationEntry): readonly ApiProblem[] {
  const problems: ApiProblem[] = [];
  const schemes: unknown = document.api.components?.securitySchemes;
  const security = operation.security ?? document.api.security ?? [];
  for (const scheme of security.flatMap(Object.keys)) {
    if (!isRecord(schemes) || !(scheme in schemes)) {
      problems.push(problemAt(document, [...field, 'security'], `no security scheme ${scheme} is declared`));
    }
  }
  if (operation['x-admin'] === true && security.length === 0) {
    problems.push(
      problemAt(document, [...field, 'x-admin'], 'wants an administrator, but no token (security)'),
    );
  }
  return problems;
}

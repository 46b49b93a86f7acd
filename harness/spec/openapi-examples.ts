import {
  type ApiDocument,
  type ApiProblem,
  type FieldPath,
  isRecord,
  problemAt,
} from './openapi-document.ts';
import { JSON_TYPE, operationEntries } from './openapi-operation.ts';
import { createSchemaJudge } from './schema-judge.ts';

/** A media type or a parameter: what may hold a schema and examples of it. */
interface Holder {
  readonly value: Readonly<Record<string, unknown>>;
  readonly field: FieldPath;
}

/** Schemas that cannot be used, bodies that are no JSON, and examples that do not fit their schema. */
export function exampleProblems(document: ApiDocument): readonly ApiProblem[] {
  const judge = createSchemaJudge(document.api);
  const schemas = entriesOf(document.api.components?.schemas, ['components', 'schemas']).flatMap(
    ({ value, field }) => {
      const mistake = judge.schemaMistake(value);
      return mistake === undefined ? [] : [problemAt(document, field, mistake)];
    },
  );
  if (schemas.length > 0) return schemas;
  return holders(document).flatMap(({ value, field }) => {
    if (field.at(-2) === 'content' && field.at(-1) !== JSON_TYPE) {
      return [problemAt(document, field, `only bodies of ${JSON_TYPE} can be judged`)];
    }
    const { schema } = value;
    if (!isRecord(schema)) return [problemAt(document, field, 'has no schema')];
    const mistake = judge.schemaMistake(schema);
    if (mistake !== undefined) return [problemAt(document, [...field, 'schema'], mistake)];
    return examples({ value, field }).flatMap(({ example, at }) =>
      judge.judge(schema, example, 'example').map(({ message }) => problemAt(document, at, message)),
    );
  });
}

function examples({
  value,
  field,
}: Holder): readonly { readonly example: unknown; readonly at: FieldPath }[] {
  const named = entriesOf(value.examples, [...field, 'examples']).map((entry) => ({
    example: entry.value.value,
    at: [...entry.field, 'value'],
  }));
  return 'example' in value ? [...named, { example: value.example, at: [...field, 'example'] }] : named;
}

function holders({ api }: ApiDocument): readonly Holder[] {
  const { components } = api;
  const parts = ['components'];
  return [
    ...entriesOf(components?.parameters, [...parts, 'parameters']),
    ...entriesOf(components?.requestBodies, [...parts, 'requestBodies']).flatMap(mediaTypes),
    ...entriesOf(components?.responses, [...parts, 'responses']).flatMap(mediaTypes),
    ...operationEntries(api).flatMap(({ operation, field }) => [
      ...entriesOf(operation.parameters, [...field, 'parameters']),
      ...entriesOf({ requestBody: operation.requestBody }, field).flatMap(mediaTypes),
      ...entriesOf(operation.responses, [...field, 'responses']).flatMap(mediaTypes),
    ]),
  ].filter(({ value }) => !('$ref' in value));
}

function mediaTypes({ value, field }: Holder): readonly Holder[] {
  return entriesOf(value.content, [...field, 'content']);
}

/** The members of a map, or the items of a list, that are maps themselves. */
function entriesOf(value: unknown, field: FieldPath): readonly Holder[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    isRecord(item) ? [{ value: item, field: [...field, key] }] : [],
  );
}

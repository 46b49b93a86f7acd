/** Examples, defaults and enumerated values that do not fit the schema they stand for. */

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type FieldPath, isRecord } from '../openapi-document.ts';
import { schemaProblem } from '../schema-problem.ts';
import { type Finding, finding, followed, type LintDocument } from './lint-document.ts';
import { modernised } from './modernise.ts';
import { type Part, parts } from './walk.ts';

/** Formats of integers, each with its range. */
const INTEGER_BITS = [8, 16, 32, 64];

interface Value {
  readonly value: unknown;
  readonly at: FieldPath;
  /** How messages name it. */
  readonly name: string;
}

/** Findings for every value that a document shows, and for schemas that cannot be used at all. */
export function* valueFindings(document: LintDocument): Generator<Finding> {
  const judge = createJudge(document);
  for (const part of parts(document)) {
    if (part.kind === 'schema') {
      yield* schemaMistakes(document, part, judge);
      yield* misfits(document, part.value, schemaValues(part), judge);
      yield* idleEnumValues(document, part, judge);
    } else if (['media', 'parameter', 'header'].includes(part.kind) && isRecord(part.value.schema)) {
      yield* misfits(document, part.value.schema, holderValues(document, part), judge);
    }
    if (part.kind === 'schema' || part.kind === 'parameter') yield* pemExamples(document, part);
  }
}

interface Judge {
  /** Undefined where the schema cannot be compiled. */
  errors(schema: Part['value'], value: unknown): readonly ErrorObject[] | undefined;
  /** What the schema itself says wrongly. */
  mistakes(schema: Part['value']): readonly ErrorObject[];
}

function createJudge(document: LintDocument): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false });
  formats.default(ajv);
  for (const bits of INTEGER_BITS) {
    const within = (least: number, most: number) => (value: number) => value >= least && value <= most;
    ajv.addFormat(`uint${bits}`, { type: 'number', validate: within(0, 2 ** bits - 1) });
    ajv.addFormat(`int${bits}`, {
      type: 'number',
      validate: within(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1),
    });
  }
  const components = modernised(document.root.components, document.version);
  const compiled = new WeakMap<object, ValidateFunction | 'broken'>();
  const compile = (schema: Part['value']): ValidateFunction | undefined => {
    let validate = compiled.get(schema);
    if (validate === undefined) {
      try {
        const modern = modernised(schema, document.version);
        validate = ajv.compile({ ...(isRecord(modern) ? modern : {}), components });
      } catch {
        validate = 'broken';
      }
      compiled.set(schema, validate);
    }
    return validate === 'broken' ? undefined : validate;
  };
  return {
    errors(schema, value) {
      const validate = compile(schema);
      if (validate === undefined) return undefined;
      return validate(value) ? [] : [...(validate.errors ?? [])];
    },
    mistakes(schema) {
      const modern = modernised(schema, document.version);
      if (!isRecord(modern) || ajv.validateSchema(modern) === true) return [];
      return [...(ajv.errors ?? [])];
    },
  };
}

/** Only at the outermost schema: what is wrong within it is found with it. */
function* schemaMistakes(document: LintDocument, { value, field }: Part, judge: Judge): Generator<Finding> {
  const outermost =
    field.at(-1) === 'schema' || (field[0] === 'components' && field[1] === 'schemas' && field.length === 3);
  if (!outermost) return;
  const seen = new Set<string>();
  for (const { instancePath, keyword, message, params } of judge.mistakes(value)) {
    if (['anyOf', 'allOf', 'oneOf', '$ref', '$dynamicRef', 'if'].includes(keyword) || seen.has(instancePath))
      continue;
    seen.add(instancePath);
    const choice = Array.isArray(params.allowedValues) ? ` (${params.allowedValues.join(', ')})` : '';
    const at = instancePath
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    yield finding(document, [...field, ...at], `${message ?? 'is wrong'}${choice}`);
  }
}

function* misfits(
  document: LintDocument,
  schema: Part['value'],
  values: readonly Value[],
  judge: Judge,
): Generator<Finding> {
  for (const { value, at, name } of values) {
    const [error] = (judge.errors(schema, value) ?? []).filter(counts);
    if (error === undefined) continue;
    const told = schemaProblem(error, name, (property) => followed(document, property));
    const message = told.message.replace(/text of the format (u?int\d+)/, 'a number within $1');
    yield finding(document, at, `does not fit its schema: ${message}${lengthOf(error, message)}`);
  }
}

/** Requests leave out what is read only, answers what is written only; alternatives are judged as a whole. */
function counts({ keyword, params, parentSchema }: ErrorObject): boolean {
  if (keyword !== 'required' || !isRecord(parentSchema) || !isRecord(parentSchema.properties)) return true;
  const property = parentSchema.properties[String(params.missingProperty)];
  return !isRecord(property) || (property.readOnly !== true && property.writeOnly !== true);
}

/** A text that is quoted at length comes with its length already. */
function lengthOf({ keyword, data }: ErrorObject, message: string): string {
  const told = !/Length$/.test(keyword) || typeof data !== 'string' || message.endsWith('characters)');
  return told ? '' : ` (${[...data].length} characters)`;
}

function schemaValues({ value, field }: Part): readonly Value[] {
  const examples = Array.isArray(value.examples) ? value.examples : [];
  return [
    ...('default' in value ? [{ value: value.default, at: [...field, 'default'], name: 'default' }] : []),
    ...('example' in value ? [{ value: value.example, at: [...field, 'example'], name: 'example' }] : []),
    ...examples.map((example: unknown, index) => ({
      value: example,
      at: [...field, 'examples', String(index)],
      name: 'example',
    })),
  ];
}

function holderValues(document: LintDocument, { value, field }: Part): readonly Value[] {
  const examples = isRecord(value.examples) ? Object.entries(value.examples) : [];
  return [
    ...('example' in value ? [{ value: value.example, at: [...field, 'example'], name: 'example' }] : []),
    ...examples.flatMap(([key, item]) => {
      const example = followed(document, item);
      if (example === undefined || !('value' in example)) return [];
      return [{ value: example.value, at: [...field, 'examples', key], name: 'example' }];
    }),
  ];
}

function* idleEnumValues(document: LintDocument, { value, field }: Part, judge: Judge): Generator<Finding> {
  if (!Array.isArray(value.enum)) return;
  const { enum: values, default: _, ...rest } = value;
  for (const [index, item] of values.entries()) {
    const [error] = judge.errors(rest, item) ?? [];
    if (error === undefined) continue;
    const { message } = schemaProblem(error, 'value', () => undefined);
    yield finding(document, [...field, 'enum', String(index)], `can never be chosen: ${message}`);
  }
}

/** RFC 7468: five dashes on each side of a label. */
function* pemExamples(document: LintDocument, part: Part): Generator<Finding> {
  for (const { value, at } of schemaValues(part)) {
    const [, before, after] = (typeof value === 'string' && /(-+)BEGIN [A-Z0-9 ]+?(-+)/.exec(value)) || [];
    if (before === undefined || after === undefined || (before.length === 5 && after.length === 5)) continue;
    const count =
      before.length === after.length ? `${before.length}` : `${before.length} and ${after.length}`;
    yield finding(document, at, `a PEM label has five dashes on each side (RFC 7468), this example ${count}`);
  }
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type Api, type ApiSchema, isRecord } from './openapi-document.ts';
import { dereference } from './openapi-references.ts';
import { type SchemaProblem, schemaProblem } from './schema-problem.ts';

/** Judges values by the schemas of one document. */
export interface SchemaJudge {
  /** What is wrong with the value, first finding only; `root` names it in messages. Throws on a broken schema. */
  judge(schema: ApiSchema, value: unknown, root: string): readonly SchemaProblem[];
  /** Why the schema itself cannot be used. */
  schemaMistake(schema: ApiSchema): string | undefined;
}

/** A judge for the schemas of one document; each is compiled when it is first used. */
export function createSchemaJudge(api: Api): SchemaJudge {
  // Strict, so that a misspelt keyword is an error and not a schema that accepts everything. It stops at the
  // first error: a hostile body must not make a million of them.
  const ajv = new Ajv2020({ strict: true, strictTypes: true, allowUnionTypes: true, verbose: true });
  formats.default(ajv);
  ajv.addVocabulary(['x-secret', 'components']);
  const compiled = new WeakMap<ApiSchema, ValidateFunction>();

  const compile = (schema: ApiSchema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    // References point into the document, so its components travel with each schema.
    const validate = ajv.compile({ ...schema, components: api.components ?? {} });
    compiled.set(schema, validate);
    return validate;
  };
  const schemaOf = (property: unknown) => (isRecord(property) ? dereference(api, property) : undefined);

  return {
    judge(schema, value, root) {
      const validate = compile(schema);
      if (validate(value)) return [];
      return (validate.errors ?? []).map((error) => schemaProblem(error, root, schemaOf));
    },
    schemaMistake(schema) {
      try {
        compile(schema);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

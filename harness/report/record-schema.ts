/** Judges recorded runs by their published schemas, so that a damaged file is told from a wrong program. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { RunEvent } from '../events.ts';
import { packageRoot } from '../spec/package-root.ts';
import type { RunResults } from './results.ts';

/** A file that is no recorded run, or one of another version. Exit code 2. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

export interface RecordSchemas {
  /** @throws RecordError naming the place, the field and what is wrong there. */
  assertEvent(value: unknown, where: string): asserts value is RunEvent;
  /** @throws RecordError naming the place, the field and what is wrong there. */
  assertResults(value: unknown, where: string): asserts value is RunResults;
}

let loaded: RecordSchemas | undefined;

/** Compiled once. */
export function recordSchemas(): RecordSchemas {
  loaded ??= compile();
  return loaded;
}

function compile(): RecordSchemas {
  const ajv = new Ajv2020({ strict: true, discriminator: true });
  const results = ajv.compile<RunResults>(schemaFile('results'));
  const events = ajv.compile<RunEvent>(schemaFile('events'));
  return {
    assertEvent(value, where) {
      if (!events(value)) throw new RecordError(`${where}: ${mistake(events.errors)}`);
    },
    assertResults(value, where) {
      if (!results(value)) throw new RecordError(`${where}: ${mistake(results.errors)}`);
    },
  };
}

function schemaFile(name: string): object {
  const schema: object = JSON.parse(
    readFileSync(join(packageRoot(), 'specs', 'schemas', `${name}.schema.json`), 'utf8'),
  );
  return schema;
}

function mistake(errors: readonly ErrorObject[] | null | undefined): string {
  const error = errors?.at(-1);
  if (error === undefined) return 'is no recorded run';
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  const detail =
    error.keyword === 'const' ? `must be ${JSON.stringify(error.params.allowedValue)}` : error.message;
  const extra = error.keyword === 'additionalProperties' ? ` (${error.params.additionalProperty})` : '';
  return `${field === '' ? '' : `${field}: `}${detail ?? 'is wrong'}${extra}`;
}

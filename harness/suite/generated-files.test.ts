import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadApis } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry } from '../spec/registry.ts';
import { FIXTURE_WORDS } from './fixtures/spec-words.ts';
import { type GeneratedFile, generatedFiles } from './generated-files.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { loadScenario } from './load.ts';

const root = packageRoot();
const read = (file: string) => readFile(join(root, file), 'utf8');

async function yamlBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name));
}

function validatorOf(schema: string) {
  const ajv = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
  return ajv.compile(JSON.parse(schema) as object);
}

describe('the generated files', () => {
  let files: readonly GeneratedFile[];

  beforeAll(async () => {
    const [registry, apis] = await Promise.all([loadRegistry(root), loadApis(root)]);
    files = await generatedFiles(
      { requirementIds: registry.requirementIds(), operationIds: apis.operationIds() },
      registry,
      read,
    );
  });

  it('are fresh: else run npm run generate', async () => {
    for (const { file, text } of files) expect(await read(file), file).toBe(text);
  });
});

describe('the JSON Schema', () => {
  const requirementIds = FIXTURE_WORDS.requirementIds();
  const operationIds = FIXTURE_WORDS.operationIds();
  const isValid = validatorOf(scenarioJsonSchema({ requirementIds, operationIds }));

  it('takes every scenario that the loader takes', async () => {
    const files = await yamlBelow(join(import.meta.dirname, 'fixtures', 'valid'));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      isValid(parse(await readFile(file, 'utf8')));
      expect(isValid.errors, file).toBeNull();
    }
  });

  it.each([
    'unknown-scenario-key',
    'unknown-step-key',
    'step-without-act',
    'unknown-operation',
    'unknown-requirement',
    'unknown-capability',
    'unknown-expectation',
    'unknown-expectation-key',
    'wrong-type',
    'steps-empty',
    'times-too-often',
    'actor-with-unknown-key',
    'case-without-check',
  ])('refuses %s', async (name) => {
    const file = join(import.meta.dirname, 'fixtures', 'invalid', `${name}.yaml`);
    expect(isValid(parse(await readFile(file, 'utf8')))).toBe(false);
  });
});

describe('the suite', () => {
  it('has files that the published schema takes', async () => {
    const isValid = validatorOf(await read('suites/scenario.schema.json'));
    for (const file of await yamlBelow(join(root, 'suites'))) {
      isValid(parse(await readFile(file, 'utf8')));
      expect(isValid.errors, file).toBeNull();
    }
  });

  it('names the schema in the first line of every file', async () => {
    for (const file of await yamlBelow(join(root, 'suites'))) {
      const [first = ''] = (await readFile(file, 'utf8')).split('\n', 1);
      const schema = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1];
      expect(schema, file).toBeDefined();
      expect(existsSync(join(file, '..', schema ?? '')), file).toBe(true);
    }
  });

  it('has a guide whose worked example is loaded', async () => {
    const guide = await read('suites/README.md');
    const text = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const id = /^id: (\S+)$/m.exec(text)?.[1];
    const { problems, scenario } = loadScenario({ file: `${id}.yaml`, text, words: FIXTURE_WORDS });
    expect(problems).toEqual([]);
    expect(scenario?.cases).toHaveLength(3);
  });
});

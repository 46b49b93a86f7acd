/** Writes what is generated from the words of the language: `npm run generate`. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadApis } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry } from '../spec/registry.ts';
import { generatedFiles } from './generated-files.ts';

const root = packageRoot();
const [registry, apis] = await Promise.all([loadRegistry(root), loadApis(root)]);
const names = { requirementIds: registry.requirementIds(), operationIds: apis.operationIds() };
const read = (file: string) => readFile(join(root, file), 'utf8');
for (const { file, text } of await generatedFiles(names, registry, read))
  await writeFile(join(root, file), text);

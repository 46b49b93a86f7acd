/** How long it takes to read what a run begins with: registry, documents, and two hundred scenario files. */

import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { WIRE_FAULTS } from '../harness/peers/wire-faults.ts';
import { loadApis } from '../harness/spec/openapi.ts';
import { packageRoot } from '../harness/spec/package-root.ts';
import { loadRegistry } from '../harness/spec/registry.ts';
import { loadSuite } from '../harness/suite/load.ts';
import { FAULTS } from '../reference-server/index.ts';
import type { Section } from './model.ts';

const FILES = 200;
const HALF_A_SECOND = 500;

/** The suite's own files, over and over until there are so many. */
async function writeSuite(root: string): Promise<void> {
  const suites = join(packageRoot(), 'suites');
  const files = readdirSync(suites, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  for (let index = 0; index < FILES; index += 1) {
    const file = files[index % files.length] ?? '';
    const id = file.replace(/\.yaml$/, '');
    const copy = `${dirname(id)}/${basename(id)}-${Math.floor(index / files.length)}`;
    const text = readFileSync(join(suites, file), 'utf8').replace(`\nid: ${id}\n`, `\nid: ${copy}\n`);
    await mkdir(join(root, dirname(copy)), { recursive: true });
    await writeFile(join(root, `${copy}.yaml`), text);
  }
}

async function measure(): Promise<Section> {
  const root = await mkdtemp(join(tmpdir(), 'kammerton-bench-'));
  try {
    await writeSuite(root);
    const started = performance.now();
    const registry = await loadRegistry();
    const registryRead = performance.now();
    const apis = await loadApis();
    const documentsRead = performance.now();
    const words = { ...registry, ...apis, faultIds: [...FAULTS, ...WIRE_FAULTS].map(({ id }) => id) };
    const { scenarios, problems } = await loadSuite({ root, words });
    const suiteRead = performance.now();
    if (scenarios.length !== FILES)
      throw new Error(`${scenarios.length} were read: ${JSON.stringify(problems[0])}`);
    const value = suiteRead - documentsRead;
    return {
      title: 'Reading the data, first time in a process',
      measurements: [
        { what: 'registry of requirements', value: registryRead - started, unit: 'ms' },
        { what: 'OpenAPI documents', value: documentsRead - registryRead, unit: 'ms' },
        {
          what: `${FILES} scenario files`,
          value,
          unit: 'ms',
          ratio: { value: value / HALF_A_SECOND, to: 'half a second', atMost: 1 },
        },
      ],
    };
  } finally {
    await rm(root, { recursive: true });
  }
}

process.stdout.write(JSON.stringify(await measure()));

/** `kammerton spec diff`: what changed between two editions of the specification, and what of the suite it touches. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAULTS } from '../../reference-server/index.ts';
import { WIRE_FAULTS } from '../peers/wire-faults.ts';
import { specDiffMarkdown, specDiffText } from '../report/spec-diff.ts';
import type { SpecDiff } from '../spec/diff/model.ts';
import { diffDocuments, diffEditions, type Edition } from '../spec/diff/spec-diff.ts';
import type { SuiteParts } from '../spec/diff/touched.ts';
import { loadApis } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { loadSuite } from '../suite/load.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { isDocument, loadEdition } from './spec-editions.ts';
import { UsageError } from './usage-error.ts';

export interface SpecDiffWords {
  readonly format: 'text' | 'markdown' | 'json';
}

/** Prints the comparison; a difference is no failure. */
export async function specDiff(old: string, now: string, { format }: SpecDiffWords): Promise<ExitCode> {
  const diff =
    isDocument(old) || isDocument(now) ? await compareDocuments(old, now) : await compareEditions(old, now);
  process.stdout.write(render(diff, format));
  return EXIT.ok;
}

function render(diff: SpecDiff, format: SpecDiffWords['format']): string {
  if (format === 'json') return `${JSON.stringify(diff, null, 2)}\n`;
  return format === 'markdown' ? specDiffMarkdown(diff) : specDiffText(diff);
}

async function compareEditions(old: string, now: string): Promise<SpecDiff> {
  const editions: readonly Edition[] = [await loadEdition(old), await loadEdition(now)];
  const [before, after] = editions;
  if (before === undefined || after === undefined) throw new Error('two editions were asked for');
  return diffEditions(before, after, await loadSuiteParts(editions.map(({ registry }) => registry)));
}

async function compareDocuments(old: string, now: string): Promise<SpecDiff> {
  const read = async (file: string) => {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new UsageError(`${file} is no document`, 'give two documents, two folders or two git revisions');
    });
    return { name: file, text };
  };
  const [before, after] = await Promise.all([read(old), read(now)]);
  const registry = await loadRegistry();
  const requirements = [...registry.profiles.values()].flatMap((profile) => [
    ...profile.requirements.values(),
  ]);
  return diffDocuments(before, after, requirements, await loadSuiteParts([registry]));
}

/** The suite as it is, whose checks may name requirements of either edition. */
async function loadSuiteParts(registries: readonly Registry[]): Promise<SuiteParts> {
  const root = packageRoot();
  const [own, apis] = await Promise.all([loadRegistry(root), loadApis(root)]);
  const all = [own, ...registries];
  const faults = [...FAULTS, ...WIRE_FAULTS];
  const { scenarios } = await loadSuite({
    root: join(root, 'suites'),
    words: {
      requirement: (id) => all.map((registry) => registry.requirement(id)).find((one) => one !== undefined),
      requirementIds: () => [...new Set(all.flatMap((registry) => registry.requirementIds()))],
      operation: apis.operation,
      operationIds: apis.operationIds,
      faultIds: faults.map(({ id }) => id),
    },
  });
  return { scenarios, faults: FAULTS.map(({ id, breaks }) => ({ id, breaks })) };
}

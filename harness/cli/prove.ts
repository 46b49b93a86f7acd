/** `kammerton prove`: has every check been seen failing, and is nobody accused who keeps the law? */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import { assessScenarios, gapsOf } from '../proof/assess.ts';
import { PROOF_FORMAT, type Proof } from '../proof/model.ts';
import { renderCoverage, renderProof } from '../proof/render.ts';
import { type Subject, subjectsOf } from '../proof/subject.ts';
import { examineAll, serveAsWorker } from '../proof/workers.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import type { ProveWords } from './program.ts';
import { UsageError } from './usage-error.ts';

/** Tries the suite on every subject, writes the proof, and names every gap. */
export async function prove(ids: readonly string[], words: ProveWords): Promise<ExitCode> {
  const data = await loadConformanceData();
  if (words.worker === true) {
    await serveAsWorker(data);
    return EXIT.ok;
  }
  const jsonPath = jsonReport(words.report ?? []);
  const all = subjectsOf(data.registry.requirementIds());
  const subjects = ids.length === 0 ? all : chosen(ids, all);
  const proof = await proveAll(subjects, words.whole === true, data);
  if (jsonPath !== undefined) await write(jsonPath, `${JSON.stringify(proof, null, 2)}\n`);
  const isWhole = ids.length === 0;
  if (isWhole) {
    await write(join(words.out, 'proof.md'), renderProof(proof, data.registry, FAULTS, VARIANTS));
    await write(join(words.out, 'coverage.md'), renderCoverage(data.registry, data.scenarios, FAULTS));
  }
  const gaps = gapsOf(isWhole ? proof : { ...proof, scenarios: [] }, keptFor(data));
  for (const gap of gaps) process.stdout.write(`✗ ${gap}\n`);
  process.stdout.write(`${summary(proof, gaps.length)}\n`);
  return gaps.length === 0 ? EXIT.ok : EXIT.mustFailed;
}

function jsonReport(words: readonly string[]): string | undefined {
  const paths = words.map((word) => /^json=(.+)$/.exec(word)?.[1]);
  if (paths.includes(undefined))
    throw new UsageError('prove reports as json=PATH only', '--report json=proof.json');
  return paths.at(-1);
}

function chosen(ids: readonly string[], all: readonly Subject[]): readonly Subject[] {
  return ids.map((id) => {
    const subject = all.find((one) => one.id === id);
    if (subject === undefined) {
      throw new UsageError(
        `there is no fault or variant "${id}"`,
        'kammerton list faults shows what there is',
      );
    }
    return subject;
  });
}

async function proveAll(
  subjects: readonly Subject[],
  whole: boolean,
  { scenarios }: ConformanceData,
): Promise<Proof> {
  const faults = new Map<string, Proof['faults'][number]>();
  const variants = new Map<string, Proof['variants'][number]>();
  const absurd = new Map<string, Proof['absurd'][number]>();
  const start = { program: process.argv[1] ?? '', args: ['prove', '--worker'] };
  await examineAll(subjects, whole, start, (finding) => {
    if (finding.kind === 'fault') faults.set(finding.proof.id, finding.proof);
    if (finding.kind === 'variant') variants.set(finding.proof.id, finding.proof);
    if (finding.kind === 'absurd') absurd.set(finding.proof.id, finding.proof);
    if (process.stderr.isTTY) {
      const done = faults.size + variants.size + absurd.size;
      process.stderr.write(`\r${done} of ${subjects.length}${done === subjects.length ? '\n' : ''}`);
    }
  });
  const inOrder = <T>(found: ReadonlyMap<string, T>): readonly T[] =>
    subjects.flatMap(({ id }) => found.get(id) ?? []);
  return {
    format: PROOF_FORMAT,
    faults: inOrder(faults),
    variants: inOrder(variants),
    absurd: inOrder(absurd),
    scenarios: assessScenarios(
      scenarios.map(({ id }) => id),
      inOrder(faults),
    ),
  };
}

/** Scenarios that say why they are needed although they catch no fault. */
function keptFor({ scenarios }: ConformanceData): ReadonlySet<string> {
  return new Set(scenarios.filter(({ keptFor: reason }) => reason !== undefined).map(({ id }) => id));
}

function summary({ faults, variants, absurd }: Proof, gaps: number): string {
  const caught = faults.filter((fault) => fault.caught).length;
  const end = gaps === 0 ? 'proven' : `${gaps} gap${gaps === 1 ? '' : 's'}`;
  return `${caught} of ${faults.length} faults caught, ${variants.length} legal variants, ${absurd.length} absurd servers: ${end}`;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

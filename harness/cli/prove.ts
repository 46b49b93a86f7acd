/** `kammerton prove`: has every check been seen failing, and is nobody accused who keeps the law? */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import { assessScenarios, gapsOf, isGap } from '../proof/assess.ts';
import { type Finding, PROOF_FORMAT, type Proof } from '../proof/model.ts';
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
  const sample = words.sample ?? 1;
  const subjects = (ids.length === 0 ? all : chosen(ids, all)).filter(
    ({ kind }, index) => kind === 'absurd' || index % sample === 0,
  );
  const proof = await proveAll(subjects, words.whole === true, data);
  if (jsonPath !== undefined) await write(jsonPath, `${JSON.stringify(proof, null, 2)}\n`);
  const isWhole = subjects.length === all.length;
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
  const findings = new Map<string, Finding>();
  const start = { program: process.argv[1] ?? '', args: ['prove', '--worker'] };
  const note = (finding: Finding): void => {
    findings.set(`${finding.kind} ${finding.proof.id}`, finding);
    progress(findings.size, subjects.length);
  };
  const found = (subject: Subject): Finding | undefined => findings.get(`${subject.kind} ${subject.id}`);
  await examineAll(subjects, whole, start, note);
  // A crowded machine makes slow what must be simultaneous, or late what must be in time: a gap is tried again, alone.
  const doubtful = subjects.filter((subject) => {
    const finding = found(subject);
    return finding !== undefined && isGap(finding);
  });
  await examineAll(doubtful, whole, { ...start, processes: 1 }, note);

  const inOrder = subjects.flatMap((subject) => found(subject) ?? []);
  const faults = inOrder.flatMap((finding) => (finding.kind === 'fault' ? [finding.proof] : []));
  return {
    format: PROOF_FORMAT,
    faults,
    variants: inOrder.flatMap((finding) => (finding.kind === 'variant' ? [finding.proof] : [])),
    absurd: inOrder.flatMap((finding) => (finding.kind === 'absurd' ? [finding.proof] : [])),
    scenarios: assessScenarios(
      scenarios.map(({ id }) => id),
      faults,
    ),
  };
}

function progress(done: number, all: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${all}${done === all ? '\n' : ''}`);
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

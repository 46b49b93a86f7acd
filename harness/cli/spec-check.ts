/** `kammerton spec check`: registry, OpenAPI documents, suite and source documents against each other. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeText } from '../report/escape.ts';
import { checkSpec, type SpecProblem } from '../spec/check.ts';
import { lintDocument } from '../spec/lint/lint.ts';
import { type Finding, readLintDocument } from '../spec/lint/lint-document.ts';
import { apiProblems, loadApiDocuments } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { noteProblems } from '../spec/sentence-notes.ts';
import { loadTombstones, tombstoneProblems } from '../spec/tombstones.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import { allNotes, coverageLines, coverSources, readSources } from './source-coverage.ts';
import { withUnasked } from './unasked.ts';

export interface SpecCheckWords {
  /** The folder that the sources' file names are relative to. */
  readonly source?: string;
}

/** Prints every problem with its fix; exit code 1 where there is any. */
export async function specCheck({ source }: SpecCheckWords): Promise<ExitCode> {
  const [data, documents] = await Promise.all([loadConformanceData(), loadApiDocuments()]);
  const [sources, notes, tombstones] = await Promise.all([
    source === undefined ? undefined : readSources(source, data),
    allNotes(data),
    loadTombstones(packageRoot(), data.registry.profiles.keys()),
  ]);
  const problems = [
    ...documentProblems(apiProblems(documents)),
    ...documentProblems(await ownFindings(documents.map(({ file }) => file))),
    ...registryProblems(data, sources),
    ...noteProblems(notes, data.registry.requirementIds(), sources),
    ...tombstoneProblems(tombstones, data.registry.requirementIds()),
  ];
  for (const { where, message, fix } of problems) {
    process.stdout.write(`${escapeText(where)}: ${escapeText(message)}\n  ${escapeText(fix)}\n`);
  }
  const covered = sources === undefined ? [] : coverageLines(coverSources(data, sources, notes));
  for (const line of covered) process.stdout.write(`${escapeText(line)}\n`);
  process.stdout.write(`${summary(data, problems.length, source !== undefined)}\n`);
  return problems.length === 0 ? EXIT.ok : EXIT.mustFailed;
}

/** What every OpenAPI document is held to, ours too. */
async function ownFindings(files: readonly string[]): Promise<readonly Finding[]> {
  const read = async (file: string) =>
    lintDocument(readLintDocument(file, await readFile(join(packageRoot(), file), 'utf8')));
  return (await Promise.all(files.map(read))).flat();
}

function documentProblems(problems: readonly Finding[]): readonly SpecProblem[] {
  return problems.map(({ at, field, message }) => ({
    where: `${at.file}:${at.line}:${at.column}`,
    message: `${field}: ${message}`,
    fix: 'mend the document',
  }));
}

function registryProblems(
  data: ConformanceData,
  sources: ReadonlyMap<string, string> | undefined,
): readonly SpecProblem[] {
  const { registry, apis, scenarios } = data;
  const profiles = [...registry.profiles.keys()];
  return checkSpec({
    registry,
    scenarios: scenarios.map((scenario) => withUnasked(scenario, registry)),
    operations: new Map(profiles.map((id) => [id, apis.operationsOf(id).map((operation) => operation.id)])),
    ...(sources === undefined ? {} : { sources }),
  });
}

function summary({ registry, scenarios }: ConformanceData, problems: number, sources: boolean): string {
  const requirements = registry.requirementIds().length;
  const checked = sources ? ', sentences compared with their sources' : '';
  const found = problems === 0 ? 'no problem' : `${problems} problem${problems === 1 ? '' : 's'}`;
  return `${requirements} requirements, ${scenarios.length} scenarios${checked}: ${found}`;
}

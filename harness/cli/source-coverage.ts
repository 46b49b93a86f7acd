/** What `spec check --source` and `spec view` both begin with: the documents, and what became of their sentences. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourceFiles } from '../spec/check.ts';
import { packageRoot } from '../spec/package-root.ts';
import { type CoveredSentence, coverDocument, summarizeCoverage } from '../spec/sentence-coverage.ts';
import { loadSentenceNotes, type SentenceNote } from '../spec/sentence-notes.ts';
import type { ConformanceData } from './conformance-data.ts';
import { UsageError } from './usage-error.ts';

const SECTIONS_SHOWN = 8;

/** The text of every document that a requirement points into, by the name that requirements give it. */
export async function readSources(
  folder: string,
  { registry }: ConformanceData,
): Promise<ReadonlyMap<string, string>> {
  const read = async (file: string): Promise<readonly [string, string]> => {
    try {
      return [file, await readFile(join(folder, file), 'utf8')];
    } catch {
      throw new UsageError(`${join(folder, file)} cannot be read`, 'give the folder that holds the sources');
    }
  };
  return new Map(await Promise.all(sourceFiles(registry).map(read)));
}

/** The notes of every profile. */
export async function allNotes({ registry }: ConformanceData): Promise<readonly SentenceNote[]> {
  const root = packageRoot();
  const profiles = [...registry.profiles.keys()];
  return (await Promise.all(profiles.map((profile) => loadSentenceNotes(root, profile)))).flat();
}

/** Every sentence of every document. */
export function coverSources(
  { registry, scenarios }: ConformanceData,
  sources: ReadonlyMap<string, string>,
  notes: readonly SentenceNote[],
): ReadonlyMap<string, readonly CoveredSentence[]> {
  const requirements = [...registry.profiles.values()].flatMap((profile) => [
    ...profile.requirements.values(),
  ]);
  const tested = new Set(scenarios.flatMap((scenario) => scenario.requirements));
  for (const profile of registry.profiles.keys()) tested.add(registry.schemaRequirement(profile));
  return new Map(
    [...sources].map(([file, document]) => [
      file,
      coverDocument({ file, document, requirements, notes, isTested: (id) => tested.has(id) }),
    ]),
  );
}

/** Each document in a line, its uncovered sentences by section below. */
export function coverageLines(covered: ReadonlyMap<string, readonly CoveredSentence[]>): readonly string[] {
  return [...covered].flatMap(([file, sentences]) => {
    const { normative, counts, uncovered } = summarizeCoverage(sentences);
    if (normative === 0) return [`${file}: no normative sentence`];
    const told = [
      `${counts.tested} tested`,
      `${counts.untested} without a scenario`,
      `${counts.untestable} not testable`,
      `${counts.aside} no duty of a server`,
      `${counts.uncovered} uncovered`,
    ];
    const sections = uncovered.map(({ section, lines }) => {
      const places = `line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`;
      return `  ${section === '' ? '(before the first heading)' : section}: ${lines.length} uncovered, ${places}`;
    });
    const more = sections.length - SECTIONS_SHOWN;
    return [
      `${file}: ${normative} normative sentences: ${told.join(', ')}`,
      ...sections.slice(0, SECTIONS_SHOWN),
      ...(more > 0 ? [`  and ${more} more sections: kammerton spec view shows them all`] : []),
    ];
  });
}

/** What became of each sentence of a source document: a requirement, a reason why none, or nothing yet. */

import type { Requirement, RequirementId, Source } from './model.ts';
import type { SentenceNote } from './sentence-notes.ts';
import { type PlacedSentence, placedSentences } from './source-text.ts';

/** The words that make a sentence a duty, however they are written. */
export const NORMATIVE = /\b(must|should|may|required|shall)\b/i;

/**
 * `tested`: some scenario checks a requirement that rests on it. `untested`: it has a requirement, and no scenario does.
 * `untestable`: all its requirements say why nobody outside can see them. `aside`: no duty of a server, with the reason.
 * `uncovered`: normative, and nothing of that. `prose`: the rest.
 */
export type Coverage = 'tested' | 'untested' | 'untestable' | 'aside' | 'uncovered' | 'prose';

export interface CoveredSentence extends PlacedSentence {
  readonly normative: boolean;
  readonly coverage: Coverage;
  readonly requirements: readonly Requirement[];
  /** Why it is no duty of a server. */
  readonly reason?: string;
}

export interface CoverageInput {
  /** Its name, as requirements give it. */
  readonly file: string;
  /** The text of the document. */
  readonly document: string;
  /** All that there are. */
  readonly requirements: readonly Requirement[];
  /** What was noted of this document's other sentences. */
  readonly notes: readonly SentenceNote[];
  readonly isTested: (id: RequirementId) => boolean;
}

/** Every sentence of the document, in its order. */
export function coverDocument(input: CoverageInput): readonly CoveredSentence[] {
  return placedSentences(input.document).map((sentence) => {
    const { hash, sections, text } = sentence;
    const points = (source: Source) =>
      source.file === input.file && source.hash === hash && sections.includes(source.section);
    const note = input.notes.find(points);
    const requirements = input.requirements.filter(
      ({ id, source }) => points(source) || note?.requirements.includes(id) === true,
    );
    const normative = NORMATIVE.test(text);
    const aside = note?.reason !== undefined;
    const coverage = coverageOf(requirements, input.isTested, aside, normative);
    const reason = coverage === 'aside' ? note?.reason : undefined;
    return { ...sentence, normative, coverage, requirements, ...(reason === undefined ? {} : { reason }) };
  });
}

function coverageOf(
  requirements: readonly Requirement[],
  isTested: CoverageInput['isTested'],
  aside: boolean,
  normative: boolean,
): Coverage {
  if (requirements.some(({ id, untestable }) => untestable === undefined && isTested(id))) return 'tested';
  if (requirements.some(({ untestable }) => untestable === undefined)) return 'untested';
  if (requirements.length > 0) return 'untestable';
  if (aside) return 'aside';
  return normative ? 'uncovered' : 'prose';
}

export interface SectionCoverage {
  /** The innermost heading; empty before the first one. */
  readonly section: string;
  /** The lines of its uncovered sentences. */
  readonly lines: readonly number[];
}

export interface CoverageSummary {
  readonly normative: number;
  readonly counts: Readonly<Record<Coverage, number>>;
  /** Sections with uncovered sentences, in the order of the document. */
  readonly uncovered: readonly SectionCoverage[];
}

/** The normative sentences of a document, counted; the uncovered ones by section. */
export function summarizeCoverage(sentences: readonly CoveredSentence[]): CoverageSummary {
  const normative = sentences.filter((sentence) => sentence.normative);
  const counts = { tested: 0, untested: 0, untestable: 0, aside: 0, uncovered: 0, prose: 0 };
  const sections = new Map<string, number[]>();
  for (const { coverage, sections: path, line } of normative) {
    counts[coverage] += 1;
    if (coverage !== 'uncovered') continue;
    const section = path.at(-1) ?? '';
    sections.set(section, [...(sections.get(section) ?? []), line]);
  }
  const uncovered = [...sections].map(([section, lines]) => ({ section, lines }));
  return { normative: normative.length, counts, uncovered };
}

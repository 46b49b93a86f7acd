/** Sentences that came, went, moved or were reworded between two editions of a source document. */

import type { Requirement } from '../model.ts';
import { NORMATIVE } from '../sentence-coverage.ts';
import { type PlacedSentence, placedSentences } from '../source-text.ts';
import type { SentenceChange } from './model.ts';
import { type SuiteParts, touchedByRequirements } from './touched.ts';

/** Two sentences with at least this share of words in common are one that was reworded. */
const ALIKE = 0.5;

interface Pairing {
  readonly old?: PlacedSentence;
  readonly now?: PlacedSentence;
}

/** In the order of the new document, then what was removed. Requirements are found by the old sentence's hash and section. */
export function sentenceChanges(
  old: string,
  now: string,
  requirements: readonly Requirement[],
  suite: SuiteParts,
): readonly SentenceChange[] {
  return pair(placedSentences(old), placedSentences(now)).flatMap(
    ({ old: before, now: after }): readonly SentenceChange[] => {
      const shown = after ?? before;
      if (shown === undefined) return [];
      const section = shown.sections.at(-1) ?? '';
      const ids = before === undefined ? [] : resting(before, requirements);
      const base = {
        section,
        line: shown.line,
        normative: [before, after].some((one) => one !== undefined && NORMATIVE.test(one.text)),
        requirements: ids,
        touches: touchedByRequirements(ids, suite),
      };
      if (before === undefined) return [{ ...base, change: 'added', new: shown.text }];
      if (after === undefined) return [{ ...base, change: 'removed', old: before.text }];
      if (before.hash !== after.hash) {
        return [{ ...base, change: 'changed', old: before.text, new: after.text }];
      }
      const from = before.sections.at(-1) ?? '';
      // Prose that moved along with its heading is no news; a requirement that has to look elsewhere is.
      const moved = before.sections.join('\n') !== after.sections.join('\n');
      if (!moved || (ids.length === 0 && !base.normative)) return [];
      const place = from === section ? before.sections.join(' › ') : from;
      return [{ ...base, change: 'moved', new: after.text, from: place }];
    },
  );
}

function resting(
  { hash, sections }: PlacedSentence,
  requirements: readonly Requirement[],
): readonly string[] {
  return requirements
    .filter(({ source }) => source.hash === hash && sections.includes(source.section))
    .map(({ id }) => id);
}

/** The same sentence in the same place first, then the same elsewhere, then one like it under the same heading. */
function pair(old: readonly PlacedSentence[], now: readonly PlacedSentence[]): readonly Pairing[] {
  const left = new Set(old);
  const partners = new Map<PlacedSentence, PlacedSentence>();
  const settle = (alike: (before: PlacedSentence, after: PlacedSentence) => boolean) => {
    for (const after of now) {
      if (partners.has(after)) continue;
      const before = [...left].find((one) => alike(one, after));
      if (before === undefined) continue;
      left.delete(before);
      partners.set(after, before);
    }
  };
  const place = ({ sections }: PlacedSentence) => sections.join('\n');
  settle((before, after) => before.hash === after.hash && place(before) === place(after));
  settle((before, after) => before.hash === after.hash);
  settle(
    (before, after) => before.sections.at(-1) === after.sections.at(-1) && likeness(before, after) >= ALIKE,
  );
  settle((before, after) => isHeading(before) && isHeading(after) && likeness(before, after) >= ALIKE);
  const present = now.map((after): Pairing => {
    const before = partners.get(after);
    return before === undefined ? { now: after } : { old: before, now: after };
  });
  return [...present, ...[...left].map((before): Pairing => ({ old: before }))];
}

function isHeading({ text }: PlacedSentence): boolean {
  return /^#{1,6} /.test(text);
}

/** The share of words that two sentences have in common, from 0 to 1. */
function likeness(left: PlacedSentence, right: PlacedSentence): number {
  const [before, after] = [left.text.split(' '), right.text.split(' ')];
  const rest = [...after];
  let common = 0;
  for (const word of before) {
    const at = rest.indexOf(word);
    if (at < 0) continue;
    rest.splice(at, 1);
    common += 1;
  }
  return (2 * common) / (before.length + after.length);
}

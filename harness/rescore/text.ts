/** Recorded runs scored again, in words for a terminal. */

import { escapeText } from '../report/escape.ts';
import type { Rescored } from './rescore.ts';

const NUMBERS = 'none one two three four five six seven eight nine ten eleven twelve'.split(' ');
const REASONS_SHOWN = 12;

/** Every run in a paragraph, and the answer in the last line. */
export function rescoredText(runs: readonly Rescored[]): string {
  const lines = [...runs.flatMap(runLines), headline(runs)];
  return `${lines.map(escapeText).join('\n')}\n`;
}

function runLines({ file, target, old, summary, moved, kept }: Rescored): readonly string[] {
  const { verdict } = summary;
  const change = old === verdict ? `${verdict}, as before` : `${old} → ${verdict}`;
  const shown = kept.slice(0, REASONS_SHOWN).map(({ reason, results, example }) => {
    const others = results === 1 ? '' : ` and ${results - 1} more`;
    return `    ${reason} (${example}${others})`;
  });
  const more = kept.length - shown.length;
  return [
    `${target} (${file}): ${change}`,
    ...moved.map(({ id, old: was, new: is, where, message }) => {
      const place = where === undefined ? '' : `, in ${where}${message === undefined ? '' : `: ${message}`}`;
      return `  ${id}: ${was} → ${is}${place}`;
    }),
    ...(kept.length === 0 ? [] : ['  not judged again:', ...shown]),
    ...(more > 0 ? [`    and ${more} more reasons`] : []),
    '',
  ];
}

/** `Three of seven recorded servers would fail.` */
function headline(runs: readonly Rescored[]): string {
  const failing = runs.filter(({ summary }) => summary.verdict === 'non-conformant').length;
  const words = `${numberWord(failing)} of ${numberWord(runs.length)}`;
  const servers = runs.length === 1 ? 'recorded server' : 'recorded servers';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${servers} would fail.`;
}

function numberWord(number: number): string {
  return NUMBERS[number] ?? String(number);
}

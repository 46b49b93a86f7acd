/** A badge (SVG). Only a complete, conformant run makes a green one. */

import type { RunVerdict } from '../verdict/model.ts';
import { mustSums } from './findings.ts';
import { escapeMarkup } from './markup.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { RunSummary } from './results.ts';

const HEIGHT = 20;
const CHARACTER_WIDTH = 6.5;
const PADDING = 12;

/** Dark enough for white text. */
const COLOURS: Readonly<Record<RunVerdict, string>> = {
  conformant: '#1a7f37',
  held: '#0969da',
  incomplete: '#8a6100',
  inconclusive: '#59636e',
  'non-conformant': '#cf222e',
};

export function* renderBadge({ summary }: RecordedRun): Generator<string> {
  const label = summary.profiles.map(({ id }) => id).join(' + ') || 'kammerton';
  const message = messageOf(summary);
  const title = escapeMarkup(`${label}: ${message}`);
  const [left, right] = [widthOf(label), widthOf(message)];
  const text = (content: string, start: number, width: number): string =>
    `  <text x="${start + width / 2}" y="14" textLength="${width - PADDING}">${escapeMarkup(content)}</text>`;
  const colour = summary.complete ? COLOURS[summary.verdict] : COLOURS[cutVerdict(summary)];
  yield [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <clipPath id="round"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath>`,
    '  <g clip-path="url(#round)">',
    `    <rect width="${left}" height="${HEIGHT}" fill="#333"/>`,
    `    <rect x="${left}" width="${right}" height="${HEIGHT}" fill="${colour}"/>`,
    '  </g>',
    '  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    text(label, 0, left),
    text(message, left, right),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

function messageOf(summary: RunSummary): string {
  const { held, total } = mustSums(summary);
  const part = summary.verdict === 'held' ? ' (selection)' : '';
  const cut = summary.complete ? '' : ', cut short';
  return `${summary.verdict}${part}${cut} ${held}/${total}`;
}

function cutVerdict({ verdict }: RunSummary): RunVerdict {
  return verdict === 'non-conformant' ? verdict : 'inconclusive';
}

function widthOf(text: string): number {
  return Math.round([...text].length * CHARACTER_WIDTH) + PADDING;
}

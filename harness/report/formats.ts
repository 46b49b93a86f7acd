/** Every report that goes to a file: how it is made, and what the file is called unless somebody says otherwise. */

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Profile } from '../spec/model.ts';
import { renderBadge } from './badge.ts';
import { renderGitHub } from './github.ts';
import { renderHar } from './har.ts';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import type { RecordedRun } from './recorded-run.ts';

/** Where a report goes when it goes to standard output. */
export const STANDARD_OUTPUT = '-';

export interface ReportFormat {
  /** A name in the folder of the results, or standard output. */
  readonly file: string;
  /** A pure function of the run; in pieces, so that a large report needs no large memory. */
  readonly render: (run: RecordedRun, profiles: readonly Profile[]) => Iterable<string>;
}

export const FORMATS: ReadonlyMap<string, ReportFormat> = new Map<string, ReportFormat>([
  ['json', { file: 'results.json', render: renderJson }],
  ['html', { file: 'report.html', render: renderHtml }],
  ['junit', { file: 'junit.xml', render: renderJUnit }],
  ['markdown', { file: 'summary.md', render: renderMarkdown }],
  ['har', { file: 'exchanges.har', render: renderHar }],
  ['badge', { file: 'badge.svg', render: renderBadge }],
  ['github', { file: STANDARD_OUTPUT, render: renderGitHub }],
]);

const BUFFERED_CHARACTERS = 1 << 18;

/** Writes the pieces, and the folders that the path lacks. */
export function writePieces(path: string, pieces: Iterable<string>): void {
  if (path === STANDARD_OUTPUT) {
    for (const piece of pieces) process.stdout.write(piece);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  try {
    let waiting = '';
    for (const piece of pieces) {
      waiting += piece;
      if (waiting.length < BUFFERED_CHARACTERS) continue;
      writeSync(file, waiting);
      waiting = '';
    }
    writeSync(file, waiting);
  } finally {
    closeSync(file);
  }
}

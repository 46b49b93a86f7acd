/** `--report FORMAT[=PATH]`: which reports are written, and where. */

import { join } from 'node:path';
import { FORMATS, writePieces } from '../report/formats.ts';
import type { RecordedRun } from '../report/recorded-run.ts';
import type { Profile } from '../spec/model.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { UsageError } from './usage-error.ts';

export interface ReportFile {
  readonly format: string;
  readonly path: string;
}

export interface ReportChoice {
  /** Whether the console report was asked for by name. */
  readonly console: boolean;
  /** Each format once, where it was named last. */
  readonly files: readonly ReportFile[];
}

/** @throws UsageError for a format that is not known, or a path that is none. */
export function chooseReports(words: readonly string[], out: string): ReportChoice {
  const files = new Map<string, ReportFile>();
  let console = false;
  for (const word of words) {
    const at = word.indexOf('=');
    const format = at === -1 ? word : word.slice(0, at);
    const path = at === -1 ? undefined : word.slice(at + 1);
    if (path === '') throw new UsageError(`--report ${format}= names no file`);
    if (format === 'console') {
      if (path !== undefined) {
        throw new UsageError('the console report goes to the console', 'redirect its output instead');
      }
      console = true;
      continue;
    }
    const known = FORMATS.get(format);
    if (known === undefined) {
      const names = ['console', ...FORMATS.keys()];
      const hint = suggestion(format, names) ?? `known: ${names.join(', ')}`;
      throw new UsageError(`unknown report format "${format}"`, hint);
    }
    files.set(format, { format, path: path ?? (known.file === '-' ? known.file : join(out, known.file)) });
  }
  return { console, files: [...files.values()] };
}

/** Writes each report; returns the paths. */
export function writeReports(
  files: readonly ReportFile[],
  run: RecordedRun,
  profiles: readonly Profile[],
): readonly string[] {
  for (const { format, path } of files) {
    const known = FORMATS.get(format);
    if (known === undefined) continue;
    try {
      writePieces(path, known.render(run, profiles));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) throw error;
      throw new UsageError(
        `the ${format} report cannot be written to ${path} (${code})`,
        'choose another path',
      );
    }
  }
  return files.map(({ path }) => path).filter((path) => path !== '-');
}

/** `--require conformant`: anything less than a conformant run is no success. */
export function checkRequired(verdict: string | undefined): void {
  if (verdict === undefined || verdict === 'conformant') return;
  throw new UsageError(`--require ${verdict} is not known`, 'did you mean "conformant"?');
}

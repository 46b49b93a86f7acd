/** `--report FORMAT[=PATH]`: which reports are written, and where. */

import { join } from 'node:path';
import { suggestion } from '../suite/nearest-name.ts';
import { UsageError } from './usage-error.ts';

const FORMATS = ['console', 'json'];
const PLANNED = ['html', 'junit', 'markdown'];

export interface ReportChoice {
  /** Where the JSON results go; always somewhere. */
  readonly jsonPath: string;
}

/** Console and JSON are always on; `json=PATH` says where. */
export function chooseReports(words: readonly string[], out: string): ReportChoice {
  let jsonPath = join(out, 'results.json');
  for (const word of words) {
    const at = word.indexOf('=');
    const format = at === -1 ? word : word.slice(0, at);
    const path = at === -1 ? undefined : word.slice(at + 1);
    if (!FORMATS.includes(format)) throw unknownFormat(format);
    if (path === '') throw new UsageError(`--report ${format}= names no file`);
    if (format === 'console' && path !== undefined) {
      throw new UsageError('the console report goes to the console', 'redirect its output instead');
    }
    if (format === 'json' && path !== undefined) jsonPath = path;
  }
  return { jsonPath };
}

function unknownFormat(format: string): UsageError {
  if (PLANNED.includes(format)) {
    return new UsageError(
      `the report format "${format}" is not available in this version`,
      `available: ${FORMATS.join(', ')}`,
    );
  }
  return new UsageError(`unknown report format "${format}"`, suggestion(format, FORMATS));
}

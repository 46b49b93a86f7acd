/** `kammerton list`: everything that has a name here. */

import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { indexedList, type ListEntry, type ListName } from './list-index.ts';

/** Prints one list, a line an entry, or all of it as JSON. */
export async function list(what: ListName, json: boolean): Promise<ExitCode> {
  const entries = indexedList(what) ?? (await readList(what));
  if (json) {
    process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
    return EXIT.ok;
  }
  const width = Math.max(0, ...entries.map(({ id }) => id.length));
  process.stdout.write(entries.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join(''));
  return EXIT.ok;
}

async function readList(what: ListName): Promise<readonly ListEntry[]> {
  const { entriesOf } = await import('./list-entries.ts');
  return entriesOf(what);
}

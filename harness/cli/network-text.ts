/** What `kammerton network` says: its table, and a line for each request. */

import type { JournalEntry, Network } from '../peers/model.ts';
import { escapeText, shorten } from '../report/escape.ts';
import type { WrittenActor } from './network-files.ts';

/** Everything that runs. */
export interface Surroundings {
  readonly network: Network;
  readonly control: { readonly url: string; readonly token: string };
  readonly target?: { readonly url: string; readonly domain: string };
  readonly actors: readonly WrittenActor[];
}

interface Row {
  readonly name: string;
  readonly domain: string;
  readonly url: string;
  readonly faults: readonly string[];
}

const MOST_ROWS = 16;
const LONGEST_PATH = 120;
const STATUS_WIDTH = 4;

/** The first event of `--json`. */
export function startEvent({ actors, control, network, target }: Surroundings): object {
  return {
    type: 'started',
    peers: rowsOf(network),
    control,
    ...(target === undefined ? {} : { target }),
    ...(network.caFile === undefined ? {} : { caFile: network.caFile }),
    ...(actors.length === 0 ? {} : { actors }),
  };
}

export function startLines({ actors, control, network, target }: Surroundings): readonly string[] {
  const rows = rowsOf(network);
  const shown = rows.filter(({ faults }, index) => index < MOST_ROWS || faults.length > 0);
  const hidden = rows.length - shown.length;
  return [
    ...table(shown),
    ...(hidden === 0 ? [] : [`… and ${hidden} more; the control interface lists all`]),
    '',
    `control  ${control.url}`,
    `token    ${control.token}`,
    ...(target === undefined ? [] : [`target   ${target.url} (${target.domain})`]),
    ...(network.caFile === undefined ? [] : [`trust    ${network.caFile}`]),
    ...actors.map(({ fid, files }) => `actor    ${fid}: ${files.map(escapeText).join(', ')}`),
    '',
    'try it:',
    `  curl -s -H 'authorization: Bearer ${control.token}' ${control.url}/`,
    '',
    'requests, as they come; Ctrl-C ends it:',
  ];
}

/** One request on one line; what a stranger sent can do nothing to the terminal. */
export function requestLine(peer: string, entry: JournalEntry): string {
  const time = entry.at.slice('2030-01-01T'.length, -1);
  const what = `${escapeText(entry.method)} ${escapeText(shorten(entry.path, LONGEST_PATH))}`;
  const status = entry.status === 0 ? 'none' : String(entry.status);
  const remarks = [entry.operation, entry.fault, `from ${entry.from}`].filter((one) => one !== undefined);
  return `${time}  ${peer.padEnd(8)}${status.padEnd(STATUS_WIDTH)} ${what}  (${remarks.join(', ')})`;
}

function rowsOf({ directory, peer }: Network): readonly Row[] {
  return directory.map((entry) => ({ ...entry, faults: peer(entry.name)?.faults ?? [] }));
}

function table(rows: readonly Row[]): readonly string[] {
  const cells = [
    ['peer', 'domain', 'url', 'faults'],
    ...rows.map(({ name, domain, url, faults }) => [name, domain, url, faults.join(', ')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

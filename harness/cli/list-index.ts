/** The lists as a build left them beside the program: showing one need not read every file of the suite. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../spec/package-root.ts';
import type { LISTS } from './program.ts';

export type ListName = (typeof LISTS)[number];

/** `id` and `title` make its line, the rest is for programs. */
export interface ListEntry {
  readonly id: string;
  readonly title: string;
  readonly [detail: string]: unknown;
}

interface ListIndex {
  /** Of everything that the lists were made from. */
  readonly fingerprint: string;
  readonly lists: Readonly<Record<ListName, readonly ListEntry[]>>;
}

/** Exists beside compiled files only. */
const INDEX = join(import.meta.dirname, 'lists.json');
const PROGRAM = join(import.meta.dirname, '..', '..');

/** Undefined where there is no index, or anything has changed since it was written. */
export function indexedList(what: ListName): readonly ListEntry[] | undefined {
  const index = readIndex();
  return index?.fingerprint === fingerprint() ? index?.lists[what] : undefined;
}

/** Leaves the lists beside the program. */
export function writeIndex(lists: ListIndex['lists']): void {
  const index: ListIndex = { fingerprint: fingerprint(), lists };
  writeFileSync(INDEX, JSON.stringify(index));
}

function readIndex(): ListIndex | undefined {
  try {
    return JSON.parse(readFileSync(INDEX, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Of the contents, not of times: copying and installing change those. */
function fingerprint(): string {
  const data = packageRoot();
  const hash = createHash('sha256');
  for (const [root, folder, suffix] of [
    [data, 'specs', '.yaml'],
    [data, 'suites', '.yaml'],
    [PROGRAM, 'harness', '.js'],
    [PROGRAM, 'reference-server', '.js'],
  ] as const) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith(suffix)).sort()) {
      const content = readFileSync(join(root, folder, file));
      hash.update(`${folder}/${file} ${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex');
}

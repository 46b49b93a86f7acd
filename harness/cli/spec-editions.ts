/** Finds the two sides of `kammerton spec diff`: folders, git revisions or documents. */

import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Edition } from '../spec/diff/spec-diff.ts';
import { type LintDocument, readLintDocument } from '../spec/lint/lint-document.ts';
import { loadRegistry } from '../spec/registry.ts';
import { loadTombstones } from '../spec/tombstones.ts';
import { UsageError } from './usage-error.ts';

const run = promisify(execFile);
const LARGEST_OUTPUT = 64 << 20;

/** Whether a word of the command line names a file, as opposed to a folder or a revision. */
export function isDocument(word: string): boolean {
  return existsSync(word) && statSync(word).isFile();
}

/**
 * The specification data of a folder (`specs/` itself, or one that holds it) or of a git revision.
 *
 * @param cwd where relative folders and the git repository are looked for
 *
 * @throws UsageError where the word is neither; RegistryError or ApiDocumentError where its data is broken.
 */
export async function loadEdition(word: string, cwd: string = process.cwd()): Promise<Edition> {
  const folder = resolve(cwd, word);
  if (!existsSync(folder)) return inScratch((root) => loadRevision(word, root, cwd));
  if (existsSync(join(folder, 'specs'))) return editionAt(folder, word);
  if (basename(folder) === 'specs') return editionAt(dirname(folder), word);
  return inScratch(async (root) => {
    await symlink(folder, join(root, 'specs'), 'dir');
    return editionAt(root, word);
  });
}

async function inScratch(work: (root: string) => Promise<Edition>): Promise<Edition> {
  const root = await mkdtemp(join(tmpdir(), 'kammerton-spec-'));
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true });
  }
}

async function loadRevision(revision: string, root: string, cwd: string): Promise<Edition> {
  const unknown = new UsageError(
    `${revision} is neither a folder nor a git revision with specs/`,
    'give two folders, two revisions of this repository, or two documents',
  );
  // A word that begins with a dash would be an option of git.
  if (revision.startsWith('-')) throw unknown;
  const top = await git(['rev-parse', '--show-toplevel'], cwd, unknown);
  const at = top.trim();
  const list = await git(['ls-tree', '-r', '-z', '--name-only', revision, '--', 'specs/'], at, unknown);
  const files = list.split('\0').filter((file) => file.endsWith('.yaml'));
  if (files.length === 0) throw unknown;
  for (const file of files) {
    const text = await git(['show', `${revision}:${file}`], at, unknown);
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return editionAt(root, revision);
}

async function git(words: readonly string[], folder: string, failure: UsageError): Promise<string> {
  try {
    const { stdout } = await run('git', words, { cwd: folder, maxBuffer: LARGEST_OUTPUT });
    return stdout;
  } catch {
    throw failure;
  }
}

async function editionAt(root: string, name: string): Promise<Edition> {
  const registry = await loadRegistry(root);
  if (registry.profiles.size === 0) {
    throw new UsageError(`${name} holds no profile`, 'give a folder that holds specs/<profile>/profile.yaml');
  }
  const apis = await Promise.all((await readdir(join(root, 'specs'))).map((id) => loadApi(root, id)));
  return {
    name,
    registry,
    apis: new Map(apis.flat()),
    tombstones: await loadTombstones(root, registry.profiles.keys()),
  };
}

async function loadApi(root: string, profile: string): Promise<readonly (readonly [string, LintDocument])[]> {
  const file = `specs/${profile}/openapi.yaml`;
  if (!existsSync(join(root, file))) return [];
  return [[profile, readLintDocument(file, await readFile(join(root, file), 'utf8'))]];
}

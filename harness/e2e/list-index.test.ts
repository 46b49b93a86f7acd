/** The lists that a build leaves beside the program: used while they are true, and never longer. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAIN, ROOT } from './compiled.ts';

const SCENARIO = 'suites/p2core/identify/replay.yaml';
const ID = 'p2core/identify/replay';

let root: string;
let cli: string;

/** An installation of its own, whose files can be changed. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kammerton-lists-'));
  cpSync(join(dirname(MAIN), '..', '..'), join(root, 'dist'), { recursive: true });
  for (const part of ['specs', 'suites', 'package.json'])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  cli = join(root, 'dist', 'harness', 'cli');
  node(join(cli, 'write-lists.js'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function node(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function titleOf(id: string): string | undefined {
  const entries: readonly { readonly id: string; readonly title: string }[] = JSON.parse(
    node(join(cli, 'main.js'), 'list', '--json'),
  );
  return entries.find((entry) => entry.id === id)?.title;
}

function replaceIn(file: string, before: string | RegExp, after: string): void {
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(before, after));
}

it('shows the index while nothing has changed, and reads the files once something has', () => {
  const title = titleOf(ID) ?? '';
  expect(title.length).toBeGreaterThan(10);
  replaceIn('dist/harness/cli/lists.json', JSON.stringify(title), '"As the index has it"');
  expect(titleOf(ID)).toBe('As the index has it');

  replaceIn(SCENARIO, /\ntitle: .*\n/, '\ntitle: As the file has it\n');
  expect(titleOf(ID)).toBe('As the file has it');
  replaceIn(SCENARIO, /\ntitle: .*\n/, `\ntitle: ${title}\n`);
  expect(titleOf(ID)).toBe('As the index has it');

  replaceIn('dist/harness/cli/list-entries.js', /$/, '\n');
  expect(titleOf(ID)).toBe(title);
});

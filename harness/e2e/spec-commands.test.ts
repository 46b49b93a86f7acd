/** Every command that specs/README.md shows, run as it stands there. */

import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sourceFiles } from '../spec/check.ts';
import { loadRegistry } from '../spec/registry.ts';
import { MAIN, ROOT } from './compiled.ts';

const README = readFileSync(join(ROOT, 'specs', 'README.md'), 'utf8');
const COMMANDS = [...README.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .filter((line) => line !== '');
const documents = process.env.KAMMERTON_SOURCES;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kammerton-spec-commands-'));
  const copy = (from: string, to: string) =>
    cpSync(join(ROOT, 'harness', from), join(folder, to), { recursive: true });
  copy('spec/lint/fixtures/sound.yaml', 'openapi.yaml');
  copy('rescore/fixtures/numbers-its-actors.ndjson', 'results.json');
  copy('rescore/fixtures/numbers-its-actors.ndjson', 'other-results.json');
  copy('cli/fixtures/house/specs', 'specs');
  copy('cli/fixtures/house/doors.md', 'old-edition.md');
  writeFileSync(join(folder, 'new-edition.md'), '# Doors\n\nA door may stand open.\n');
  if (documents !== undefined) symlinkSync(documents, join(folder, 'sources'), 'dir');
  else for (const file of sourceFiles(await loadRegistry())) writeSource(file);
  for (const message of ['one', 'two']) commit(message);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whoever lacks the documents has empty ones: every sentence is missing then, which is a finding. */
function writeSource(file: string): void {
  const path = join(folder, 'sources', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '# Nothing\n');
}

function commit(message: string): void {
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: folder });
  if (message === 'one') git('init', '-q');
  else writeFileSync(join(folder, 'specs/tiny/unwritten.yaml'), 'requirements: []\noperations: [lockDoor]\n');
  git('add', 'specs');
  git('commit', '-qm', message);
}

function run(line: string) {
  const words = line.split(/\s+#/)[0]?.trim().split(/\s+/).slice(2) ?? [];
  return spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: 'utf8' });
}

it('shows eight commands', () => {
  expect(COMMANDS).toHaveLength(8);
  expect(COMMANDS.every((line) => line.startsWith('npx kammerton '))).toBe(true);
});

it.each(COMMANDS)('runs: %s', (line) => {
  const { status, stdout, stderr } = run(line);
  const lacksSources = documents === undefined && line.includes('check --source');
  const expected = lacksSources ? 1 : Number(/# ends with (\d)/.exec(line)?.[1] ?? 0);
  expect(stderr).toBe('');
  expect(stdout).not.toBe('');
  expect(status).toBe(expected);
});

it('writes the page where it was told to', () => {
  expect(existsSync(join(folder, 'sources.html'))).toBe(true);
});

it.each([
  [['spec', 'check', 'nowhere.yaml'], 'error: nowhere.yaml cannot be read'],
  [['spec', 'check', 'old-edition.md'], /^error: old-edition\.md:7:1: /],
  [['spec', 'view', '--source', 'nowhere'], /^error: nowhere\/.* cannot be read/],
  [['spec', 'diff', 'nowhere', 'HEAD'], 'error: nowhere is neither a folder nor a git revision with specs/'],
  [['rescore', 'nowhere.json'], 'error: nowhere.json: there is no such file'],
  [['rescore', 'results.json', '--level', 'P2-REG-99=MUST'], 'error: there is no requirement P2-REG-99'],
  [['rescore', 'results.json', '--level', 'P2-REG-10'], 'error: --level P2-REG-10 cannot be read'],
])('refuses %j in a line', (words, expected) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: 'utf8' });
  expect(stderr.split('\n')[0]).toMatch(expected);
  expect(status).toBe(2);
});

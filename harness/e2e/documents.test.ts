/** The documents: their commands run, their examples are real. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MAIN, ROOT } from './compiled.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'suites/README.md',
  'specs/README.md',
  'harness/peers/README.md',
];
const out = mkdtempSync(join(tmpdir(), 'kammerton-documents-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** The contents of the fenced blocks of a language; each fence is opened and closed. */
const blocks = (language: string): readonly string[] =>
  [...README.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, named]) => named === language)
    .map(([, , text]) => text ?? '');

const shellLines = blocks('sh')
  .flatMap((block) => block.split('\n'))
  .filter((line) => line !== '');
const [conformance = '', failure = ''] = blocks('');

/** Runs a line of the README with the program compiled for these tests; nothing is written beside it. */
function run(line: string): { readonly code: number | null; readonly stdout: string } {
  const command = line.replace(
    /^npx kammerton (run )?/,
    (_, isRun: string | undefined) =>
      `"${process.execPath}" "${MAIN}" ${isRun === undefined ? '' : `run --out ${out} `}`,
  );
  const { status, stdout } = spawnSync('bash', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
  return { code: status, stdout };
}

/** Without what differs from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/(seed|run) [0-9a-f]+/g, '$1 N')
    .replaceAll(/--seed \d+/g, '--seed N')
    .replaceAll(/\d+(\.\d+)? ?m?s\b/g, 'T')
    .replaceAll(/[ \t]+/g, ' ');
}

describe('the README', () => {
  it('names the two commands that package.json has', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    const named = shellLines.filter((line) => line.startsWith('npm'));
    expect(named.map((line) => line.split('#')[0]?.trim())).toEqual([
      'npm ci && npm run conformance',
      'npm ci && npm test',
    ]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['conformance', 'test', 'prove']));
  });

  it.each(shellLines.filter((line) => line.startsWith('npx')))('shows a command that works: %s', (line) => {
    const expected = Number(/# ends with (\d)/.exec(line)?.[1] ?? 0);
    const { code, stdout } = run(line);
    expect(code).toBe(expected);
    expect(stdout).not.toBe('');
  });

  it('shows a failure as it is', () => {
    const line = shellLines.find((one) => one.includes('faulty-server')) ?? '';
    const printed = steady(run(line).stdout);
    const shown = steady(failure)
      .split('\n')
      .filter((one) => one.trim() !== '' && one.trim() !== '…');
    for (const one of shown) expect(printed).toContain(one.trim());
  });

  it('shows the headline of a conformant run', () => {
    expect(conformance).toMatch(/^conformant · .*77 of 77 MUSTs tested, 77 held/m);
  });
});

it.each(DOCUMENTS)('%s links to files that exist', (document) => {
  const folder = dirname(join(ROOT, document));
  const text = readFileSync(join(ROOT, document), 'utf8');
  const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? '');
  expect(links.filter((link) => !existsSync(join(folder, link)))).toEqual([]);
});

it('bash takes the script that CI runs', () => {
  expect(() => execFileSync('bash', ['-n', join(ROOT, '.ci', 'run')])).not.toThrow();
});

/** The example in another language: every command of its README, and what the suite says of a server that shares no line. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Ended, ended, KAMMERTON } from './command-line.ts';
import { ROOT } from './compiled.ts';

const EXAMPLE = join(ROOT, 'examples', 'python-server');
const folder = mkdtempSync(join(tmpdir(), 'kammerton-python-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** On a laptop without Python it says that it did not run; where everything must be there, it fails. */
function withPython(title: string, test: () => Promise<void>): void {
  it(title, async (context) => {
    const isThere = spawnSync('python3', ['--version']).status === 0;
    if (!isThere && process.env.CI !== 'true') {
      process.stderr.write('NOT TESTED: there is no python3\n');
      context.skip();
    }
    expect(isThere).toBe(true);
    await test();
  });
}

/** The commands of the README, in order. */
function commands(): readonly string[] {
  const text = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
}

/** As a reader runs it, in a copy of the folder, with the program of this checkout. */
function perform(command: string): Promise<Ended> {
  const program = KAMMERTON.map((word) => `'${word}'`).join(' ');
  return ended('bash', ['-c', command.replace(/^npx kammerton/, program)], { cwd: folder });
}

withPython('its README tells the way to a first report, command by command', async () => {
  cpSync(EXAMPLE, folder, { recursive: true });
  const [server = '', ...rest] = commands();
  expect(server).toMatch(/^python3 server\.py .* &$/);
  const [program = '', ...words] = server.replace(/ &$/, '').split(' ');
  const child = spawn(program, words, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));

  const results: { readonly command: string; readonly code: number | null; readonly stdout: string }[] = [];
  for (const command of rest) results.push({ command, ...(await perform(command)) });
  const [init, unreached, doctor, run, repeat, explain, ...more] = results;
  expect(more).toEqual([]);
  expect(init).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nwritten +written\.yaml\n/) });
  expect(readFileSync(join(folder, 'written.yaml'), 'utf8')).toMatch(/^profiles: \[ p2core \]$/m);
  expect(unreached).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/\n! reaches-us +it never asked /),
  });
  expect(doctor).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nall well: /) });
  expect(run).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/\nnon-conformant · p2core: \d+ of \d+ MUSTs/),
  });
  expect(readFileSync(join(folder, 'results', 'report.html'), 'utf8')).toContain('python-server');
  expect(repeat).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nheld · /) });
  expect(explain?.code).toBe(0);
  breaksOnlyWhatItLeavesOut(join(folder, 'results', 'results.json'));
});

function breaksOnlyWhatItLeavesOut(path: string): void {
  const { scenarios } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly scenarios: readonly { readonly id: string; readonly verdict: string }[];
  };
  const ids = (verdict: string): readonly string[] => [
    ...new Set(scenarios.filter((one) => one.verdict === verdict).map(({ id }) => id)),
  ];
  expect(ids('failed').toSorted()).toEqual([
    'p2core/general/hostile-rotation',
    'p2core/general/hostile-update',
    'p2core/sessions/rotate',
    'p2core/sessions/update-certificate',
  ]);
  expect(ids('error')).toEqual([]);
  expect(ids('passed').length).toBeGreaterThan(50);
}

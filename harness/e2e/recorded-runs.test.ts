/** What becomes of a run after it: killed, cut into shards, held against known failures, compared. */

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResults } from '../report/results.ts';
import { loadRegistry } from '../spec/registry.ts';
import { formatRequirementSet } from '../spec/requirement-set.ts';
import { MAIN, ROOT } from './compiled.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'kammerton-recorded-'));
const REPLAY = 'p2core/identify/replay';
const OPENS = 'p2core/identify/opens-session';
const SELECTED = ['p2core/challenge/*', 'p2core/registration/*'];
const FIXED = ['--seed', '7', '--run-id', 'r7'];

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(FOLDER, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  children.push(child);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  return {
    child,
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...printed }))),
  };
}

const kammerton = (...words: readonly string[]): Promise<Ended> => start(words).ended;
const outOf = (name: string): string => join(FOLDER, name);
const resultsIn = (folder: string): RunResults =>
  JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));

/** A target file that starts the reference server with a fault. */
function faultyTarget(): string {
  const path = outOf('target.yaml');
  const serve = [
    process.execPath,
    MAIN,
    'serve',
    '--port',
    '${port}',
    '--domain',
    '${domain}',
    '--fault',
    'challenge.works-again',
  ];
  writeFileSync(
    path,
    `name: reference server\nurl: http://127.0.0.1:\${port}\ndomain: home.test\nprofiles: [p2core]\nregistration: { password: s3cr3t-Pa55 }\nstart: { command: ${JSON.stringify(serve)}, ready: { path: /p2core/challenge, timeout: 60s } }\n`,
  );
  return path;
}

describe('a run that is killed in the middle', () => {
  it('leaves events from which every finished scenario is reported, marked as cut short', async () => {
    const out = outOf('killed');
    const path = join(out, 'events.ndjson');
    const { child, ended } = start(['run', '--profile', 'p2core', '--out', out]);
    const finished = (): readonly string[] =>
      (existsSync(path) ? readFileSync(path, 'utf8') : '')
        .split('\n')
        .filter((line) => line.startsWith('{"type":"scenario-finished"') && line.endsWith('}'));
    await expect.poll(() => finished().length, { timeout: 60_000 }).toBeGreaterThan(2);
    child.kill('SIGKILL');
    await ended;

    const { code, stdout } = await kammerton(
      'report',
      path,
      '--out',
      out,
      '--report',
      'console',
      'json',
      'html',
      'junit',
      'markdown',
      'badge',
    );
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/ended early {2}.*cut short\n[\s\S]*\ninconclusive · /),
    ]);
    const { complete, verdict, scenarios } = resultsIn(out);
    expect([complete, verdict, scenarios.length]).toEqual([false, 'inconclusive', finished().length]);
    for (const file of ['report.html', 'junit.xml', 'summary.md', 'badge.svg']) {
      expect(readFileSync(join(out, file), 'utf8')).toContain('cut short');
    }
  });
});

describe('shards', () => {
  it('of a run, merged, say what the run would have said', async () => {
    const whole = outOf('whole');
    await kammerton('run', ...SELECTED, ...FIXED, '--out', whole);
    const shards = ['1/3', '2/3', '3/3'].map((shard) => ({ shard, out: outOf(`shard-${shard[0]}`) }));
    for (const { shard, out } of shards) {
      await kammerton(
        'run',
        ...SELECTED,
        ...FIXED,
        '--shard',
        shard,
        '--durations',
        join(whole, 'results.json'),
        '--out',
        out,
      );
    }
    const merged = outOf('merged');
    const files = shards.map(({ out }, index) => join(out, index === 0 ? 'results.json' : 'events.ndjson'));
    expect(await kammerton('merge', ...files, '--out', merged)).toMatchObject({ code: 0, stderr: '' });

    const said = ({ selection, verdict, profiles, counts, requirements, scenarios }: RunResults) => ({
      ...{ selection, verdict, profiles, counts, requirements },
      scenarios: scenarios.map(({ id, case: slug, verdict: one }) => [id, slug, one]),
    });
    expect(said(resultsIn(merged))).toEqual(said(resultsIn(whole)));
    expect(await kammerton('merge', ...files.slice(1), '--out', merged)).toMatchObject({
      code: 2,
      stderr: 'error: shard 1/3 is missing: give the files of all 3 shards\n',
    });
  });
});

describe('a target that is known to fail', () => {
  const list = outOf('known.yaml');
  const [bad, good] = [outOf('bad'), outOf('good')];
  let target = '';
  beforeAll(async () => {
    target = faultyTarget();
    await kammerton('run', REPLAY, OPENS, ...FIXED, '--out', good);
  });
  const runBad = (...words: readonly string[]): Promise<Ended> =>
    kammerton('run', REPLAY, OPENS, ...FIXED, '--target', target, '--out', bad, ...words);

  it('makes a run red, until its failures are listed', async () => {
    expect(await runBad()).toMatchObject({ code: 1 });
    expect(await runBad('--baseline', list, '--write-baseline')).toMatchObject({ code: 0 });
    expect(readFileSync(list, 'utf8')).toMatch(
      /requirement: P2-IDN-07, scenario: p2core\/identify\/replay, reason: /,
    );
    const { code, stdout } = await runBad('--baseline', list);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('1 known failures, 0 failures that are not listed'),
    ]);
    expect(await runBad('--baseline', list, '--require', 'conformant')).toMatchObject({ code: 4 });
  });

  it('makes a run red again once it holds, and shows the line to delete', async () => {
    const { code, stdout } = await kammerton(
      'run',
      REPLAY,
      ...FIXED,
      '--out',
      outOf('again'),
      '--baseline',
      list,
    );
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/known\.yaml:4: P2-IDN-07 \S+ holds again: delete this line/),
    ]);
  });

  it('is no success for a list that names what nobody tests', async () => {
    const unknown = outOf('unknown.yaml');
    writeFileSync(
      unknown,
      'format: kammerton-baseline/1\nfailures:\n  - { requirement: P2-IDN-07, scenario: p2core/no/such, reason: r }\n',
    );
    const { code, stdout } = await kammerton(
      'run',
      REPLAY,
      ...FIXED,
      '--out',
      outOf('again'),
      '--baseline',
      unknown,
    );
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/unknown\.yaml:3: .* is no check of this suite: delete this line/),
    ]);
  });

  it('differs from a good one by what got worse, with exit code 1, and the other way round by what got better', async () => {
    const files = [join(good, 'results.json'), join(bad, 'results.json')];
    const worse = await kammerton('diff', ...files);
    expect(worse).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/Worse \(1\)\n {2}P2-IDN-07 MUST: held → broken\n/),
    });
    const better = await kammerton('diff', ...files.reverse(), '--format', 'json');
    expect([better.code, JSON.parse(better.stdout).better.length]).toEqual([0, 1]);
  });

  it('stays green under a set that was frozen before the requirement came', async () => {
    const profile = (await loadRegistry(ROOT)).profiles.get('p2core');
    if (profile === undefined) throw new Error('there is no p2core');
    const set = outOf('set.yaml');
    writeFileSync(set, formatRequirementSet(profile, 'older').replace(/^ {2}P2-IDN-07: .*\n/m, ''));
    const { code } = await runBad('--requirement-set', set, '--report', 'html');
    const { verdict, requirements, profiles } = resultsIn(bad);
    expect([code, verdict, profiles[0]?.set]).toEqual([0, 'held', 'older']);
    expect(requirements.find(({ id }) => id === 'P2-IDN-07')).toMatchObject({
      status: 'broken',
      scored: false,
    });
    expect(readFileSync(join(bad, 'report.html'), 'utf8')).toContain('not scored');
  });
});

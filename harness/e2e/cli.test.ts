/** The program as people start it: exit codes, and errors that name what is wrong and nothing else. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { FAULTS } from '../../reference-server/index.ts';
import { MAIN, ROOT } from './compiled.ts';

const SERVE = [process.execPath, MAIN, 'serve', '--port', '${port}', '--domain', '${domain}'];
const SCENARIO = 'p2core/identify/replay';
/** A requirement, and a fault that breaks it. */
const BROKEN = 'P2-IDN-10';
const FAULT = FAULTS.find(({ breaks }) => breaks.includes(BROKEN))?.id ?? '';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it printed so far. */
  stdout(): string;
}

const children: ChildProcess[] = [];
const folders: string[] = [];
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...words: readonly string[]): Running {
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
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...printed })));
  return { child, ended, stdout: () => printed.stdout };
}

function kammerton(...words: readonly string[]): Promise<Ended> {
  return start(...words).ended;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kammerton-e2e-'));
  folders.push(path);
  return path;
}

function writeTarget(text: string): string {
  const path = join(folder(), 'target.yaml');
  writeFileSync(path, text);
  return path;
}

/** A target file that starts a command. */
function startedTarget(command: readonly string[], more = ''): string {
  return writeTarget(`name: started
url: http://127.0.0.1:\${port}
domain: home.test
profiles: [p2core]
start: { command: ${JSON.stringify(command)}, ready: { path: /p2core/challenge, timeout: 20s } }
registration: { password: s3cr3t-Pa55 }
${more}`);
}

describe('wrong usage ends with exit code 2 and one clear error', () => {
  const misspelt = writeTarget('name: s\nurl: http://127.0.0.1:1\ndomian: home.test\n');
  it.each<[mistake: string, words: readonly string[], stderr: string]>([
    [
      'a misspelt key of a target file',
      ['run', '--target', misspelt],
      `error: ${misspelt}:3:1: unknown key "domian"; did you mean "domain"?\n`,
    ],
    [
      'a target file that does not exist',
      ['run', '--target', 'no-such.yaml'],
      'error: no-such.yaml:1:1: there is no such file\n',
    ],
    [
      'an unknown scenario',
      ['run', 'p2core/identify/reply'],
      'error: no scenario is called "p2core/identify/reply"\nhint: did you mean "p2core/identify/replay"?\n',
    ],
    [
      'an unknown requirement',
      ['run', '--requirement', 'P2-IDN-007'],
      'error: unknown requirement "P2-IDN-007"\nhint: did you mean "P2-IDN-07"?\n',
    ],
    [
      'an unknown profile',
      ['run', '--profile', 'p2cor'],
      'error: unknown profile "p2cor"\nhint: did you mean "p2core"?\n',
    ],
    [
      'a URL without its domain',
      ['run', '--target', 'http://127.0.0.1:1'],
      'error: a target given by URL needs --domain\nhint: the domain of the FIDs that it issues\n',
    ],
    [
      'a report that nobody knows',
      ['run', '--report', 'jsn'],
      'error: unknown report format "jsn"\nhint: did you mean "json"?\n',
    ],
    [
      'a baseline that is not there',
      ['run', '--baseline', 'no-such.yaml'],
      'error: no-such.yaml cannot be read\nhint: a first list is written by --write-baseline\n',
    ],
    [
      'an option that is no number',
      ['run', '--seed', 'x'],
      "error: option '--seed <n>' argument 'x' is invalid. expected a whole number, 0 or more.\nhint: add --help for what is known here\n",
    ],
    [
      'an unknown command',
      ['rnu'],
      "error: unknown command 'rnu'\n(Did you mean run?)\nhint: add --help for what is known here\n",
    ],
    [
      'an unknown name to explain',
      ['explain', 'inconclusve'],
      'error: nothing here is called "inconclusve"\nhint: did you mean "inconclusive"?\n',
    ],
  ])('for %s', async (_, words, stderr) => {
    expect(await kammerton(...words)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('for a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const hint = 'hint: another program listens there; choose another port, or 0 for any free one';
    expect(await kammerton('serve', '--port', String(port))).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: port ${port} of 127.0.0.1 is in use\n${hint}\n`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('a target that cannot be used ends with exit code 3', () => {
  it('when nothing listens', async () => {
    const target = writeTarget('name: s\nurl: http://127.0.0.1:1\ndomain: home.test\n');
    expect(await kammerton('run', '--target', target, SCENARIO)).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'error: GET http://127.0.0.1:1/: connection refused\nhint: check that the server runs and listens on 127.0.0.1:1\n',
    });
  });

  it('when it ends before it is ready, and shows what it printed', async () => {
    const target = startedTarget([process.execPath, '-e', "console.log('no config');process.exit(4)"]);
    const { code, stderr } = await kammerton('run', '--target', target, SCENARIO);
    expect([code, stderr.split('\n').filter((line) => !line.startsWith('hint'))]).toEqual([
      3,
      ['error: the target ended with exit code 4 before it was ready', 'it printed:', '  no config', ''],
    ]);
  });
});

describe('a run', () => {
  it('of one scenario against the reference server holds, and writes its results', async () => {
    const out = folder();
    const { code, stdout, stderr } = await kammerton(
      'run',
      SCENARIO,
      '--seed',
      '7',
      '--run-id',
      'r1',
      '--out',
      out,
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/\n✓ p2core\/identify\/replay /);
    expect(stdout).toMatch(/\nheld · p2core: \d+ of \d+ MUSTs tested, \d+ held · 1 scenario in [\d.]+ s\n$/);
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
    expect(results).toMatchObject({
      format: 'kammerton-results/1',
      seed: 7,
      runId: 'r1',
      complete: true,
      verdict: 'held',
      selection: [SCENARIO],
    });
  });

  it('of a selection is no success where conformance is required', async () => {
    const { code } = await kammerton('run', SCENARIO, '--require', 'conformant', '--out', folder());
    expect(code).toBe(4);
  });

  it('of a server with a fault ends with exit code 1, says why, and how to repeat just that', async () => {
    const target = startedTarget([...SERVE, '--fault', FAULT]);
    const out = folder();
    const { code, stdout } = await kammerton(
      ...['run', '--target', target, '--seed', '7', '--requirement', BROKEN, '--out', out],
    );
    expect([code, stdout]).toEqual([1, expect.stringMatching(/\nnon-conformant · p2core: .*\n$/)]);
    expect(stdout).toMatch(/FAILED {2}p2core\/identify\//);
    expect(stdout).toMatch(/ {2}P2-IDN-10 MUST\n {4}demands {3}\S/);
    expect(stdout).toMatch(/sent +POST http:\/\/127\.0\.0\.1:\d+\/p2core\/session\/identify/);
    expect(stdout).toMatch(/got +status 201/);
    expect(stdout).toMatch(/expected +a refusal/);
    expect(stdout).not.toContain('s3cr3t-Pa55');
    const rerun = /rerun +kammerton (run \S+ --target \S+ --seed 7)/.exec(stdout)?.[1] ?? '';
    const again = await kammerton(...rerun.split(' '), '--out', out);
    expect(again.code).toBe(1);
    expect(readFileSync(join(out, 'results.json'), 'utf8')).not.toContain('s3cr3t-Pa55');
  });

  it('that is interrupted ends with exit code 130, its partial results written and its target stopped', async () => {
    const hangs = `
      require('http').createServer((request, response) => {
        const answer = { challenge: 'a'.repeat(64), lifetime_unix: '4102444800' };
        response.setHeader('content-type', 'application/json');
        if (request.method === 'GET') response.end(JSON.stringify(answer));
      }).listen(Number(process.env.PORT), '127.0.0.1');`;
    const target = startedTarget([process.execPath, '-e', hangs], 'limits: { requestTimeout: 60s }\n');
    const out = folder();
    const running = start('run', '--target', target, SCENARIO, '--out', out);
    await expect.poll(() => running.stdout(), { timeout: 20_000 }).toMatch(/started at http/);
    const url = /at (http:\S+),/.exec(running.stdout())?.[1] ?? '';
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, '']);
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));
    expect(results).toMatchObject({ complete: false, verdict: 'inconclusive' });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});

describe('serve', () => {
  it('says where it listens, and its example works', async () => {
    const running = start('serve', '--admin-token', 'let-me-in', '--domain', 'elsewhere.test');
    await expect.poll(() => running.stdout(), { timeout: 20_000 }).toContain('try it:');
    expect(running.stdout()).toMatch(
      /^listening on http:\/\/127\.0\.0\.1:\d+\ndomain +elsewhere\.test\nadmin token +let-me-in\n/,
    );
    const curl = /try it:\n([\s\S]+)$/.exec(running.stdout())?.[1] ?? '';
    const example = spawn('sh', ['-c', curl]);
    children.push(example);
    const answer = await new Promise((resolve) => {
      let text = '';
      example.stdout.on('data', (chunk) => {
        text += chunk;
      });
      example.once('close', () => resolve(text));
    });
    expect(JSON.parse(String(answer))).toEqual({ fid: 'alice@elsewhere.test' });
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('what there is', () => {
  it('is explained with what it is linked to', async () => {
    const { code, stdout } = await kammerton('explain', 'P2-IDN-07');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^id +P2-IDN-07 \(MUST, profile p2core\)\ndemands +\S/);
    expect(stdout).toMatch(/\nscenarios +(p2core\/identify\/\S+\n +)*p2core\/identify\/replay\n/);
  });

  it('is listed for programs too', async () => {
    const { code, stdout } = await kammerton('list', 'requirements', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        id: 'P2-IDN-07',
        level: 'MUST',
        scenarios: expect.arrayContaining([SCENARIO]),
      }),
    );
  });
});

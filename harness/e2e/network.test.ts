/** `kammerton network` as people start it: the walk of its README, its JSON, its end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { newRunId, startNetwork } from '../peers/network.ts';
import { actorOf, identifyAt } from '../peers/test-target.ts';
import { MAIN, ROOT } from './compiled.ts';

const README = join(ROOT, 'harness', 'peers', 'README.md');

const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-network-'));
  folders.push(folder);
  return folder;
}

function start(...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, 'network', ...words], { cwd: newFolder() });
  children.push(child);
  return child;
}

function ending(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve));
}

/** The reference server in a process of its own; its URL. */
async function serve(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [MAIN, 'serve'], { env: { ...process.env, ...environment } });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^listening on (\S+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('it never listened');
}

function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500) || (status >= 502 && status <= 504);
}

interface Event {
  readonly type: string;
  readonly peers?: readonly {
    readonly name: string;
    readonly url: string;
    readonly faults: readonly string[];
  }[];
  readonly control?: { readonly url: string; readonly token: string };
  readonly peer?: string;
  readonly path?: string;
  readonly status?: number;
  readonly fault?: string;
}

function eventsOf(child: ChildProcess): AsyncIterator<Event> {
  if (child.stdout === null) throw new Error('its output is piped');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await lines.next();
      return done === true ? { done: true, value: undefined } : { done: false, value: JSON.parse(value) };
    },
  };
}

async function nextOf(events: AsyncIterator<Event>): Promise<Event> {
  const { done, value } = await events.next();
  if (done === true) throw new Error('it printed nothing more');
  return value;
}

describe('the walk in the README', () => {
  /** What each command of the walk must print, in its order; a piped command is one. */
  const expected: readonly RegExp[] = [
    /^"[A-Za-z0-9+/=]+"$/,
    /^\[\{.*"path":"\/p2core\/key\/server","operation":"getServerKey","status":200\}\]$/,
    /^\{"actorName":"alice","fid":"alice@alpha\.test".*"idCert":"[A-Za-z0-9+/=]+"/,
    /^\{"token":"[^"]+"\}$/,
    /^\[\{.*"operation":"getServerKey".*\},\{.*"operation":"getServerKey","status":200\}\]$/,
    /^\{"name":"beta".*"faults":\["wire\.answers-500"\]/,
    /^\{"actorName":"bob","fid":"bob@beta\.test"/,
    /^\{"errcode":\d+,"error":"P2CORE_[A-Z_]+"\}$/,
    /^\{"name":"p\d+","domain":"p\d+\.test"/,
    /^\{"offsetSeconds":86400\}$/,
    /^\[\{"id":"wire\.down"/,
    /^\[\{"method":"GET","path":"\/peers"/,
  ];

  it('runs command by command, and each shows what the text says', async () => {
    const folder = newFolder();
    const commands = [...readFileSync(README, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(
      ([, block]) => block,
    );
    expect(commands.length).toBeGreaterThan(5);
    // Between two commands of the walk a mark, so that their outputs can be told apart.
    const marked = commands
      .join('\n')
      .split('\n')
      .map((line) => (line.startsWith('curl ') ? `echo; echo '=='; ${line}` : line))
      .map((line) => (line.startsWith('cat ') ? `echo; echo '=='; ${line}` : line));
    writeFileSync(join(folder, 'walk.sh'), `set -u\n${marked.join('\n')}\necho "ended with $?"\n`);
    writeFileSync(join(folder, 'kammerton'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
    chmodSync(join(folder, 'kammerton'), 0o755);
    const shell = spawn('bash', ['-m', 'walk.sh'], {
      cwd: folder,
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, no_proxy: '*' },
    });
    children.push(shell);
    let printed = '';
    let complaints = '';
    shell.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    expect(await ending(shell), complaints).toBe(0);
    const outputs = printed.split(/\n?\n==\n/).map((text) => text.trim());
    expect(outputs).toHaveLength(expected.length + 2);
    for (const [index, pattern] of expected.entries()) expect(outputs[index + 1]).toMatch(pattern);
    const log = outputs.at(-1);
    expect(log).toMatch(/alpha +200 +GET \/p2core\/key\/server +\(getServerKey/);
    expect(log).toMatch(/beta +500 +GET \/p2core\/key\/server +\(getServerKey, wire\.answers-500/);
    expect(log).toMatch(/ended with 0$/);
    expect(existsSync(join(folder, 'actors', 'alice.key.pem'))).toBe(true);
    expect(existsSync(join(folder, 'network.env')), 'the variables are gone with the network').toBe(false);
  }, 60_000);
});

describe('kammerton network --json', () => {
  it('prints what started, then every request, then that it stopped', async () => {
    const child = start('--json', '--peers', '5', '--fault', 'beta=wire.answers-404');
    const events = eventsOf(child);
    const started = await nextOf(events);
    expect(started).toMatchObject({ type: 'started', control: { token: expect.stringMatching(/^.{32}$/) } });
    expect(started.peers?.map(({ name }) => name)).toEqual(['alpha', 'beta', 'gamma', 'delta', 'p0']);
    expect(started.peers?.[1]?.faults).toEqual(['wire.answers-404']);
    await fetch(`${started.peers?.[1]?.url}/p2core/challenge`);
    expect(await nextOf(events)).toMatchObject({
      type: 'request',
      peer: 'beta',
      path: '/p2core/challenge',
      status: 404,
      fault: 'wire.answers-404',
    });
    const end = ending(child);
    child.kill('SIGTERM');
    expect(await nextOf(events)).toEqual({ type: 'stopped' });
    expect(await end).toBe(0);
  });

  it('ends at once although a request hangs', async () => {
    const child = start('--json', '--fault', 'alpha=wire.hangs');
    const events = eventsOf(child);
    const { peers } = await nextOf(events);
    const hanging = fetch(peers?.[0]?.url ?? '').then(
      () => 'answered',
      () => 'ended',
    );
    expect(await nextOf(events)).toMatchObject({ status: 0, fault: 'wire.hangs' });
    const end = ending(child);
    child.kill('SIGINT');
    expect(await end).toBe(0);
    expect(await hanging).toBe('ended');
  });

  it('escapes nothing that JSON does not, and breaks no line', async () => {
    const child = start('--json');
    const events = eventsOf(child);
    const { peers } = await nextOf(events);
    const body = JSON.stringify({ actor_name: '\u001b[2J\n' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${peers?.[0]?.url}/p2core/register`, { method: 'POST', headers, body });
    expect(await nextOf(events)).toMatchObject({ type: 'request', body, status: 400 });
  });
});

describe('a target in another process, whose peers speak TLS', () => {
  it('trusts them by the written authority, and nobody who shows another certificate', async () => {
    const network = await startNetwork({ runId: newRunId(), poolSize: 2, tls: true });
    try {
      const { addresses, caFile = '' } = network;
      const alpha = network.peer('alpha');
      const newcomer = await network.takeNewcomer();
      if (alpha === undefined || newcomer === undefined) throw new Error('both are there from the start');
      const trusting = await serve({
        KAMMERTON_PEERS: JSON.stringify(addresses),
        NODE_EXTRA_CA_CERTS: caFile,
      });
      expect(await identifyAt(trusting, actorOf(alpha))).toBe(201);
      await newcomer.setFaults(['wire.invalid-tls']);
      const actor = actorOf(newcomer);
      expect(await identifyAt(trusting, actor)).toSatisfy(isRefusal);
      expect(newcomer.journal()).toEqual([]);
      expect(await identifyAt(trusting, actorOf(alpha)), 'the next good request').toBe(201);
      await newcomer.setFaults([]);
      expect(await identifyAt(trusting, actor), 'once the certificate is valid').toBe(201);
      const distrusting = await serve({ KAMMERTON_PEERS: JSON.stringify(addresses) });
      expect(await identifyAt(distrusting, actorOf(alpha)), 'without the authority').toSatisfy(isRefusal);
    } finally {
      await network.close();
    }
  });
});

describe('wrong words', () => {
  it.each([
    ['an unknown fault', ['--fault', 'alpha=wire.hang'], 'did you mean "wire.hangs"?'],
    ['an unknown peer', ['--fault', 'alfa=wire.hangs'], 'did you mean "alpha"?'],
    ['a fault of nobody', ['--fault', 'wire.hangs'], 'expected PEER=FAULT'],
    ['TLS faults without TLS', ['--fault', 'alpha=wire.invalid-tls'], 'needs peers that speak TLS'],
    ['too few peers', ['--peers', '3'], 'expected a whole number, 4 or more'],
    ['too few ports', ['--ports', '41000-41001'], 'expected at least 4 ports'],
    ['an unknown addressing', ['--addressing', 'magic'], 'Allowed choices are named, loopback, dns'],
    ['a target that is not there', ['--with-target', 'nowhere.yaml'], 'nowhere.yaml'],
    ['a target that would trust no peer', ['--tls', '--with-target', 'reference'], 'start it yourself'],
    ['a file in no folder', ['--variables', 'no/such/folder/file'], '--variables'],
  ])('end with one error and code 2: %s', async (_what, words, message) => {
    const child = start(...words);
    let complaints = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    child.stdout?.resume();
    expect(await ending(child)).toBe(2);
    expect(complaints).toContain(message);
    expect(complaints).not.toMatch(/\n\s+at /);
  });
});

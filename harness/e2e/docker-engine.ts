/** A Docker engine for tests: the one of this machine, or one that root starts for as long as the test runs. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Engine {
  readonly socketPath: string;
  /** Makes an image of a tar, with these lines of a Dockerfile. */
  importImage(tar: Readable, name: string, changes: readonly string[]): Promise<void>;
  /** What an API path answers. */
  get(path: string): Promise<unknown>;
  close(): Promise<void>;
}

const SOCKET = '/var/run/docker.sock';
const PATIENCE_MS = 60_000;
const POLL_MS = 200;

/** Why there can be none is thrown, in words for whoever runs the tests. */
export async function openEngine(): Promise<Engine> {
  const given = /^unix:\/\/(.+)$/.exec(process.env.DOCKER_HOST ?? '')?.[1] ?? SOCKET;
  if (existsSync(given)) return engineAt(given, async () => undefined);
  if (process.getuid?.() !== 0) throw new Error(`${given} does not exist, and only root can start dockerd`);
  if (spawnSync('dockerd', ['--version']).status !== 0) {
    throw new Error(`${given} does not exist, and there is no dockerd to start: apt-get install docker.io`);
  }
  return startEngine();
}

async function startEngine(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-docker-'));
  const socketPath = join(folder, 'docker.sock');
  const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const child = spawn(
    'dockerd',
    [...places, '--pidfile', join(folder, 'pid'), '--host', `unix://${socketPath}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const engine = engineAt(socketPath, close);
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const isUp = await engine.get('/_ping').then(
      () => true,
      () => false,
    );
    if (isUp) return engine;
    if (child.exitCode !== null || Date.now() > deadline) {
      await close();
      throw new Error(`dockerd does not start:\n${log}`);
    }
    await sleep(POLL_MS);
  }
}

function engineAt(socketPath: string, close: () => Promise<void>): Engine {
  return {
    socketPath,
    close,
    get: async (path) => JSON.parse(`${await ask(socketPath, 'GET', path)}`.replace(/^OK$/, 'true')),
    async importImage(tar, name, changes) {
      const [repo = name, tag = 'latest'] = name.split(':');
      const query = new URLSearchParams({ fromSrc: '-', repo, tag });
      for (const change of changes) query.append('changes', change);
      const answer = await ask(socketPath, 'POST', `/images/create?${query}`, tar);
      if (answer.includes('errorDetail')) throw new Error(answer);
    },
  };
}

function ask(socketPath: string, method: string, path: string, body?: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/x-tar' };
    const asked = request({ socketPath, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => {
        if ((response.statusCode ?? 500) < 400) resolve(text);
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    asked.once('error', reject);
    if (body === undefined) asked.end();
    else body.pipe(asked);
  });
}

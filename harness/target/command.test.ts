import { afterEach, describe, expect, it } from 'vitest';
import { startCommand } from './command.ts';
import { parseTargetFile } from './load.ts';
import type { RunningTarget } from './model.ts';
import { TargetUnavailableError } from './problem.ts';

const running: RunningTarget[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((target) => target.stop()));
});

/** Serves what it was told as JSON; `ready` answers 503 twice, then 200. */
const SERVER = `
let asked = 0;
const told = { argv: process.argv.slice(1), env: process.env, pid: process.pid };
require('http').createServer((request, response) => {
  if (request.url === '/ready') { response.statusCode = asked++ < 2 ? 503 : 200; response.end(); return; }
  response.end(JSON.stringify({ ...told, asked, header: request.headers['x-stage'] ?? null }));
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

function start(
  command: readonly string[],
  ready = '{ path: /, timeout: 10s }',
  signal = new AbortController().signal,
) {
  const text = `name: s
url: http://127.0.0.1:\${port}/base
domain: home.test
start: { command: ${JSON.stringify(command)}, env: { TOKEN: "\${adminToken}" }, ready: ${ready} }
admin: { token: "\${adminToken}" }
peers: { tls: true }
`;
  const file = parseTargetFile('t.yaml', text, {
    known: { profiles: ['p2core'], requirements: [] },
    environment: {},
  });
  if (file.launch.kind !== 'command') throw new Error('no command');
  const addresses = { 'alpha.test': 'http://127.0.0.1:41000' };
  return startCommand(file, file.launch, { addresses, signal, caFile: '/somewhere/ca.pem' });
}

async function failureOf(attempt: Promise<unknown>): Promise<TargetUnavailableError> {
  const error = await attempt.catch((reason: unknown) => reason);
  if (error instanceof TargetUnavailableError) return error;
  throw new Error(`no such failure: ${String(error)}`);
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

describe('a target started by a command', () => {
  it('is told port, domain, token and peers, and is ready when its path answers without a server error', async () => {
    const words = [
      '--port=${port}',
      '--domain=${domain}',
      '--peers=${peers}',
      '--token=${adminToken}',
      '--ca=${caFile}',
    ];
    const target = await start(
      [process.execPath, '-e', SERVER, '--', ...words],
      '{ path: /../ready, timeout: 10s }',
    );
    running.push(target);
    const told = (await (await fetch(target.baseUrl)).json()) as {
      argv: string[];
      env: Record<string, string>;
      asked: number;
    };
    const port = new URL(target.baseUrl).port;
    const peers = '{"alpha.test":"http://127.0.0.1:41000"}';
    expect(told.argv).toEqual([
      `--port=${port}`,
      '--domain=home.test',
      `--peers=${peers}`,
      `--token=${target.adminToken}`,
      '--ca=/somewhere/ca.pem',
    ]);
    expect(told.env).toMatchObject({
      PORT: port,
      KAMMERTON_PEERS: peers,
      KAMMERTON_CA: '/somewhere/ca.pem',
      TOKEN: target.adminToken,
    });
    expect(told.asked).toBe(3);
    expect(target.baseUrl).toBe(`http://127.0.0.1:${port}/base`);
  });

  it('is stopped together with everything that it started, even where nobody heeds SIGTERM', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); ${SERVER}`;
    const inner = `process.on('SIGTERM', () => {});
      const server = require('http').createServer((_, response) => response.end());
      server.listen(0, '127.0.0.1', () => console.log('inner ' + server.address().port));`;
    const nested = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' });
      ${stubborn}`;
    const target = await start([process.execPath, '-e', nested]);
    running.push(target);
    await expect.poll(() => target.output()).toMatch(/inner \d+/);
    const ports = [Number(new URL(target.baseUrl).port), Number(/inner (\d+)/.exec(target.output())?.[1])];
    expect(await Promise.all(ports.map(answers))).toEqual([true, true]);
    await target.stop();
    await expect.poll(() => Promise.all(ports.map(answers))).toEqual([false, false]);
  });

  it('that ends early is reported with its exit code and the tail of its output, without the token', async () => {
    const script = "console.error('no database at ' + process.env.TOKEN); process.exit(7)";
    const error = await failureOf(start([process.execPath, '-e', script]));
    expect(error.message).toBe('the target ended with exit code 7 before it was ready');
    expect(error.output).toBe('no database at $ADMIN_TOKEN\n');
  });

  it('that never listens is reported after its time', async () => {
    const error = await failureOf(
      start([process.execPath, '-e', 'setInterval(()=>{},1e3)'], '{ timeout: 300ms }'),
    );
    expect(error.message).toMatch(
      /^the target was not ready within 300 ms: GET http:\S+\/base\/: connect ECONNREFUSED/,
    );
  });

  it('whose program does not exist is reported as that', async () => {
    const error = await failureOf(start(['no-such-program-at-all']));
    expect(error.message).toMatch(
      /^cannot start no-such-program-at-all in .*: there is no such program or folder$/,
    );
  });

  it('is stopped when it is interrupted while it starts', async () => {
    const controller = new AbortController();
    const starting = start(
      [process.execPath, '-e', 'setInterval(()=>{},1e3)'],
      '{ timeout: 20s }',
      controller.signal,
    );
    controller.abort(new Error('interrupted'));
    await expect(starting).rejects.toThrow('interrupted');
  });
});

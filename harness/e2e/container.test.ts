/** A target in a container, with a real engine: what starts, what it is told, whom it reaches, what is left behind. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReferenceServer } from '../../reference-server/index.ts';
import { embeddedTargetFile } from '../target/defaults.ts';
import { launchTarget } from '../target/launch.ts';
import { parseTargetFile } from '../target/load.ts';
import type { TargetFile } from '../target/model.ts';
import { TargetUnavailableError } from '../target/problem.ts';
import { KAMMERTON } from './command-line.ts';
import { type Engine, openEngine } from './docker-engine.ts';
import { type Launched, readScenarios, runLaunched } from './launched-run.ts';
import { importServerImage } from './server-image.ts';

const IMAGE = 'kammerton-reference-server:test';
/** Registration, sessions and keys of its own; identification by peers that it must ask; expiry; pending state. */
const SCENARIOS = [
  'p2core/registration/new-name',
  'p2core/registration/taken-name',
  'p2core/challenge/well-formed',
  'p2core/identify/opens-session',
  'p2core/identify/replay',
  'p2core/identify/wrong-signature',
  'p2core/identify/expired-challenge',
  'p2core/identify/asks-home',
  'p2core/identify/unknown-home',
  'p2core/sessions/trust',
  'p2core/sessions/rotate',
  'p2core/keys/server-key',
  'p2core/keys/rotation-is-for-administrators',
];

let engine: Engine | undefined;
let missing = '';
const folder = mkdtempSync(join(tmpdir(), 'kammerton-container-'));
const dockerHost = process.env.DOCKER_HOST;

beforeAll(async () => {
  try {
    engine = await openEngine();
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error);
    return;
  }
  process.env.DOCKER_HOST = `unix://${engine.socketPath}`;
  await importServerImage(engine, IMAGE);
}, 180_000);

afterAll(async () => {
  await engine?.close();
  if (dockerHost === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = dockerHost;
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const known = { profiles: ['p2core', 'external-identity'], requirements: [] };

function target(text: string): TargetFile {
  const head = 'name: s\nurl: http://127.0.0.1:${port}\ndomain: home.test\nprofiles: [p2core]\n';
  const path = join(folder, 'target.yaml');
  return parseTargetFile(path, `${head}${text}`, { known, environment: {} });
}

const containerWith = (more: string): TargetFile =>
  target(`start:
  image: ${IMAGE}
  expose: 8080
  command: [--port, "\${port}", --domain, "\${domain}", --admin-token, "\${adminToken}", --challenge-lifetime, "8"]
  ready: { path: /p2core/challenge, timeout: 60s }
admin: { token: "\${adminToken}" }
registration: { password: s3cr3t-Pa55 }
${more}`);

function commandTarget(): TargetFile {
  const words = ['--port', '${port}', '--admin-token', '${adminToken}', '--challenge-lifetime', '8'];
  return target(`start:
  command: ${JSON.stringify([...KAMMERTON, 'serve', ...words])}
  ready: { path: /p2core/challenge, timeout: 60s }
admin: { token: "\${adminToken}" }
registration: { password: s3cr3t-Pa55 }
`);
}

/** On a laptop without an engine these say that they did not run; where everything must be there, they fail. */
function withEngine(title: string, test: () => Promise<void>, timeout = 120_000): void {
  it(
    title,
    async (context) => {
      if (engine === undefined && process.env.CI !== 'true') {
        process.stderr.write(`NOT TESTED, no container engine: ${missing}\n`);
        context.skip();
      }
      expect(missing).toBe('');
      await test();
    },
    timeout,
  );
}

async function containersLeft(): Promise<number> {
  const list = await engine?.get('/containers/json?all=true');
  return Array.isArray(list) ? list.length : -1;
}

async function starting(
  file: TargetFile,
  signal = new AbortController().signal,
): Promise<TargetUnavailableError> {
  try {
    await (await launchTarget(file, { addresses: {}, signal })).stop();
  } catch (error) {
    if (error instanceof TargetUnavailableError) return error;
    throw error;
  }
  throw new Error('it started');
}

describe('a target in a container', () => {
  withEngine('gets the verdicts that the same server gets embedded, by command and by URL', async () => {
    const scenarios = await readScenarios(SCENARIOS);
    // Beside each other: all of them wait for the same challenge to expire.
    const [embedded, container, command, url] = await Promise.all([
      runLaunched(embeddedTargetFile('home.test', ['p2core']), scenarios),
      runLaunched(containerWith(''), scenarios),
      runLaunched(commandTarget(), scenarios),
      throughUrl(scenarios),
    ]);
    expect(new Set(Object.values(embedded.verdicts))).toEqual(new Set(['passed']));
    expect(container.verdicts).toEqual(embedded.verdicts);
    expect(command.verdicts).toEqual(embedded.verdicts);
    expect(url.verdicts).toEqual(embedded.verdicts);
    expect(await containersLeft()).toBe(0);
  });

  withEngine('reaches peers over TLS by the authority that is mounted for it', async () => {
    const scenarios = await readScenarios(['p2core/identify/opens-session', 'p2core/identify/unknown-home']);
    const tls = containerWith('peers: { tls: true }\n');
    if (tls.launch.kind !== 'container') throw new Error('no container');
    const trusting = { NODE_EXTRA_CA_CERTS: '/etc/kammerton/peers.pem' };
    const files = [{ source: '${caFile}', target: '/etc/kammerton/peers.pem' }];
    const trusts = { ...tls, launch: { ...tls.launch, env: trusting, files } };
    const { verdicts } = await runLaunched(trusts, scenarios);
    expect(new Set(Object.values(verdicts))).toEqual(new Set(['passed']));
    const distrusts = await runLaunched(tls, scenarios);
    expect(distrusts.verdicts['p2core/identify/opens-session']).toMatch(/^(failed|inconclusive)/);
  });

  withEngine('reaches peers under their own names', async () => {
    const scenarios = await readScenarios(['p2core/identify/opens-session']);
    const { verdicts } = await runLaunched(containerWith('peers: { addressing: dns }\n'), scenarios);
    expect(verdicts).toEqual({ 'p2core/identify/opens-session': 'passed' });
  });

  withEngine('that ends early is told with what it printed, and is gone', async () => {
    const file = containerWith('');
    if (file.launch.kind !== 'container') throw new Error('no container');
    const wrong = { ...file, launch: { ...file.launch, command: ['--fault', 'no.such'] } };
    const error = await starting(wrong);
    expect(error.message).toBe(`the container of ${IMAGE} ended before it was ready`);
    expect(error.output).toContain('error: unknown fault "no.such"');
    expect(await containersLeft()).toBe(0);
  });

  withEngine('that is never ready is told with what to check, and is gone', async () => {
    const file = containerWith('');
    if (file.launch.kind !== 'container') throw new Error('no container');
    const elsewhere = ['--port', '8081'];
    const late = {
      ...file,
      launch: { ...file.launch, command: elsewhere, ready: { path: '/', timeoutMs: 3_000 } },
    };
    const error = await starting(late);
    expect(error.message).toMatch(/^the target was not ready within 3000 ms: GET http:\S+:\d+\/: /);
    expect(error.hint).toContain('start.expose');
    expect(await containersLeft()).toBe(0);
  });

  withEngine('is gone after an interrupt while it starts', async () => {
    const file = containerWith('');
    if (file.launch.kind !== 'container') throw new Error('no container');
    const controller = new AbortController();
    const launch = { ...file.launch, command: ['--port', '8081'] };
    const start = launchTarget({ ...file, launch }, { addresses: {}, signal: controller.signal });
    await expect.poll(containersLeft, { timeout: 30_000 }).toBe(1);
    controller.abort(new Error('interrupted'));
    await expect(start).rejects.toThrow('interrupted');
    expect(await containersLeft()).toBe(0);
  });

  withEngine('of an image that is nowhere is told so', async () => {
    const file = target('start: { image: "localhost:1/no-such-image:9", expose: 80 }\n');
    expect((await starting(file)).message).toContain('localhost:1/no-such-image:9');
  });

  withEngine('finds the files that its target file names', async () => {
    const served = join(folder, 'serve.mjs');
    writeFileSync(
      served,
      `import { readFileSync, statSync } from 'node:fs';
       import { createServer } from 'node:http';
       const path = '/etc/some/greeting';
       const text = JSON.stringify({
         greeting: readFileSync(path, 'utf8'),
         mode: statSync(path).mode & 0o777,
         port: process.env.PORT,
         peers: process.env.KAMMERTON_PEERS,
       });
       createServer((_, response) => response.end(text)).listen(Number(process.env.PORT), '0.0.0.0');`,
    );
    writeFileSync(join(folder, 'greeting'), 'hello');
    const file = target(`start:
  image: ${IMAGE}
  expose: 9000
  env: { NODE_OPTIONS: "--import=/srv/serve.mjs" }
  files:
    - { source: ./serve.mjs, target: /srv/serve.mjs }
    - { source: ./greeting, target: /etc/some/greeting, mode: '0640' }
`);
    const { signal } = new AbortController();
    const addresses = { 'alpha.test': 'http://alpha.test:1' };
    const running = await launchTarget(file, { addresses, signal });
    try {
      expect(await (await fetch(running.baseUrl)).json()).toEqual({
        greeting: 'hello',
        mode: 0o640,
        port: '9000',
        peers: JSON.stringify(addresses),
      });
    } finally {
      await running.stop();
    }
    expect(await containersLeft()).toBe(0);
  });
});

/** A server that runs already, configured once for peers on fixed ports. */
async function throughUrl(scenarios: Awaited<ReturnType<typeof readScenarios>>): Promise<Launched> {
  const ports = { from: 19_100, to: 19_163 };
  const names = ['alpha', 'beta', 'gamma', 'delta'];
  const server = await createReferenceServer({
    domain: 'home.test',
    adminToken: 'let-me-in',
    challengeLifetimeSeconds: 8,
    resolve: (domain) => {
      const index = names.findIndex((name) => domain === `${name}.test`);
      const number = Number(/^p(\d+)\.test$/.exec(domain)?.[1] ?? Number.NaN);
      const offset = index >= 0 ? index : names.length + number;
      return Number.isNaN(offset) ? undefined : `http://127.0.0.1:${ports.from + offset}`;
    },
  });
  try {
    const { url } = await server.listen();
    const file = parseTargetFile(
      join(folder, 'url.yaml'),
      `name: s
url: ${url}
domain: home.test
profiles: [p2core]
admin: { token: let-me-in }
registration: { password: s3cr3t-Pa55 }
peers: { ports: ${ports.from}-${ports.to} }
allow: { rotateServerKey: true }
limits: { requestsPerMinute: 60000 }
`,
      { known, environment: {} },
    );
    return await runLaunched(file, scenarios);
  } finally {
    await server.close();
  }
}

/** The same seed and run id send the same bytes. */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createReferenceServer, FAULTS } from '../../reference-server/index.ts';
import { startNetwork } from '../peers/network.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadSuite } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { ADMIN_TOKEN, DOMAIN, loadSpec, runAgainst, type Spec } from './suite-run.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
/** One actor and many, at home and at peers, refusals and repetitions. */
const TOPICS = /^p2core\/(registration|challenge|identify|sessions)\//;
const clock = { now: () => new Date(NOW) };

let spec: Spec;
let scenarios: readonly ResolvedScenario[];

beforeAll(async () => {
  spec = await loadSpec();
  const words = { ...spec.registry, ...spec.apis, faultIds: FAULTS.map(({ id }) => id) };
  const suite = await loadSuite({ root: join(packageRoot(), 'suites'), words });
  scenarios = suite.scenarios.filter(({ id }) => TOPICS.test(id)).filter(dependsOnNoTime);
});

/** Under a clock that stands still nothing ever expires, and how often something is asked again is up to the machine. */
function dependsOnNoTime({ steps, afterwards, peers, cases }: ResolvedScenario): boolean {
  const all = [...steps, ...afterwards];
  const waits = all.some(
    (step) => step.kind === 'wait' || (step.kind === 'call' && step.until !== undefined),
  );
  return !waits && peers.size === 0 && cases.every((one) => one.peers.size === 0);
}

/** The bytes of a stream that a name decides. */
function randomnessOf(name: string): { bytes(count: number): Uint8Array } {
  let drawn = 0;
  return {
    bytes: (count) => {
      drawn += 1;
      const hash = createHash('shake256', { outputLength: count }).update(`${name} ${drawn}`);
      return new Uint8Array(hash.digest());
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a run sends to a fresh server, each request as it came over the wire. */
async function requestsOfRun(
  seed: number,
  runId: string,
  chosen: readonly ResolvedScenario[],
): Promise<readonly string[]> {
  const sent: string[] = [];
  const network = await startNetwork({ runId, clock, poolSize: 32 });
  const server = await createReferenceServer({
    domain: DOMAIN,
    adminToken: ADMIN_TOKEN,
    clock,
    randomness: randomnessOf('server'),
    identityKeySeed: new Uint8Array(32).fill(7),
    resolve: (domain) => network.addresses[domain],
  });
  const { url } = await server.listen();
  const { port: serverPort } = new URL(url);
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bytesOf(incoming);
    const { method, url: path, rawHeaders } = incoming;
    sent.push(`${method} ${path}\n${withoutHost(rawHeaders).join('\n')}\n\n${body.toString('latin1')}`);
    const forwarded = request({
      host: '127.0.0.1',
      port: serverPort,
      agent: false,
      method,
      path,
      headers: incoming.headers,
    });
    forwarded.once('error', () => outgoing.destroy());
    forwarded.once('response', (answer) => {
      // The target's time is read from here too.
      outgoing.writeHead(answer.statusCode ?? 0, { ...answer.headers, date: NOW.toUTCString() });
      answer.pipe(outgoing);
    });
    forwarded.end(body);
  };
  const proxy = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const run = { scenarios: chosen, network, seed, runId, concurrency: 1, clock };
    await runAgainst({ ...run, url: `http://127.0.0.1:${port}` }, spec);
    return sent;
  } finally {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
    await network.close();
  }
}

/** Its port is the proxy's. */
function withoutHost(rawHeaders: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'host')
      lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return lines;
}

describe('a run, one scenario at a time', () => {
  it('sends the same bytes in the same order whenever seed, run id and clock are the same', async () => {
    const first = await requestsOfRun(11, 'twice', scenarios);
    const second = await requestsOfRun(11, 'twice', scenarios);
    expect(first.length).toBeGreaterThan(300);
    expect(second.find((sent, index) => sent !== first[index])).toBeUndefined();
    expect(second).toHaveLength(first.length);
  }, 180_000);

  it('asks in another order for another seed, and under other names for another run id', async () => {
    const some = scenarios.filter(({ id }) => id.startsWith('p2core/registration/'));
    const first = await requestsOfRun(11, 'one', some);
    const bySeed = await requestsOfRun(12, 'one', some);
    const byRunId = await requestsOfRun(11, 'two', some);
    expect(bySeed.map(lengthOf)).not.toEqual(first.map(lengthOf));
    expect(byRunId.map(lengthOf)).toEqual(first.map(lengthOf));
    const names = new Set(first.flatMap(namesIn));
    expect(names.size).toBeGreaterThan(5);
    expect(byRunId.flatMap(namesIn).filter((name) => names.has(name))).toEqual([]);
  }, 180_000);
});

function lengthOf({ length }: string): number {
  return length;
}

/** Those that are made up for a run. */
function namesIn(sent: string): readonly string[] {
  return [...sent.matchAll(/"actor_name":"([a-z][a-z0-9]{19})"/g)].map(([, name = '']) => name);
}

/** A scenario of ten thousand cases, run by the runner, next to the same requests with nothing around them. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { startNetwork } from '../harness/peers/network.ts';
import { runSuite } from '../harness/schedule/run.ts';
import { type Apis, loadApis } from '../harness/spec/openapi.ts';
import { loadRegistry, type Registry } from '../harness/spec/registry.ts';
import { loadSuite } from '../harness/suite/load.ts';
import type { ResolvedScenario } from '../harness/suite/model.ts';
import { embeddedTargetFile } from '../harness/target/defaults.ts';
import { createReferenceServer, type ReferenceServer } from '../reference-server/index.ts';
import type { Section } from './model.ts';
import { type PlainRequest, sendAll } from './send-all.ts';
import { heapInUse, median } from './statistics.ts';

const CONCURRENCY = 8;
const ROUNDS = 3;
const FEW = 1_000;
const MANY = 10_000;
/** When the heap is looked at for the first time: everything is warm by then. */
const FIRST_LOOK = 2_000;
const AT_MOST = 1.5;
const GROWTH_AT_MOST = 1.2;
const HEAP_AT_MOST = 1.1;

const DOMAIN = 'home.test';
const ID = 'p2core/bench/many-cases';

interface Spec {
  readonly registry: Registry;
  readonly apis: Apis;
}

interface Run {
  readonly milliseconds: number;
  readonly requests: readonly PlainRequest[];
  /** Bytes at the first look and at the end. */
  readonly heap: readonly number[];
}

/** Reads the scenario as the program would, from a suite's folder of its own. */
async function loadCases(count: number, { registry, apis }: Spec): Promise<ResolvedScenario> {
  const root = await mkdtemp(join(tmpdir(), 'kammerton-bench-'));
  try {
    await mkdir(join(root, 'p2core', 'bench'), { recursive: true });
    await writeFile(join(root, `${ID}.yaml`), scenarioText(count));
    const { scenarios, problems } = await loadSuite({ root, words: { ...registry, ...apis, faultIds: [] } });
    const [scenario] = scenarios;
    if (scenario === undefined) throw new Error(JSON.stringify(problems[0]));
    return scenario;
  } finally {
    await rm(root, { recursive: true });
  }
}

function scenarioText(count: number): string {
  const cases = Array.from(
    { length: count },
    (_, index) => `
  case-${index}:
    title: the name is the number ${index}
    change: { body.actor_name: ${index} }
    check: { P2-REG-06: refused }`,
  );
  return `# yaml-language-server: $schema=../../scenario.schema.json
id: ${ID}
title: A number is no name
actors: { dave: { home: none } }
steps:
  - control: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
    check: { P2-REG-02: { status: 201, body: { fid: fidAtTarget } } }
cases:${cases.join('')}
`;
}

async function withServer<Outcome>(
  onRequest: (request: PlainRequest) => void,
  use: (server: ReferenceServer, url: string) => Promise<Outcome>,
): Promise<Outcome> {
  const server = await createReferenceServer({
    domain: DOMAIN,
    onRequest: ({ method, path, body }) =>
      onRequest({
        method,
        path,
        ...(body === undefined
          ? {}
          : { body, headers: { 'accept-encoding': 'identity', 'content-type': 'application/json' } }),
      }),
  });
  try {
    const { url } = await server.listen();
    return await use(server, url);
  } finally {
    await server.close();
  }
}

/** Runs the scenario against a fresh server. */
async function runCases(scenario: ResolvedScenario, spec: Spec, looks: boolean): Promise<Run> {
  const requests: PlainRequest[] = [];
  const network = await startNetwork({ runId: 'bench', poolSize: 0 });
  const file = embeddedTargetFile(DOMAIN, ['p2core']);
  const heap: number[] = [];
  const unexpected: string[] = [];
  let finished = 0;
  try {
    const milliseconds = await withServer(
      (request) => {
        if (!looks) requests.push(request);
      },
      async (_, url) => {
        const started = performance.now();
        await runSuite({
          ...spec,
          scenarios: [scenario],
          target: { file, baseUrl: url, output: () => '', stop: async () => undefined },
          network,
          seed: 1,
          runId: 'bench',
          concurrency: CONCURRENCY,
          header: {
            tool: { name: 'kammerton', version: '0' },
            target: { name: file.name, url, domain: DOMAIN },
            full: false,
            selection: [ID],
            profiles: ['p2core'],
            dialect: {},
            capabilities: {},
            waivers: {},
          },
          emit: (event) => {
            if (event.type !== 'scenario-finished') return;
            if (event.result.verdict !== 'passed') unexpected.push(event.result.reason ?? 'failed');
            finished += 1;
            if (looks && (finished === FIRST_LOOK || finished === scenario.cases.length))
              heap.push(heapInUse());
          },
        });
        return performance.now() - started;
      },
    );
    if (unexpected.length > 0) throw new Error(`${unexpected.length} did not pass: ${unexpected[0]}`);
    return { milliseconds, requests, heap };
  } finally {
    await network.close();
  }
}

/** Sends the same requests to a server that is as fresh as the runner's was. */
async function replay(requests: readonly PlainRequest[]): Promise<number> {
  const agent = new Agent({ connections: CONCURRENCY, pipelining: 1 });
  try {
    return await withServer(
      () => undefined,
      (_, url) => sendAll(agent, url, requests, CONCURRENCY),
    );
  } finally {
    await agent.close();
  }
}

async function measure(): Promise<Section> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  const spec = { registry, apis };
  const few = await loadCases(FEW, spec);
  const beforeLoading = performance.now();
  const many = await loadCases(MANY, spec);
  const loading = performance.now() - beforeLoading;

  await replay((await runCases(few, spec, false)).requests);
  const rounds: {
    readonly few: number;
    readonly many: number;
    readonly bare: number;
    readonly count: number;
  }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const short = await runCases(few, spec, false);
    const { milliseconds, requests } = await runCases(many, spec, false);
    const bare = await replay(requests);
    rounds.push({ few: short.milliseconds, many: milliseconds, bare, count: requests.length });
  }
  const { heap } = await runCases(many, spec, true);
  const [first = 1, last = 0] = heap;
  const milliseconds = median(rounds.map(({ many }) => many));
  const bare = median(rounds.map(({ bare }) => bare));
  return {
    title: `A scenario of ${MANY.toLocaleString('en')} cases, ${CONCURRENCY} at once (median of ${ROUNDS})`,
    measurements: [
      { what: 'reading it', value: loading, unit: 'ms' },
      { what: `${rounds[0]?.count} requests by undici alone`, value: bare, unit: 'ms' },
      {
        what: 'the run',
        value: milliseconds,
        unit: 'ms',
        ratio: {
          value: median(rounds.map((round) => round.many / round.bare)),
          to: 'undici alone',
          atMost: AT_MOST,
        },
      },
      {
        what: 'a case of 10,000',
        value: milliseconds / MANY,
        unit: 'ms',
        ratio: {
          value: median(rounds.map((round) => round.many / MANY / (round.few / FEW))),
          to: 'a case of 1,000',
          atMost: GROWTH_AT_MOST,
        },
      },
      {
        what: 'heap after 10,000 cases',
        value: last / 2 ** 20,
        unit: 'MiB',
        ratio: { value: last / first, to: 'that after 2,000', atMost: HEAP_AT_MOST },
      },
    ],
  };
}

process.stdout.write(JSON.stringify(await measure()));

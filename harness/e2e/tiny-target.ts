/** Tiny targets, deliberately right or wrong, and a run of the suite's machinery against them. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll } from 'vitest';
import type { RunEvent } from '../events.ts';
import { type RunOptions, runSuite } from '../schedule/run.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { loadScenario } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { embeddedTargetFile } from '../target/defaults.ts';
import type { TargetFile } from '../target/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';

export interface Asked {
  readonly route: string;
  /** Empty where the text is no JSON object. */
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'silence'
  | 'close';
export type Target = (asked: Asked) => Answer;

let apis: Apis;
let registry: Registry;
const servers: Server[] = [];

beforeAll(async () => {
  [apis, registry] = await Promise.all([loadApis(), loadRegistry()]);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

export async function start(target: Target, seen: string[] = []): Promise<string> {
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${text}`);
      const answer = target({
        route: `${request.method} ${request.url?.split('?')[0]}`,
        body: objectIn(text),
        text,
      });
      if (answer === 'silence') return;
      if (answer === 'close') request.socket.destroy();
      else response.writeHead(answer.status, answer.headers ?? {}).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Gives out challenges, registers each name once, and knows no other route. */
export function honest(): Target {
  const names = new Set<unknown>();
  let challenges = 0;
  return ({ route, body }) => {
    if (route === 'GET /p2core/challenge') {
      challenges += 1;
      return {
        status: 200,
        body: { challenge: `${'c'.repeat(40)}${challenges}`, lifetime_unix: '9999999999' },
      };
    }
    if (route !== 'POST /p2core/register') return { status: 404 };
    const name = body.actor_name;
    if (typeof name !== 'string') return { status: 400 };
    if (names.has(name)) return { status: 409, body: { errcode: 409, error: 'P2CORE_FEDERATION_ID_TAKEN' } };
    names.add(name);
    return { status: 201, body: { fid: `${name}@home.test` } };
  };
}

export function scenario(name: string, yaml: string): ResolvedScenario {
  const words = { ...registry, ...apis, faultIds: [] };
  const text = `# yaml-language-server: $schema=../../scenario.schema.json\nid: p2core/t/${name}${yaml}`;
  const { scenario: loaded, problems } = loadScenario({ file: `p2core/t/${name}.yaml`, text, words });
  if (loaded === undefined) throw new Error(JSON.stringify(problems));
  return loaded;
}

export interface Outcome {
  readonly events: readonly RunEvent[];
  readonly results: readonly ScenarioResult[];
  readonly aborted: string | undefined;
  /** `name` or `name#case` → verdict. */
  readonly verdicts: Readonly<Record<string, string>>;
}

export async function run(
  url: string,
  scenarios: readonly ResolvedScenario[],
  more: Partial<RunOptions> & {
    readonly file?: Partial<TargetFile>;
    readonly requestTimeoutMs?: number;
  } = {},
): Promise<Outcome> {
  const events: RunEvent[] = [];
  const { file: changes, ...options } = more;
  const base = embeddedTargetFile('home.test', ['p2core']);
  const limits = { ...base.limits, requestTimeoutMs: more.requestTimeoutMs ?? 5_000, maxWaitMs: 1_000 };
  const file = { ...base, limits, registration: { password: 'pass-word-of-file' }, ...changes };
  await runSuite({
    scenarios,
    target: { file, baseUrl: url, output: () => '', stop: async () => undefined },
    network: { peer: () => undefined, names: [], takeNewcomer: async () => undefined },
    registry,
    apis,
    seed: 7,
    runId: 'r',
    concurrency: 2,
    header: {
      tool: { name: 'kammerton', version: '0' },
      target: { name: file.name, url, domain: file.domain },
      full: false,
      selection: [],
      profiles: file.profiles,
      dialect: {},
      capabilities: {},
      waivers: {},
    },
    emit: (event) => events.push(event),
    ...options,
  });
  const results = events.flatMap((event) => (event.type === 'scenario-finished' ? [event.result] : []));
  const footer = events.at(-1);
  return {
    events,
    results,
    aborted: footer?.type === 'footer' ? footer.aborted : 'no footer',
    verdicts: Object.fromEntries(
      results.map(({ id, case: one, verdict }) => [
        `${id.split('/')[2]}${one === undefined ? '' : `#${one}`}`,
        verdict,
      ]),
    ),
  };
}

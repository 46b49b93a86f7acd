/** Runs scenarios of external-identity in this process against a reference server whose two users are listed accounts. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createReferenceServer, type ReferenceServerOptions } from '../../reference-server/index.ts';
import { createCsr } from '../actors/csr.ts';
import { createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import { type NetworkOptions, newRunId, startNetwork } from '../peers/network.ts';
import { runSuite } from '../schedule/run.ts';
import { loadApis } from '../spec/openapi.ts';
import { loadRegistry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { parseTargetFile } from '../target/load.ts';
import type { ScenarioResult } from '../verdict/model.ts';

export const DOMAIN = 'home.test';

export interface IdentityRun {
  /** Further lines of the target file. */
  readonly file?: string;
  readonly server?: Pick<ReferenceServerOptions, 'variants' | 'faults' | 'outboundTimeoutMs'>;
  readonly network?: Pick<NetworkOptions, 'addressing' | 'tls' | 'poolSize'>;
  /** Called once the accounts are there, and after the run. */
  readonly look?: (accounts: readonly Account[]) => Promise<void>;
}

export interface Account {
  readonly token: string;
  /** What its identity shows. */
  identity(): Promise<unknown>;
  publish(signingKey: string, encryptionKey: string): Promise<void>;
}

export async function runIdentity(
  scenarios: readonly ResolvedScenario[],
  { file = '', server: options, network: networkOptions, look }: IdentityRun,
): Promise<readonly ScenarioResult[]> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  const runId = newRunId();
  const network = await startNetwork({ runId, ...networkOptions });
  const { addresses, caFile } = network;
  const isNamed = networkOptions?.addressing === undefined;
  const server = await createReferenceServer({
    domain: DOMAIN,
    ...(isNamed ? { resolve: (domain: string) => addresses[domain] } : {}),
    ...(caFile === undefined ? {} : { outboundCa: readFileSync(caFile, 'utf8') }),
    ...options,
  });
  const results: ScenarioResult[] = [];
  try {
    const { url } = await server.listen();
    const accounts = [await openAccount(url, 'first'), await openAccount(url, 'second')];
    await look?.(accounts);
    const known = { profiles: [...registry.profiles.keys()], requirements: registry.requirementIds() };
    const listed = accounts.map(({ token }) => `  - { token: ${token} }`).join('\n');
    const text = `name: listed\nurl: ${url}\ndomain: ${DOMAIN}\nprofiles: [external-identity]\naccounts:\n${listed}\n${file}`;
    const target = parseTargetFile('listed.yaml', text, { known, environment: {} });
    await runSuite({
      scenarios,
      target: { file: target, baseUrl: url, output: () => '', stop: async () => undefined },
      network,
      registry,
      apis,
      seed: 7,
      runId,
      concurrency: target.limits.concurrency,
      header: {
        tool: { name: 'kammerton', version: '0' },
        target: { name: target.name, url, domain: DOMAIN },
        full: false,
        selection: [],
        profiles: target.profiles,
        dialect: {},
        capabilities: {},
        waivers: {},
      },
      emit: (event) => {
        if (event.type === 'scenario-finished') results.push(event.result);
      },
    });
    await look?.(accounts);
    return results;
  } finally {
    await server.close();
    await network.close();
  }
}

/** `id` or `id#case` → verdict and reason, of those that did not pass. */
export function notPassed(results: readonly ScenarioResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    results
      .filter(({ verdict }) => verdict !== 'passed')
      .map(({ id, case: one, verdict, reason, checks }) => [
        one === undefined ? id : `${id}#${one}`,
        `${verdict}: ${reason ?? checks.find((check) => check.verdict === verdict)?.message}`,
      ]),
  );
}

async function openAccount(url: string, name: string): Promise<Account> {
  const randomness = randomnessFor('listed account', name, randomBytes(8).toString('hex'));
  const actor = createIdentity(randomness, { name, home: 'target', domain: DOMAIN, runId: 'listed' });
  const credentials = { actor_name: actor.actorName, password: actor.password };
  const send = async (
    method: string,
    path: string,
    body: object | undefined,
    token = '',
  ): Promise<unknown> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  await send('POST', '/p2core/register', credentials);
  const csr = Buffer.from(createCsr(actor)).toString('base64');
  const { token } = (await send('POST', '/p2core/session/trust', { ...credentials, csr })) as {
    token: string;
  };
  return {
    token,
    identity: () => send('GET', '/users/me/identity', undefined, token),
    publish: async (signingKey, encryptionKey) => {
      await send('PUT', '/users/me/keys', { signingKey, encryptionKey }, token);
    },
  };
}

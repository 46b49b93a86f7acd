/** For tests: scenarios run in this process against a server at a URL, and what the run told. */

import type { RunEvent } from '../events.ts';
import { type RunOptions, runSuite } from '../schedule/run.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { embeddedTargetFile } from '../target/defaults.ts';

export const DOMAIN = 'home.test';
export const ADMIN_TOKEN = 'token-of-the-administrator';

export interface Spec {
  readonly registry: Registry;
  readonly apis: Apis;
}

export async function loadSpec(): Promise<Spec> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  return { registry, apis };
}

export type SuiteRun = Pick<RunOptions, 'network' | 'seed' | 'runId' | 'concurrency' | 'clock'> & {
  readonly scenarios: readonly ResolvedScenario[];
  readonly url: string;
  readonly onEvent?: (event: RunEvent) => void;
};

/** Every event of the run, in order. */
export async function runAgainst(
  { url, onEvent, ...run }: SuiteRun,
  spec: Spec,
): Promise<readonly RunEvent[]> {
  const file = embeddedTargetFile(DOMAIN, ['p2core']);
  const events: RunEvent[] = [];
  await runSuite({
    ...spec,
    ...run,
    target: { file, baseUrl: url, adminToken: ADMIN_TOKEN, output: () => '', stop: async () => undefined },
    header: {
      tool: { name: 'kammerton', version: '0' },
      target: { name: file.name, url, domain: DOMAIN },
      full: false,
      selection: [],
      profiles: file.profiles,
      dialect: {},
      capabilities: {},
      waivers: {},
    },
    emit: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
  return events;
}

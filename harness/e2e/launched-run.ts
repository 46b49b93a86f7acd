/** Runs scenarios of the suite against a target that is launched for it, with a mock network of its own. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../../reference-server/index.ts';
import { newRunId, startNetwork } from '../peers/network.ts';
import { WIRE_FAULTS } from '../peers/wire-faults.ts';
import { runSuite } from '../schedule/run.ts';
import { loadApis } from '../spec/openapi.ts';
import { loadRegistry } from '../spec/registry.ts';
import { loadScenario } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { launchTarget, peerHostFor } from '../target/launch.ts';
import type { TargetFile } from '../target/model.ts';

const SUITES = join(import.meta.dirname, '..', '..', 'suites');

export interface Launched {
  /** `id` or `id#case` → its verdict, and why where it is not that something held. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** Where it was reached. */
  readonly url: string;
}

/** Reads scenarios by their ids. */
export async function readScenarios(ids: readonly string[]): Promise<readonly ResolvedScenario[]> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  const words = { ...registry, ...apis, faultIds: [...FAULTS, ...WIRE_FAULTS].map(({ id }) => id) };
  return ids.map((id) => {
    const file = `${id}.yaml`;
    const { scenario, problems } = loadScenario({
      file,
      text: readFileSync(join(SUITES, file), 'utf8'),
      words,
    });
    if (scenario === undefined) throw new Error(JSON.stringify(problems));
    return scenario;
  });
}

/** Starts peers and target, runs the scenarios, and stops everything again. */
export async function runLaunched(
  file: TargetFile,
  scenarios: readonly ResolvedScenario[],
): Promise<Launched> {
  const [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
  const runId = newRunId();
  const network = await startNetwork({ runId, ...file.peers, ...(await peerHostFor(file)) });
  try {
    const { addresses, caFile } = network;
    const { signal } = new AbortController();
    const context = { addresses, signal, ...(caFile === undefined ? {} : { caFile }) };
    const target = await launchTarget(file, context);
    const verdicts: Record<string, string> = {};
    try {
      await runSuite({
        scenarios,
        target,
        network,
        registry,
        apis,
        seed: 7,
        runId,
        concurrency: file.limits.concurrency,
        header: {
          tool: { name: 'kammerton', version: '0' },
          target: { name: file.name, url: target.baseUrl, domain: file.domain },
          full: false,
          selection: [],
          profiles: file.profiles,
          dialect: {},
          capabilities: {},
          waivers: {},
        },
        emit: (event) => {
          if (event.type !== 'scenario-finished') return;
          const { id, case: one, verdict, reason } = event.result;
          const why = event.result.checks.find((check) => check.verdict === verdict)?.message ?? reason;
          verdicts[one === undefined ? id : `${id}#${one}`] =
            verdict === 'passed' || why === undefined ? verdict : `${verdict}: ${why}`;
        },
      });
    } finally {
      await target.stop();
    }
    return { verdicts, url: target.baseUrl };
  } finally {
    await network.close();
  }
}

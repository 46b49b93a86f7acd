/** Runs the suite once against one subject, in this process. */

import { stringify } from 'yaml';
import { VARIANTS } from '../../reference-server/index.ts';
import { newRunId, startNetwork } from '../peers/network.ts';
import { runSuite } from '../schedule/run.ts';
import type { Apis } from '../spec/openapi.ts';
import type { Registry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { startEmbedded } from '../target/embedded.ts';
import { parseTargetFile } from '../target/load.ts';
import type { RunningTarget, TargetFile } from '../target/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { type Absurdity, startAbsurdServer } from './absurd-server.ts';
import type { Subject } from './subject.ts';

export interface ProofData {
  readonly registry: Registry;
  readonly apis: Apis;
  readonly scenarios: readonly ResolvedScenario[];
}

const DOMAIN = 'home.test';
const SEED = 1;
/** Every scenario that can wait for another server's trouble takes a peer of its own, in each of its stories. */
const POOL_SIZE = 160;
/** A fault that hides what is waited for must not cost a minute; a challenge must still expire in this time. */
const MAX_WAIT_SECONDS = 12;
const HURRIED = { challengeLifetimeSeconds: 8, outboundTimeoutMs: 2_500 };

/** What the scenarios say of the subject; evidence is left out, so that many runs fit into memory. */
export async function observe(
  subject: Subject,
  scenarios: readonly ResolvedScenario[],
  { registry, apis }: ProofData,
): Promise<readonly ScenarioResult[]> {
  const runId = newRunId();
  const network = await startNetwork({ runId, poolSize: POOL_SIZE });
  const results: ScenarioResult[] = [];
  try {
    const target = await startSubject(subject, network.addresses, { registry, apis });
    try {
      await runSuite({
        scenarios,
        target,
        network,
        registry,
        apis,
        seed: SEED,
        runId,
        diagnoses: false,
        concurrency: target.file.limits.concurrency,
        header: {
          tool: { name: 'kammerton', version: 'proof' },
          target: { name: subject.id, url: target.baseUrl, domain: DOMAIN },
          full: false,
          selection: [],
          profiles: target.file.profiles,
          dialect: {},
          capabilities: {},
          waivers: {},
        },
        emit: (event) => {
          if (event.type === 'scenario-finished') results.push({ ...event.result, steps: [] });
        },
      });
    } finally {
      await target.stop();
    }
  } finally {
    await network.close();
  }
  return results;
}

async function startSubject(
  subject: Subject,
  addresses: Readonly<Record<string, string>>,
  { registry, apis }: Pick<ProofData, 'registry' | 'apis'>,
): Promise<RunningTarget> {
  switch (subject.kind) {
    case 'fault':
      return startEmbedded(fileFor({}, registry), { addresses }, { ...HURRIED, faults: [subject.id] });
    case 'variant': {
      const declared = VARIANTS.find(({ id }) => id === subject.id)?.targetFile ?? {};
      return startEmbedded(
        fileFor(declared, registry),
        { addresses },
        { ...HURRIED, variants: [subject.id] },
      );
    }
    case 'absurd':
      return absurdTarget(subject.id, fileFor({}, registry), apis);
  }
}

/** What somebody who runs such a server would write into its target file. */
function fileFor(declared: Readonly<Record<string, unknown>>, registry: Registry): TargetFile {
  const profiles = [...registry.profiles.keys()];
  const limits = { maxWait: `${MAX_WAIT_SECONDS}s` };
  const text = stringify({
    name: 'subject',
    url: 'http://127.0.0.1',
    domain: DOMAIN,
    limits,
    capabilities: { delivery: true },
    ...declared,
  });
  const known = { profiles, requirements: registry.requirementIds() };
  const file = parseTargetFile('the target file of a variant', text, { known, environment: {} });
  return {
    ...file,
    launch: { kind: 'embedded' },
    allow: { rotateServerKey: true },
    limits: { ...file.limits, requestsPerMinute: Number.MAX_SAFE_INTEGER },
  };
}

async function absurdTarget(kind: Absurdity, file: TargetFile, apis: Apis): Promise<RunningTarget> {
  const server = await startAbsurdServer(kind, apis);
  return {
    file,
    baseUrl: server.url,
    adminToken: 'administrator',
    output: () => '',
    stop: () => server.close(),
  };
}

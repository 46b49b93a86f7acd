/** Looks at a target before anything of it is judged: most trouble is configuration, and is named here. */

import type { Network } from '../peers/model.ts';
import type { Apis } from '../spec/openapi.ts';
import type { Registry } from '../spec/registry.ts';
import { TargetDead } from '../target/circuit.ts';
import { createTargetClient } from '../target/client.ts';
import type { RunningTarget } from '../target/model.ts';
import { preflight } from '../target/preflight.ts';
import { TargetUnavailableError } from '../target/problem.ts';
import { judgeAccounts, judgeAdmin } from './accounts.ts';
import { type Finding, gravest } from './finding.ts';
import { meetForeigner } from './identification.ts';
import { judgeCapabilities, judgeProfiles } from './offers.ts';
import { createQuestioner } from './questioner.ts';
import { judgeRate } from './rate.ts';
import { settle } from './residence.ts';
import type { Resident, Surroundings } from './surroundings.ts';
import { judgeChallenge, judgeClock, judgeGetBody } from './time.ts';

export interface Examination {
  readonly target: RunningTarget;
  readonly network: Pick<Network, 'takeNewcomer'>;
  readonly registry: Registry;
  readonly apis: Apis;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Only what decides whether a run makes sense: a few requests, none of which waits long. */
  readonly brief?: boolean;
}

/** No longer than this is waited for one answer where the look is brief. */
const BRIEF_PATIENCE_MS = 3_000;
/** What lives at a target by registering there. */
const REGISTERING = 'p2core';

/** In the order in which they were found; ends early where nothing more can be found. */
export async function examine(options: Examination): Promise<readonly Finding[]> {
  const { target, network, apis, runId, signal, brief = false } = options;
  const { headers, limits, dialect, secrets = {} } = target.file;
  const timeoutMs = brief ? Math.min(limits.requestTimeoutMs, BRIEF_PATIENCE_MS) : limits.requestTimeoutMs;
  const unreachable = await findUnreachable(`${target.baseUrl}/`, headers, timeoutMs, signal);
  if (unreachable !== undefined) return [unreachable];
  const client = createTargetClient({
    baseUrl: target.baseUrl,
    headers,
    // A throttled request is a finding here, and is not sent again.
    limits: { ...limits, requestTimeoutMs: timeoutMs, maxWaitMs: 0 },
    probePath: '/',
    signal,
  });
  const questioner = createQuestioner({ client, apis, dialect, secrets });
  const { clock } = client;
  const surroundings: Surroundings = { target, questioner, network, apis, clock, runId };
  const findings: Finding[] = [{ id: 'reachable', severity: 'good', message: target.baseUrl }];
  try {
    for (const look of looks(surroundings, options)) {
      findings.push(...(await look()));
    }
  } catch (error) {
    if (!(error instanceof TargetDead)) throw error;
    findings.push(dead(error.message));
  } finally {
    await client.close();
  }
  const usable = findings.some(
    ({ id, severity }) =>
      severity === 'good' && ['registration', 'identification', 'accounts', 'profiles'].includes(id),
  );
  return usable || gravest(findings) === 'useless'
    ? findings
    : [
        ...findings,
        { id: 'profiles', severity: 'useless', message: 'nothing that a profile demands answers here' },
      ];
}

type Look = () => Promise<readonly Finding[]>;

function looks(surroundings: Surroundings, { registry, brief = false }: Examination): readonly Look[] {
  const { profiles, limits } = surroundings.target.file;
  const patience = brief
    ? { attemptMs: BRIEF_PATIENCE_MS, differences: 1 }
    : { attemptMs: limits.peerPatienceMs, differences: 3 };
  let resident: Resident = {};
  const one =
    (look: () => Finding | Promise<Finding>): Look =>
    async () => [await look()];
  const live: Look = async () => {
    const settled = await settle(surroundings);
    resident = settled.resident;
    return settled.findings;
  };
  const registers = profiles.includes(REGISTERING);
  const first: readonly Look[] = [
    () => judgeProfiles(surroundings, brief ? profiles : [...registry.profiles.keys()]),
    ...(registers ? [live] : []),
    () => judgeAccounts(surroundings),
    () => judgeCapabilities(surroundings, resident),
    ...(registers ? [() => meetForeigner(surroundings, patience)] : []),
    one(() => judgeClock(surroundings)),
  ];
  if (brief || !registers) return first;
  return [
    ...first,
    one(() => judgeChallenge(surroundings)),
    () => judgeGetBody(surroundings),
    one(() => judgeRate(surroundings)),
    () => judgeAdmin(surroundings),
  ];
}

async function findUnreachable(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  try {
    await preflight({ url, headers, timeoutMs, signal });
    return undefined;
  } catch (error) {
    if (!(error instanceof TargetUnavailableError)) throw error;
    return { id: 'reachable', severity: 'useless', message: error.message, fix: error.hint };
  }
}

function dead(message: string): Finding {
  return {
    id: 'reachable',
    severity: 'useless',
    message,
    fix: "look at the server's log: it answered at first",
  };
}

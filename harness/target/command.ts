/** A target that the harness starts, waits for, and stops. */

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import type { Launch, RunningTarget, TargetFile } from './model.ts';
import { createOutputTail } from './output-tail.ts';
import { fillIn } from './placeholders.ts';
import { probe } from './preflight.ts';
import { TargetUnavailableError } from './problem.ts';
import { type ProcessEnd, type ProcessGroup, spawnGroup } from './process-group.ts';

type CommandLaunch = Extract<Launch, { kind: 'command' }>;

const POLL_MS = 30;
const PROBE_TIMEOUT_MS = 1000;

export interface StartContext {
  /** Peer domain → base URL. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The PEM file of the authority that certifies the peers, where they speak TLS. */
  readonly caFile?: string;
  readonly signal: AbortSignal;
}

/**
 * Starts the command and waits until its `ready` path answers without a server error.
 *
 * @throws TargetUnavailableError with the tail of its output when it ends early or is not ready in time.
 */
export async function startCommand(
  file: TargetFile,
  launch: CommandLaunch,
  { addresses, caFile, signal }: StartContext,
): Promise<RunningTarget> {
  const port = String(await freePort());
  const adminToken = randomBytes(24).toString('hex');
  const peers = JSON.stringify(addresses);
  const values = {
    port,
    domain: file.domain,
    adminToken,
    peers,
    ...(caFile === undefined ? {} : { caFile }),
  };
  const secrets = { ...file.secrets, $ADMIN_TOKEN: adminToken };
  const command = launch.command.map((word) => fillIn(word, values));
  const declared = Object.entries(launch.env).map(([name, value]) => [name, fillIn(value, values)] as const);
  const group = spawnGroup({
    command,
    cwd: launch.cwd,
    env: {
      ...process.env,
      PORT: port,
      KAMMERTON_PEERS: peers,
      ...(caFile === undefined ? {} : { KAMMERTON_CA: caFile }),
      ...Object.fromEntries(declared),
    },
  });
  const tail = createOutputTail(secrets);
  for (const stream of [group.child.stdout, group.child.stderr]) if (stream !== null) tail.follow(stream);
  const baseUrl = fillIn(file.url, values);
  try {
    await untilReady(group, `${baseUrl}${launch.ready.path}`, launch, file.headers, signal);
  } catch (error) {
    await group.stop();
    if (!(error instanceof TargetUnavailableError)) throw error;
    throw new TargetUnavailableError(error.message, error.hint, tail.text());
  }
  const token = file.admin && fillIn(file.admin.token, values);
  return {
    file: { ...file, url: baseUrl, secrets, ...(token === undefined ? {} : { admin: { token } }) },
    baseUrl,
    ...(token === undefined ? {} : { adminToken: token }),
    output: () => tail.text(),
    stop: () => group.stop(),
  };
}

async function untilReady(
  group: ProcessGroup,
  url: string,
  launch: CommandLaunch,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  let end: ProcessEnd | undefined;
  void group.ended.then((value) => {
    end = value;
  });
  const deadline = Date.now() + launch.ready.timeoutMs;
  let last = 'nothing was tried';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (end !== undefined) throw endedEarly(end, launch);
    try {
      const status = await probe({ url, headers, timeoutMs: PROBE_TIMEOUT_MS, signal });
      if (status < 500) return;
      last = `status ${status}`;
    } catch (error) {
      last = error instanceof Error ? error.message || error.name : String(error);
    }
    await Promise.race([sleep(POLL_MS), group.ended]);
  }
  throw new TargetUnavailableError(
    `the target was not ready within ${launch.ready.timeoutMs} ms: GET ${url}: ${last}`,
    'check start.ready.path, that the command listens on ${port}, and raise start.ready.timeout if it is slow',
  );
}

function endedEarly(end: ProcessEnd, { command, cwd }: CommandLaunch): TargetUnavailableError {
  const [program = ''] = command;
  if (end.kind === 'error') {
    const reason = end.error.code === 'ENOENT' ? 'there is no such program or folder' : end.error.message;
    return new TargetUnavailableError(
      `cannot start ${program} in ${cwd}: ${reason}`,
      'check start.command and start.cwd; paths are relative to the target file',
    );
  }
  const how = end.code === null ? `by ${end.signal}` : `with exit code ${end.code}`;
  return new TargetUnavailableError(
    `the target ended ${how} before it was ready`,
    `run it by hand: ${command.join(' ')}`,
  );
}

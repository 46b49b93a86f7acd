/** A target that the harness starts, waits for, and stops. */

import { freePort } from './free-port.ts';
import { launchValues, type StartContext } from './launch-values.ts';
import type { Launch, RunningTarget, TargetFile } from './model.ts';
import { createOutputTail } from './output-tail.ts';
import { TargetUnavailableError } from './problem.ts';
import { type ProcessEnd, type ProcessGroup, spawnGroup } from './process-group.ts';
import { untilReady } from './ready.ts';

type CommandLaunch = Extract<Launch, { kind: 'command' }>;

const HINT =
  'check start.ready.path, that the command listens on ${port}, and raise start.ready.timeout if it is slow';

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
  const port = await freePort();
  const values = launchValues(file, {
    port,
    addresses,
    env: launch.env,
    ...(caFile === undefined ? {} : { caFile }),
  });
  const group = spawnGroup({
    command: launch.command.map(values.fill),
    cwd: launch.cwd,
    env: { ...process.env, ...values.env },
  });
  const tail = createOutputTail(values.secrets);
  for (const stream of [group.child.stdout, group.child.stderr]) if (stream !== null) tail.follow(stream);
  const settled = values.settle(port);
  try {
    await untilReady({
      url: `${settled.url}${launch.ready.path}`,
      headers: file.headers,
      timeoutMs: launch.ready.timeoutMs,
      signal,
      hint: HINT,
      ended: endOf(group, launch),
    });
  } catch (error) {
    await group.stop();
    if (!(error instanceof TargetUnavailableError)) throw error;
    throw new TargetUnavailableError(error.message, error.hint, tail.text());
  }
  return {
    file: settled,
    baseUrl: settled.url,
    ...(values.adminToken === undefined ? {} : { adminToken: values.adminToken }),
    output: () => tail.text(),
    stop: () => group.stop(),
  };
}

async function endOf(group: ProcessGroup, launch: CommandLaunch): Promise<never> {
  throw endedEarly(await group.ended, launch);
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

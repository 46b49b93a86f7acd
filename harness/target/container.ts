/** A target in a container that the harness starts, waits for, and removes. */

import {
  type BoundPorts,
  GenericContainer,
  type StartedTestContainer,
  type WaitStrategy,
} from 'testcontainers';
import { containerEngine, HOST_NAME } from './container-engine.ts';
import { launchValues, type StartContext } from './launch-values.ts';
import type { Launch, RunningTarget, TargetFile } from './model.ts';
import { createOutputTail } from './output-tail.ts';
import { TargetUnavailableError } from './problem.ts';
import { untilReady } from './ready.ts';

/** As testcontainers hands it to those who wait for it. */
type Container = Parameters<WaitStrategy['waitUntilReady']>[0];
type ContainerLaunch = Extract<Launch, { kind: 'container' }>;

const CA_FILE = '${caFile}';
/** Where the authority of the peers is found inside, unless the file says where. */
const CA_INSIDE = '/kammerton/ca.pem';
/** The engine's word for the machine that it runs on, from 20.10. */
const GATEWAY = 'host-gateway';
const STOP_PATIENCE_MS = 2_000;
const HINT =
  'check start.ready.path, that it listens on 0.0.0.0 and start.expose, and raise start.ready.timeout if it is slow';

/** Tells of the container before it runs, so that one that is never ready can be removed too. */
class WatchedContainer extends GenericContainer {
  readonly #onCreated: (id: string) => void;

  constructor(image: string, onCreated: (id: string) => void) {
    super(image);
    this.#onCreated = onCreated;
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.#onCreated(id);
  }
}

/**
 * Starts a container of the image and waits until its `ready` path answers without a server error. Inside, the names of
 * the peers lead to this machine.
 *
 * @throws TargetUnavailableError with the tail of its output when it ends early or is not ready in time.
 */
export async function startContainer(
  file: TargetFile,
  launch: ContainerLaunch,
  { addresses, caFile, signal }: StartContext,
): Promise<RunningTarget> {
  const engine = await containerEngine();
  const caInside = launch.files.find(({ source }) => source === CA_FILE)?.target ?? CA_INSIDE;
  const values = launchValues(file, {
    port: launch.expose,
    addresses,
    env: launch.env,
    ...(caFile === undefined ? {} : { caFile: caInside }),
  });
  const tail = createOutputTail(values.secrets);
  let id: string | undefined;
  const remove = async (): Promise<void> => {
    if (id === undefined) return;
    await engine.container.dockerode
      .getContainer(id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
  };
  const container = new WatchedContainer(launch.image, (created) => {
    id = created;
    signal.throwIfAborted();
  })
    // Its clean-up container would have to be pulled; what is started here is removed here.
    .withAutoCleanup(false)
    .withEnvironment({ ...values.env })
    .withExposedPorts(launch.expose)
    .withExtraHosts([HOST_NAME, ...namesIn(addresses)].map((host) => ({ host, ipAddress: GATEWAY })))
    .withCopyFilesToContainer(copies(launch, caFile))
    .withLogConsumer((stream) => tail.follow(stream))
    .withWaitStrategy(new UntilReady({ launch, headers: file.headers, signal, settle: values.settle }));
  if (launch.command !== undefined) container.withCommand(launch.command.map(values.fill));

  try {
    signal.throwIfAborted();
    return running(await container.start(), tail.text, values.settle, launch);
  } catch (error) {
    await remove();
    signal.throwIfAborted();
    throw unavailable(error, launch, tail.text());
  }
}

interface ReadyOptions {
  readonly launch: ContainerLaunch;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly settle: (port: number) => TargetFile;
}

function running(
  started: StartedTestContainer,
  output: () => string,
  settle: (port: number) => TargetFile,
  { expose }: ContainerLaunch,
): RunningTarget {
  const file = settle(started.getMappedPort(expose));
  let stopping: Promise<unknown> | undefined;
  return {
    file,
    baseUrl: file.url,
    ...(file.admin === undefined ? {} : { adminToken: file.admin.token }),
    output,
    async stop() {
      stopping ??= started.stop({ timeout: STOP_PATIENCE_MS, remove: true, removeVolumes: true });
      await stopping;
    },
  };
}

/** The peers' names, without ports: each leads to this machine. */
function namesIn(addresses: StartContext['addresses']): readonly string[] {
  return [...new Set(Object.keys(addresses).map((domain) => domain.replace(/:\d+$/, '')))];
}

function copies(
  { files }: ContainerLaunch,
  caFile: string | undefined,
): { source: string; target: string; mode?: number }[] {
  const own = files.map(({ source, ...rest }) => ({
    ...rest,
    source: source === CA_FILE ? (caFile ?? source) : source,
  }));
  const isPlaced = files.some(({ source }) => source === CA_FILE);
  return caFile === undefined || isPlaced ? own : [...own, { source: caFile, target: CA_INSIDE }];
}

/** Asks at the URL of the target's file, and notices when the container ends or the run is interrupted. */
class UntilReady implements WaitStrategy {
  readonly #options: ReadyOptions;

  constructor(options: ReadyOptions) {
    this.#options = options;
  }

  async waitUntilReady(container: Container, ports: BoundPorts): Promise<void> {
    const { launch, settle, headers, signal } = this.#options;
    const { url } = settle(ports.getBinding(launch.expose));
    const ended = container.wait().then((): never => {
      throw new TargetUnavailableError(
        `the container of ${launch.image} ended before it was ready`,
        `run it by hand: docker run --rm ${launch.image}`,
      );
    });
    await untilReady({
      url: `${url}${launch.ready.path}`,
      headers,
      timeoutMs: launch.ready.timeoutMs,
      signal,
      hint: HINT,
      ended,
    });
  }

  withStartupTimeout(): this {
    return this;
  }

  isStartupTimeoutSet(): boolean {
    return true;
  }

  getStartupTimeout(): number {
    return this.#options.launch.ready.timeoutMs;
  }
}

function unavailable(error: unknown, { image }: ContainerLaunch, output: string): TargetUnavailableError {
  if (error instanceof TargetUnavailableError) {
    return new TargetUnavailableError(error.message, error.hint, output);
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (/no such image|not found|access denied|manifest unknown|registry|dial tcp/i.test(reason)) {
    return new TargetUnavailableError(
      `the image ${image} is not here, and cannot be pulled: ${reason}`,
      'check start.image; docker images lists those that are here',
    );
  }
  const missing = /ENOENT.*'(.+)'/.exec(reason)?.[1];
  return missing === undefined
    ? new TargetUnavailableError(
        `the container of ${image} cannot be started: ${reason}`,
        'check start',
        output,
      )
    : new TargetUnavailableError(
        `start.files: there is no ${missing}`,
        'paths are relative to the target file',
      );
}

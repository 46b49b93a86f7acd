/** What the container engine of this machine is, and how its containers reach this machine. */

import { createServer } from 'node:net';
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers';
import { TargetUnavailableError } from './problem.ts';

/** The name under which engines let a container find the machine that it runs on. */
export const HOST_NAME = 'host.docker.internal';
const LOOPBACK = '127.0.0.1';
const DEFAULT_NETWORK = 'bridge';

/** @throws TargetUnavailableError where no engine answers. */
export async function containerEngine(): Promise<ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TargetUnavailableError(
      `no container engine answers: ${reason}`,
      'start Docker (docker info must work), or set DOCKER_HOST; start.command and a url need no engine',
    );
  }
}

/** The address that peers listen on, and what stands for it in their URLs. */
export interface PeerHost {
  readonly listen: string;
  readonly inUrls: string;
}

/**
 * Where the peers listen so that containers reach them.
 *
 * An engine of this machine has a bridge with an address here: containers reach that, and nobody outside does. An engine
 * in a virtual machine passes {@link HOST_NAME} on to the loopback of this one.
 */
export async function peerHost(): Promise<PeerHost> {
  const { container } = await containerEngine();
  const network: unknown = await container.dockerode.getNetwork(DEFAULT_NETWORK).inspect();
  const gateway = gatewayOf(network);
  return gateway !== undefined && (await isOurs(gateway))
    ? { listen: gateway, inUrls: gateway }
    : { listen: LOOPBACK, inUrls: HOST_NAME };
}

/** Tried out: a bridge without containers is not among the interfaces that are listed. */
function isOurs(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}

/** The address of the bridge, as the engine's API shows it: `IPAM.Config[].Gateway`. */
function gatewayOf(network: unknown): string | undefined {
  const ipam = membersOf(network).IPAM;
  const config = membersOf(ipam).Config;
  const entries: readonly unknown[] = Array.isArray(config) ? config : [];
  return entries
    .map((entry) => membersOf(entry).Gateway)
    .find((gateway): gateway is string => typeof gateway === 'string' && !gateway.includes(':'));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

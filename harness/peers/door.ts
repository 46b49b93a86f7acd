/** Where connections come in: one port on every address given. */

import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Both loopbacks: `localhost` means either. */
export const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1'];

export interface Door {
  readonly port: number;
  /** Listens again. */
  open(): Promise<void>;
  /** Refuses connections; those that are open stay. */
  shut(): void;
}

const ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Takes `port`, or a free one; rejects with EADDRINUSE where a given one is taken. */
export async function openDoor(
  hosts: readonly string[],
  port: number | undefined,
  onConnection: (socket: Socket) => void,
): Promise<Door> {
  let servers = await listenOnAll(hosts, port, onConnection);
  const taken = portOf(servers[0]);
  return {
    port: taken,
    open: async () => {
      if (servers.length === 0) servers = await reopen(hosts, taken, onConnection);
    },
    shut: () => {
      for (const server of servers) server.close();
      servers = [];
    },
  };
}

async function listenOnAll(
  hosts: readonly string[],
  port: number | undefined,
  onConnection: (socket: Socket) => void,
): Promise<readonly Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    const servers: Server[] = [];
    try {
      for (const host of hosts) {
        const server = await listen(host, port ?? portOf(servers[0]), onConnection);
        if (server !== undefined) servers.push(server);
      }
      if (servers.length === 0)
        throw new Error(`cannot listen on ${hosts.join(' or ')}: no such address here`);
      return servers;
    } catch (error) {
      for (const server of servers) server.close();
      // A port that is free at one address may be taken at the next: then another one will do.
      if (port !== undefined || attempt === ATTEMPTS || codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
}

/** While the door was shut, an outgoing connection of anybody may have been given its port for a moment. */
async function reopen(
  hosts: readonly string[],
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<readonly Server[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnAll(hosts, port, onConnection);
    } catch (error) {
      if (attempt === ATTEMPTS || codeOf(error) !== 'EADDRINUSE') throw error;
      await sleep(REOPEN_PAUSE_MS);
    }
  }
}

/** undefined where this machine lacks the address: not every one speaks IPv6. */
function listen(
  host: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once('error', (error) => {
      if (NO_SUCH_ADDRESS.includes(codeOf(error) ?? '')) resolve(undefined);
      else reject(error);
    });
    server.listen(port, host, () => {
      server.unref();
      resolve(server);
    });
  });
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

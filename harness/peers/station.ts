/** How a peer is reached: through a door of its own, or through one that all peers share. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Door, openDoor } from './door.ts';
import type { TlsIdentity } from './tls-authority.ts';

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

export interface Station {
  readonly url: string;
  open(): Promise<void>;
  /** Refuses connections and ends those that are open. */
  shut(): void;
  /** Shows this certificate from now on, and ends the connections that saw another; only where peers speak TLS. */
  showCertificate(certify: () => Promise<TlsIdentity>): void;
}

export interface OwnStationOptions {
  readonly hosts: readonly string[];
  /** What stands in its URL. */
  readonly hostInUrl: string;
  readonly port?: number;
  readonly serve: Serve;
  /** Set: TLS, with what this gives for its port. */
  readonly certify?: () => Promise<TlsIdentity>;
}

/** Idle or not: no test needs a connection for longer. */
const LONGEST_IDLE_MS = 150_000;

/** Keeps a list of connections, and quiet about how they end. */
export class Connections {
  readonly #sockets = new Set<Socket>();

  add(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.add(socket);
    socket.setTimeout(LONGEST_IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** A door of its own. */
export async function openOwnStation(options: OwnStationOptions): Promise<Station> {
  const connections = new Connections();
  let certify = options.certify;
  let speaker: Promise<Server> | undefined;
  const door: Door = await openDoor(options.hosts, options.port, (socket) => {
    connections.add(socket);
    speaker ??= createSpeaker(options.serve, certify);
    speaker.then(
      (server) => server.emit('connection', socket),
      () => socket.destroy(),
    );
  });
  const host = options.hostInUrl.includes(':') ? `[${options.hostInUrl}]` : options.hostInUrl;
  return {
    url: `${certify === undefined ? 'http' : 'https'}://${host}:${door.port}`,
    open: () => door.open(),
    shut: () => {
      door.shut();
      connections.endAll();
    },
    showCertificate: (other) => {
      certify = other;
      speaker = undefined;
      connections.endAll();
    },
  };
}

/** It listens nowhere itself: connections are handed to it. */
async function createSpeaker(
  serve: Serve,
  certify: (() => Promise<TlsIdentity>) | undefined,
): Promise<Server> {
  if (certify === undefined) return createServer(serve);
  return createTlsServer(await certify(), serve);
}

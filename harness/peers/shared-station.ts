/** One door for all peers, told apart by the names that are asked for: Host, and SNI under TLS. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { openDoor } from './door.ts';
import { Connections, type Serve, type Station } from './station.ts';
import type { TlsIdentity } from './tls-authority.ts';

export interface SharedDoor {
  /** A peer behind it, reached by its domain. */
  addStation(domain: string, serve: Serve, certify: () => Promise<TlsIdentity>): Station;
  close(): void;
}

interface Tenant {
  readonly serve: Serve;
  readonly connections: Connections;
  isOpen: boolean;
  certify: () => Promise<TlsIdentity>;
  context: Promise<SecureContext> | undefined;
}

const MISDIRECTED = 421;

/** `identity`: what is shown to a client that names no server. */
export async function openSharedDoor(options: {
  readonly hosts: readonly string[];
  readonly port?: number;
  readonly identity?: TlsIdentity;
}): Promise<SharedDoor> {
  const tenants = new Map<string, Tenant>();
  const all = new Connections();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const tenant = tenants.get(hostOf(request));
    if (tenant === undefined) {
      response.writeHead(MISDIRECTED, { connection: 'close' }).end();
    } else if (tenant.isOpen) {
      tenant.connections.add(request.socket);
      tenant.serve(request, response);
    } else {
      request.socket.destroy();
    }
  };
  const choose = (name: string, done: (error: Error | null, context?: SecureContext) => void): void => {
    const tenant = tenants.get(name.toLowerCase());
    if (tenant?.isOpen !== true) {
      done(new Error(`no peer is called ${name}`));
      return;
    }
    tenant.context ??= tenant.certify().then(createSecureContext);
    tenant.context.then((context) => done(null, context), done);
  };
  const speaker =
    options.identity === undefined
      ? createServer(answer)
      : createTlsServer({ ...options.identity, SNICallback: choose }, answer);
  const door = await openDoor(options.hosts, options.port, (socket) => {
    all.add(socket);
    speaker.emit('connection', socket);
  });
  const scheme = options.identity === undefined ? 'http' : 'https';
  return {
    addStation: (domain, serve, certify) => {
      const tenant: Tenant = {
        serve,
        certify,
        context: undefined,
        connections: new Connections(),
        isOpen: true,
      };
      tenants.set(domain, tenant);
      return {
        url: urlOf(scheme, domain, door.port),
        open: async () => {
          tenant.isOpen = true;
        },
        shut: () => {
          tenant.isOpen = false;
          tenant.connections.endAll();
        },
        showCertificate: (other) => {
          tenant.certify = other;
          tenant.context = undefined;
          tenant.connections.endAll();
        },
      };
    },
    close: () => {
      door.shut();
      all.endAll();
    },
  };
}

function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
}

/** Without the port that the scheme implies. */
function urlOf(scheme: 'http' | 'https', domain: string, port: number): string {
  return new URL(`${scheme}://${domain}:${port}`).origin;
}

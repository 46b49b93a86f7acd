/** Gives peers their addresses: a port each, or one port for all. */

import { LOOPBACKS } from './door.ts';
import type { PeerAddress } from './reserved-peer.ts';
import { openSharedDoor, type SharedDoor } from './shared-station.ts';
import { openOwnStation, type Serve, type Station } from './station.ts';
import type { TlsAuthority, TlsIdentity } from './tls-authority.ts';

/**
 * `named`: peers are alpha.test, …, found through the map of addresses. `loopback`: a peer's domain is `localhost:PORT`.
 * `dns`: all peers on one port, told apart by the name asked for.
 */
export type Addressing = 'named' | 'loopback' | 'dns';

export interface AddressOptions {
  readonly addressing: Addressing;
  readonly ports?: { readonly from: number; readonly to: number };
  /** Default: both loopbacks, and the IPv4 one in URLs. */
  readonly host?: { readonly listen: string; readonly inUrls: string };
  readonly authority?: TlsAuthority;
}

/** A peer's address, and the domain that follows from it. */
export interface Assigned extends PeerAddress {
  readonly domain: string;
}

export interface Addresses {
  /** `index` counts peers: on fixed ports, each has its own. */
  assign(name: string, index: number, serve: Serve): Promise<Assigned>;
  /** The domain of a peer that has no address. */
  nowhere(name: string): string;
  close(): void;
}

const LOCALHOST = 'localhost';
/** Nothing listens there: it is reserved for a service that nobody runs. */
const DEAD_PORT = 1;

export async function createAddresses(options: AddressOptions): Promise<Addresses> {
  const { addressing, authority, host } = options;
  const hosts = host === undefined ? LOOPBACKS : [host.listen];
  const hostInUrl = addressing === 'loopback' ? LOCALHOST : (host?.inUrls ?? LOOPBACKS[0] ?? LOCALHOST);
  const alsoCalled = [LOCALHOST, ...(host === undefined ? [] : [host.inUrls])];

  const ownStation = (
    serve: Serve,
    certify: (() => Promise<TlsIdentity>) | undefined,
    port: number | undefined,
  ): Promise<Station> =>
    openOwnStation({
      hosts,
      hostInUrl,
      serve,
      ...(port === undefined ? {} : { port }),
      ...(certify === undefined ? {} : { certify }),
    });

  const shared = addressing === 'dns' ? await openShared(hosts, options) : undefined;
  return {
    assign: async (name, index, serve) => {
      const namesake = `${name}.test`;
      const tls = authority && tlsOf(authority, [namesake, ...alsoCalled]);
      const station =
        shared?.addStation(namesake, serve, tls?.certify ?? noTls) ??
        (await ownStation(serve, tls?.certify, options.ports && options.ports.from + index));
      return {
        station,
        domain: addressing === 'loopback' ? new URL(station.url).host : namesake,
        elsewhere: (serveThere) => ownStation(serveThere, tls?.certify, undefined),
        ...(tls === undefined ? {} : { tls }),
      };
    },
    nowhere: (name) => (addressing === 'loopback' ? `${LOCALHOST}:${DEAD_PORT}` : `${name}.test`),
    close: () => shared?.close(),
  };
}

async function openShared(
  hosts: readonly string[],
  { authority, ports }: AddressOptions,
): Promise<SharedDoor> {
  return openSharedDoor({
    hosts,
    ...(ports === undefined ? {} : { port: ports.from }),
    ...(authority === undefined ? {} : { identity: await authority.certify([LOCALHOST]) }),
  });
}

function tlsOf(authority: TlsAuthority, names: readonly string[]): NonNullable<PeerAddress['tls']> {
  let valid: Promise<TlsIdentity> | undefined;
  return {
    certify: () => {
      valid ??= authority.certify(names);
      return valid;
    },
    certifyWrongly: () => authority.certifyWrongly(names),
  };
}

async function noTls(): Promise<TlsIdentity> {
  throw new Error('this network speaks no TLS');
}

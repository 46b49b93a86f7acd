/** The mock federation: honest reference servers, each found through the address map. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomnessFor } from '../actors/randomness.ts';
import { type Addressing, type AddressOptions, createAddresses } from './addressing.ts';
import { ABSENT_PEER, type JournalEntry, type Network, type Peer } from './model.ts';
import { loadOperationOf } from './operations.ts';
import { generationOf, poolNames, SHARED_PEERS } from './peer-names.ts';
import { type PeerOptions, ReservedPeer } from './reserved-peer.ts';
import { createTlsAuthority, type TlsAuthority } from './tls-authority.ts';

export type { Addressing } from './addressing.ts';
export { newRunId } from './peer-names.ts';

export interface NetworkOptions {
  /** Distinguishes what peers issue in this run: tokens, serial numbers; their keys stay the same for ever. */
  readonly runId: string;
  readonly clock?: { now(): Date };
  /** Where the peers' keys derive from, and that of their TLS authority; a constant, and a fresh one, unless set. */
  readonly secret?: string;
  /** How many peers wait behind reserved addresses for stories that need one never met before. */
  readonly poolSize?: number;
  /**
   * Fixed ports, for targets that are configured once: the shared peers take the first ones, the pool the rest. Under
   * `dns` all peers share the first.
   */
  readonly ports?: { readonly from: number; readonly to: number };
  /** Default: `named`. */
  readonly addressing?: Addressing;
  /** Default: plain HTTP. */
  readonly tls?: boolean;
  /** Whether the pool has the same names in every run, as it always has on fixed ports. */
  readonly lastingNames?: boolean;
  /** The address they listen on and what stands for it in URLs; loopback unless set. */
  readonly host?: AddressOptions['host'];
}

const DEFAULT_SECRET = 'kammerton mock federation';
const DEFAULT_POOL_SIZE = 96;

/** Reserves an address for every peer and starts the shared ones. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const { addressing = 'named', host, ports, runId, tls = false } = options;
  const authority = tls ? await createTlsAuthority(options.secret) : undefined;
  const places = await createAddresses({
    addressing,
    ...(ports === undefined ? {} : { ports }),
    ...(host === undefined ? {} : { host }),
    ...(authority === undefined ? {} : { authority }),
  });
  const clock = shiftableClock(options.clock ?? { now: () => new Date() });
  const listeners = new Set<(peer: string, entry: JournalEntry) => void>();
  const addresses: Record<string, string> = {};
  const peers = new Map<string, ReservedPeer>();
  const settings: PeerOptions = {
    secret: options.secret ?? DEFAULT_SECRET,
    runId,
    clock,
    resolve: (domain) => addresses[domain],
    operationOf: await loadOperationOf(),
    onRequest: (peer, entry) => {
      for (const listener of listeners) listener(peer, entry);
    },
  };
  const pool = poolNames(poolSizeOf(options), runId, ports !== undefined || options.lastingNames === true);
  const reserved = [...SHARED_PEERS, ...pool];
  const folder = authority && (await writeAuthority(authority));
  const absent = `absent-${generationOf(runId)}`;
  const close = async (): Promise<void> => {
    await Promise.all([...peers.values()].map((peer) => peer.close()));
    places.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };

  try {
    const assignments = await Promise.allSettled(
      reserved.map(async (name, index) => {
        const address = await places.assign(name, index, (request, response) =>
          peers.get(name)?.answer(request, response),
        );
        const keepsKey = SHARED_PEERS.includes(name);
        const peer = new ReservedPeer({ name, domain: address.domain, keepsKey }, settings);
        peer.settleAt(address);
        peers.set(name, peer);
        return peer;
      }),
    );
    for (const assignment of assignments) {
      if (assignment.status === 'rejected') throw assignment.reason;
      addresses[assignment.value.domain] = assignment.value.url;
    }
    const identity = { name: absent, domain: places.nowhere(absent), keepsKey: true };
    peers.set(ABSENT_PEER, new ReservedPeer(identity, settings));
    const up = new Map<string, Peer>();
    const firstStranger = randomnessFor('pool', runId).integer(Math.max(pool.length, 1));
    let taken = 0;
    const summon = async (name: string): Promise<Peer | undefined> => {
      const peer = await peers.get(name)?.summon();
      if (peer !== undefined) up.set(name, peer);
      return peer;
    };
    await Promise.all([...SHARED_PEERS, ABSENT_PEER].map(summon));
    return {
      names: SHARED_PEERS,
      addresses,
      directory: reserved.flatMap((name) => {
        const peer = peers.get(name);
        return peer === undefined ? [] : [{ name, domain: peer.domain, url: peer.url }];
      }),
      ...(folder === undefined ? {} : { caFile: caFileIn(folder) }),
      peer: (name) => up.get(name),
      summon,
      takeNewcomer: async () => {
        const name = taken < pool.length ? pool[(firstStranger + taken++) % pool.length] : undefined;
        return name === undefined ? undefined : summon(name);
      },
      setClockOffset: clock.shift,
      follow: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function poolSizeOf({ addressing, poolSize, ports }: NetworkOptions): number {
  if (ports === undefined || addressing === 'dns') return poolSize ?? DEFAULT_POOL_SIZE;
  const room = Math.max(ports.to - ports.from + 1 - SHARED_PEERS.length, 0);
  return Math.min(room, poolSize ?? room);
}

function shiftableClock(clock: { now(): Date }): { now(): Date; shift(seconds: number): void } {
  let offsetMs = 0;
  return {
    now: () => new Date(clock.now().getTime() + offsetMs),
    shift: (seconds) => {
      offsetMs = seconds * 1000;
    },
  };
}

async function writeAuthority({ certificate }: TlsAuthority): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kammerton-ca-'));
  await writeFile(caFileIn(folder), certificate);
  return folder;
}

function caFileIn(folder: string): string {
  return join(folder, 'ca.pem');
}

/** The mock federation: honest reference servers on ports of their own, each found through the address map. */

import { randomBytes } from 'node:crypto';
import { randomnessFor } from '../actors/randomness.ts';
import { ABSENT_PEER, type Network, type Peer } from './model.ts';
import { type PeerOptions, ReservedPeer } from './reserved-peer.ts';

export interface NetworkOptions {
  /** Distinguishes what peers issue in this run: tokens, serial numbers; their keys stay the same for ever. */
  readonly runId: string;
  readonly clock?: { now(): Date };
  /** Where the peers' keys derive from; a constant unless a target file names another. */
  readonly secret?: string;
  /** How many peers wait behind reserved ports for stories that need one never met before. */
  readonly poolSize?: number;
  /** Fixed ports, for targets that are configured once: the shared peers take the first ones, the pool the rest. */
  readonly ports?: { readonly from: number; readonly to: number };
}

const SHARED_PEERS = ['alpha', 'beta', 'gamma', 'delta'];
const DEFAULT_SECRET = 'kammerton mock federation';
const DEFAULT_POOL_SIZE = 96;

/** Reserves a port for every peer and starts the shared ones. */
export async function startNetwork(options: NetworkOptions): Promise<Network> {
  const addresses: Record<string, string> = {};
  const settings: PeerOptions = {
    secret: options.secret ?? DEFAULT_SECRET,
    runId: options.runId,
    clock: options.clock ?? { now: () => new Date() },
    resolve: (domain) => addresses[domain],
  };
  const pool = poolNames(options);
  const reserve = async (name: string, index: number): Promise<ReservedPeer> => {
    const peer = await ReservedPeer.reserve(name, settings, options.ports && options.ports.from + index);
    addresses[peer.domain] = peer.url;
    return peer;
  };
  const reserved = await Promise.all([...SHARED_PEERS, ...pool].map(reserve));
  const strangers = reserved.slice(SHARED_PEERS.length);
  const absent = ReservedPeer.unreachable(`absent-${generationOf(options.runId)}`, settings);
  const started = new Map<string, Peer>();
  for (const peer of reserved.slice(0, SHARED_PEERS.length)) started.set(peer.name, await peer.summon());
  started.set(ABSENT_PEER, await absent.summon());

  const firstStranger = randomnessFor('pool', options.runId).integer(Math.max(strangers.length, 1));
  let taken = 0;
  return {
    names: SHARED_PEERS,
    addresses,
    peer: (name) => started.get(name),
    takeNewcomer: async () => {
      if (taken >= strangers.length) return undefined;
      const stranger = strangers[(firstStranger + taken++) % strangers.length];
      return stranger?.summon();
    },
    close: async () => {
      await Promise.all([...reserved, absent].map((peer) => peer.close()));
    },
  };
}

/**
 * Names of the peers that no target has met. On free ports every run has its own; on fixed ports the names are fixed
 * too, since the target's map of them is, and a run begins at another place in the pool than the last.
 */
function poolNames(options: NetworkOptions): readonly string[] {
  const { ports } = options;
  const size = ports
    ? Math.max(ports.to - ports.from + 1 - SHARED_PEERS.length, 0)
    : (options.poolSize ?? DEFAULT_POOL_SIZE);
  const suffix = ports ? '' : `-${generationOf(options.runId)}`;
  return Array.from({ length: size }, (_, index) => `p${index}${suffix}`);
}

function generationOf(runId: string): string {
  return Buffer.from(randomnessFor('generation', runId).bytes(4)).toString('hex');
}

/** A run id that no earlier run had: eight hex digits. */
export function newRunId(): string {
  return randomBytes(4).toString('hex');
}

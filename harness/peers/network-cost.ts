/** What a large network costs: every peer started and asked once. */

import { newRunId, startNetwork } from './network.ts';

export interface NetworkCost {
  readonly peers: number;
  /** Until every peer had its address. */
  readonly reservedMs: number;
  /** Until every peer had answered. */
  readonly answeredMs: number;
  /** Peers that did not answer with their certificate. */
  readonly silent: readonly string[];
  /** Resident memory at the end, against that at the start, in bytes. */
  readonly grownBytes: number;
}

const SHARED = 4;
/** How many are asked at once. */
const LANES = 16;
const SERVER_KEY = '/p2core/key/server';

/** Starts a network of so many peers in this process, asks each of them for its certificate, and closes it again. */
export async function measureNetwork(peers: number): Promise<NetworkCost> {
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const network = await startNetwork({ runId: newRunId(), poolSize: peers - SHARED });
  try {
    const reservedMs = performance.now() - startedAt;
    const waiting = Object.values(network.addresses);
    const silent: string[] = [];
    const ask = async (): Promise<void> => {
      for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
        const answer = await fetch(`${url}${SERVER_KEY}`, { headers: { connection: 'close' } });
        const certificate: unknown = await answer.json();
        if (answer.status !== 200 || typeof certificate !== 'string') silent.push(url);
      }
    };
    await Promise.all(Array.from({ length: LANES }, ask));
    const answeredMs = performance.now() - startedAt;
    const grownBytes = process.memoryUsage().rss - before;
    return { peers: network.directory.length, reservedMs, answeredMs, silent, grownBytes };
  } finally {
    await network.close();
  }
}

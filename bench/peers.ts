/** What a mock peer costs, from ten of them to a thousand: reserved, as most are, and up and running. */

import { startNetwork } from '../harness/peers/network.ts';
import type { Section } from './model.ts';
import { heapInUse } from './statistics.ts';

const SIZES = [10, 100, 1_000] as const;
const GROWTH_AT_MOST = 1.5;

interface Cost {
  readonly size: number;
  /** Per peer, in ms and bytes. */
  readonly reserving: number;
  readonly starting: number;
  readonly heap: number;
}

async function costOf(size: number): Promise<Cost> {
  const before = heapInUse();
  const started = performance.now();
  const network = await startNetwork({ runId: `bench${size}`, poolSize: size });
  const reserved = performance.now();
  try {
    for (let peer = 0; peer < size; peer += 1) {
      if ((await network.takeNewcomer()) === undefined) throw new Error(`no peer ${peer} of ${size}`);
    }
    const up = performance.now();
    return {
      size,
      reserving: (reserved - started) / size,
      starting: (up - reserved) / size,
      heap: (heapInUse() - before) / size,
    };
  } finally {
    await network.close();
  }
}

async function measure(): Promise<Section> {
  await costOf(SIZES[0]);
  const costs: Cost[] = [];
  for (const size of SIZES) costs.push(await costOf(size));
  const [, some] = costs;
  return {
    title: 'A mock peer (the four shared ones included in the few)',
    measurements: costs.flatMap(({ size, reserving, starting, heap }) => [
      { what: `address of one of ${size}`, value: reserving, unit: 'ms' },
      {
        what: `start of one of ${size}`,
        value: starting,
        unit: 'ms',
        ...(some === undefined || size <= some.size
          ? {}
          : {
              ratio: { value: starting / some.starting, to: `one of ${some.size}`, atMost: GROWTH_AT_MOST },
            }),
      },
      { what: `heap of one of ${size}`, value: heap / 1024, unit: 'KiB' },
    ]),
  };
}

process.stdout.write(JSON.stringify(await measure()));

import { expect, it } from 'vitest';
import { measureNetwork } from './network-cost.ts';

it('starts hundreds of peers in one process, and each of them answers', async () => {
  const { peers, silent } = await measureNetwork(200);
  expect(peers).toBe(200);
  expect(silent).toEqual([]);
});

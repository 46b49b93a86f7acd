import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../reference-server/index.ts';
import type { Network, Peer } from './model.ts';
import { newRunId, startNetwork } from './network.ts';
import { actorOf, startTestTarget, type TestTarget } from './test-target.ts';

/** Breaks a SHOULD of whoever shows it: a target may let its actors in. */
const TOLERATED = ['root.extensions-not-critical'];
const ofRoots = FAULTS.filter(({ id }) => id.startsWith('root.') && !TOLERATED.includes(id));

let network: Network;
let target: TestTarget;

beforeAll(async () => {
  network = await startNetwork({ runId: newRunId(), poolSize: FAULTS.length });
  target = await startTestTarget(network);
});

afterAll(async () => {
  await target.close();
  await network.close();
});

async function newcomer(): Promise<Peer> {
  const peer = await network.takeNewcomer();
  if (peer === undefined) throw new Error('the pool is too small for these tests');
  return peer;
}

describe('a target whose peer shows a wrong certificate', () => {
  it('meets some', () => {
    expect(ofRoots.length).toBeGreaterThan(5);
  });

  it.each(ofRoots)('refuses under $id, and serves the next good request', async ({ id }) => {
    const peer = await newcomer();
    await peer.setFaults([id]);
    const actor = actorOf(peer);
    const refused = await target.identify(actor);
    expect(refused).toBeGreaterThanOrEqual(400);
    expect(refused).not.toBe(500);
    expect(peer.asked('getServerKey')).toBeGreaterThan(0);
    const alpha = network.peer('alpha');
    expect(alpha && (await target.identify(actorOf(alpha)))).toBe(201);
    await peer.setFaults([]);
    expect(await target.identify(actor), 'the very same actor, once the home is sound').toBe(201);
  });
});

it('mixes faults of the wire and of the server', async () => {
  const peer = await newcomer();
  const path = `${peer.url}/p2core/key/server`;
  const honest = await (await fetch(path)).text();
  await peer.setFaults(['root.of-another-server', 'wire.redirects-elsewhere']);
  const followed = await fetch(path);
  expect(followed.redirected).toBe(true);
  expect(await followed.text()).not.toBe(honest);
});

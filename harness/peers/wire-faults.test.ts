import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network, Peer } from './model.ts';
import { newRunId, startNetwork } from './network.ts';
import { actorOf, startTestTarget, type TestTarget } from './test-target.ts';
import { DOWN, INVALID_TLS, WIRE_FAULTS } from './wire-faults.ts';

let network: Network;
let target: TestTarget;

beforeAll(async () => {
  network = await startNetwork({ runId: newRunId(), poolSize: 40 });
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

function alpha(): Peer {
  const peer = network.peer('alpha');
  if (peer === undefined) throw new Error('alpha is up from the start');
  return peer;
}

describe('a target whose peer has a fault of the wire', () => {
  const meetable = WIRE_FAULTS.filter(({ id }) => id !== INVALID_TLS);

  it.each(meetable)('refuses under $id, and serves the next good request', async ({ id }) => {
    const peer = await newcomer();
    await peer.setFaults([id]);
    const actor = actorOf(peer);
    expect(await target.identify(actor)).toSatisfy(isRefusal);
    const met = peer.journal();
    if (id === DOWN) {
      expect(met).toEqual([]);
    } else {
      expect(met.length).toBeGreaterThan(0);
      for (const entry of met) {
        expect(entry).toMatchObject({ method: 'GET', operation: 'getServerKey', fault: id });
      }
    }
    expect(await target.identify(actorOf(alpha()))).toBe(201);
    await peer.setFaults([]);
    expect(await target.identify(actor), 'the very same actor, once the wire is sound').toBe(201);
    expect(peer.journal().at(-1)).toMatchObject({ operation: 'getServerKey', status: 200 });
  });

  it.each([
    ['wire.hangs', 0],
    ['wire.answers-500', 500],
    ['wire.answers-404', 404],
    ['wire.answers-429', 429],
    ['wire.wrong-content-type', 200],
    ['wire.truncated-body', 200],
    ['wire.redirects-elsewhere', 307],
  ])('finds under %s one question, answered with %i, in the journal', async (id, status) => {
    const peer = await newcomer();
    await peer.setFaults([id]);
    await target.identify(actorOf(peer));
    expect(peer.asked('getServerKey')).toBe(1);
    expect(peer.journal()).toMatchObject([{ status, fault: id }]);
  });

  it('counts how often a redirect to itself was followed', async () => {
    const peer = await newcomer();
    await peer.setFaults(['wire.redirect-loop']);
    await target.identify(actorOf(peer));
    expect(peer.asked('getServerKey')).toBeGreaterThan(1);
  });
});

describe('a client that follows everything', () => {
  it('gets the right answer from the other origin that a peer redirects to', async () => {
    const peer = await newcomer();
    const path = `${peer.url}/p2core/key/server`;
    const honest = await fetch(path).then((answer) => answer.json());
    await peer.setFaults(['wire.redirects-elsewhere']);
    const redirected = await fetch(path);
    expect(new URL(redirected.url).origin).not.toBe(peer.url);
    expect(await redirected.json()).toEqual(honest);
    expect(peer.journal().map(({ status }) => status)).toEqual([200, 307, 200]);
  });

  it('unpacks far more from a gzip bomb than it received', async () => {
    const peer = await newcomer();
    await peer.setFaults(['wire.gzip-bomb']);
    const answer = await fetch(peer.url);
    const received = Number(answer.headers.get('content-length'));
    let unpacked = 0;
    for await (const chunk of answer.body ?? []) unpacked += chunk.length;
    expect(received).toBeLessThan(500_000);
    expect(unpacked).toBeGreaterThan(100_000_000);
  });

  it('is cut off from an endless body in the end', async () => {
    const peer = await newcomer();
    await peer.setFaults(['wire.endless-body']);
    const answer = await fetch(peer.url);
    const readAll = async (): Promise<void> => {
      for await (const _ of answer.body ?? []);
    };
    await expect(readAll()).rejects.toThrow();
  });

  it('fails on half an answer', async () => {
    const peer = await newcomer();
    for (const id of ['wire.truncated-body', 'wire.resets-mid-body']) {
      await peer.setFaults([id]);
      const answer = await fetch(`${peer.url}/p2core/key/server`);
      expect(answer.status).toBe(200);
      await expect(answer.text()).rejects.toThrow();
    }
  });
});

describe('setting faults', () => {
  it('names the nearest where an id is unknown', async () => {
    await expect(alpha().setFaults(['wire.hang'])).rejects.toThrow('did you mean "wire.hangs"?');
  });

  it('changes nothing where one of the ids is unknown', async () => {
    const peer = await newcomer();
    await peer.setFaults(['wire.answers-404']);
    await expect(peer.setFaults(['wire.down', 'nonsense'])).rejects.toThrow('unknown fault "nonsense"');
    expect(peer.faults).toEqual(['wire.answers-404']);
    expect((await fetch(peer.url)).status).toBe(404);
  });

  it('refuses two faults that both answer every request', async () => {
    const peer = await newcomer();
    await expect(peer.setFaults(['wire.hangs', 'wire.trickles'])).rejects.toThrow('exclude each other');
  });

  it('refuses an invalid certificate where peers speak no TLS', async () => {
    await expect(alpha().setFaults([INVALID_TLS])).rejects.toThrow('needs peers that speak TLS');
  });

  it('reaches a client that keeps its connection', async () => {
    const peer = await newcomer();
    expect((await fetch(`${peer.url}/p2core/challenge`)).status).toBe(200);
    await peer.setFaults([DOWN]);
    await expect(fetch(`${peer.url}/p2core/challenge`)).rejects.toThrow();
  });
});

it('ends hanging connections at once when the network closes', async () => {
  const short = await startNetwork({ runId: newRunId(), poolSize: 1 });
  const peer = await short.takeNewcomer();
  await peer?.setFaults(['wire.hangs']);
  const arrived = new Promise<void>((resolve) => {
    short.follow(() => resolve());
  });
  const waiting = fetch(peer?.url ?? '').then(
    () => 'answered',
    () => 'ended',
  );
  await arrived;
  await short.close();
  expect(await waiting).toBe('ended');
});

function isRefusal(status: number): boolean {
  return (status >= 400 && status < 500) || (status >= 502 && status <= 504);
}

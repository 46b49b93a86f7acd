import { afterEach, describe, expect, it } from 'vitest';
import type { Network, Peer } from './model.ts';
import { type NetworkOptions, newRunId, startNetwork } from './network.ts';
import { actorOf, startTestTarget, type TestTarget } from './test-target.ts';

const running: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.close();
});

async function start(options: Partial<NetworkOptions> = {}): Promise<Network> {
  const network = await startNetwork({ runId: newRunId(), poolSize: 3, ...options });
  running.push(network);
  return network;
}

async function startTarget(network: Network): Promise<TestTarget> {
  const target = await startTestTarget(network);
  running.push(target);
  return target;
}

function named(network: Network, name: string): Peer {
  const peer = network.peer(name);
  if (peer === undefined) throw new Error(`${name} is not up`);
  return peer;
}

async function newcomer(network: Network): Promise<Peer> {
  const peer = await network.takeNewcomer();
  if (peer === undefined) throw new Error('no newcomer is left');
  return peer;
}

const SERVER_KEY = '/p2core/key/server';

describe('the peers of a network', () => {
  it('keep their keys from run to run', async () => {
    const first = await start();
    const second = await start();
    for (const name of first.names) {
      const [root, again] = [first, second].map((network) => named(network, name).rootCertificate);
      expect(Buffer.from(root ?? []).equals(Buffer.from(again ?? []))).toBe(true);
    }
  });

  it('have other keys under another secret', async () => {
    const ordinary = named(await start(), 'alpha');
    const secretive = named(await start({ secret: 'another' }), 'alpha');
    expect(Buffer.from(secretive.rootCertificate)).not.toEqual(Buffer.from(ordinary.rootCertificate));
  });

  it('issue other serial numbers in every run', async () => {
    const certificates = await Promise.all(
      [await start(), await start()].map(async (network) => actorOf(named(network, 'alpha')).idCert),
    );
    expect(certificates[0]).not.toEqual(certificates[1]);
  });

  it('all have an address from the start, and answer there', async () => {
    const network = await start();
    expect(Object.keys(network.addresses)).toHaveLength(network.names.length + 3);
    for (const [domain, url] of Object.entries(network.addresses)) {
      const answer = await fetch(`${url}${SERVER_KEY}`);
      expect(answer.status, domain).toBe(200);
    }
  });

  it('are strangers that nobody met, until the pool is used up', async () => {
    const network = await start();
    const taken = await Promise.all([1, 2, 3, 4].map(() => network.takeNewcomer()));
    expect(new Set(taken.map((peer) => peer?.domain)).size).toBe(4);
    expect(taken.filter((peer) => peer === undefined)).toHaveLength(1);
  });

  it('are refused and found again when one stops and starts', async () => {
    const alpha = named(await start(), 'alpha');
    await alpha.stop();
    await expect(fetch(alpha.url)).rejects.toThrow();
    await alpha.start();
    expect((await fetch(alpha.url)).status).toBe(404);
  });

  it('stay stopped whatever their faults', async () => {
    const alpha = named(await start(), 'alpha');
    await alpha.stop();
    await alpha.setFaults([]);
    await expect(fetch(alpha.url)).rejects.toThrow();
  });

  it('answer on IPv6 too, where this machine speaks it', async ({ skip }) => {
    const { url } = named(await start(), 'alpha');
    const answer = await fetch(url.replace('127.0.0.1', '[::1]')).catch((error) => {
      if (String(error.cause?.code).startsWith('EADDRNOTAVAIL')) skip();
      throw error;
    });
    expect(answer.status).toBe(404);
  });

  it('have a clock of their own', async () => {
    const network = await start({ clock: { now: () => new Date('2030-01-01T00:00:00Z') } });
    const alpha = named(network, 'alpha');
    const beta = named(network, 'beta');
    network.setClockOffset(60);
    alpha.setClockOffset(3600);
    await Promise.all([fetch(alpha.url), fetch(beta.url)]);
    expect(alpha.journal()[0]?.at).toBe('2030-01-01T01:01:00.000Z');
    expect(beta.journal()[0]?.at).toBe('2030-01-01T00:01:00.000Z');
  });
});

describe('the absent peer', () => {
  it('certifies actors, but no target finds it', async () => {
    const network = await start();
    const absent = named(network, 'absent');
    expect(network.addresses).not.toHaveProperty(absent.domain);
    const target = await startTarget(network);
    expect(await target.identify(actorOf(absent))).toBeGreaterThanOrEqual(400);
    expect(absent.journal()).toEqual([]);
  });
});

describe('rotating a key', () => {
  it('gives a newcomer another key and root, and its new actors get in', async () => {
    const network = await start();
    const target = await startTarget(network);
    const peer = await newcomer(network);
    const earlier = actorOf(peer);
    expect(await target.identify(earlier)).toBe(201);
    const root = Buffer.from(peer.rootCertificate);
    const key = peer.identityKey.export({ format: 'der', type: 'pkcs8' });
    await peer.rotateKey();
    expect(Buffer.from(peer.rootCertificate)).not.toEqual(root);
    expect(peer.identityKey.export({ format: 'der', type: 'pkcs8' })).not.toEqual(key);
    expect(await target.identify(actorOf(peer))).toBe(201);
    expect(peer.asked('rotateServerKey'), 'nobody asked over the network').toBe(0);
  });

  it('is refused for the peers that targets remember', async () => {
    const network = await start();
    for (const name of [...network.names, 'absent']) {
      await expect(named(network, name).rotateKey()).rejects.toThrow('keeps its key for ever');
    }
  });
});

describe('the journal', () => {
  it('takes down what was asked, by whom, and how it was answered', async () => {
    const alpha = named(await start(), 'alpha');
    await fetch(`${alpha.url}/p2core/register?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"actor_name":"zo\\u001b"}',
    });
    expect(alpha.journal()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-/),
        from: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        method: 'POST',
        path: '/p2core/register?x=1',
        operation: 'register',
        body: '{"actor_name":"zo\\u001b"}',
        status: 400,
      },
    ]);
    expect(alpha.asked('register')).toBe(1);
    expect(alpha.asked('getChallenge')).toBe(0);
  });

  it.each([
    ['GET', '/'],
    ['HEAD', '/'],
    ['GET', '/favicon.ico'],
    ['GET', '/.well-known/user/nobody'],
    ['GET', '/p2core/key/actor/nobody@alpha.test'],
  ])('has 404 for %s %s, which anyone may ask', async (method, path) => {
    const alpha = named(await start({ poolSize: 0 }), 'alpha');
    expect((await fetch(`${alpha.url}${path}`, { method })).status).toBe(404);
    expect(alpha.journal()).toMatchObject([{ method, path, status: 404 }]);
  });

  it('keeps no more than the beginning of a long body', async () => {
    const alpha = named(await start({ poolSize: 0 }), 'alpha');
    const body = JSON.stringify({ actor_name: 'a'.repeat(100_000) });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${alpha.url}/p2core/register`, { method: 'POST', headers, body });
    expect(alpha.journal()[0]?.body).toBe(body.slice(0, 4096));
  });

  it('is told live, under the name of the peer', async () => {
    const network = await start();
    const seen: string[] = [];
    const stop = network.follow((peer, { path, status }) => seen.push(`${peer} ${path} ${status}`));
    await fetch(`${named(network, 'beta').url}/somewhere`);
    stop();
    await fetch(`${named(network, 'beta').url}/elsewhere`);
    expect(seen).toEqual(['beta /somewhere 404']);
  });
});

import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../target/free-port.ts';
import type { Network } from './model.ts';
import { type NetworkOptions, newRunId, startNetwork } from './network.ts';

const run = promisify(execFile);
let network: Network | undefined;

afterEach(() => network?.close());

async function start(options: Partial<NetworkOptions>): Promise<Network> {
  network = await startNetwork({ runId: newRunId(), poolSize: 2, ...options });
  return network;
}

/** As another program would: curl, with nothing of ours in its process. */
async function curl(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const fixed = ['--silent', '--show-error', '--max-time', '10', '--noproxy', '*'];
  return run('curl', [...fixed, ...words]).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, out: error.stderr }),
  );
}

const UNTRUSTED = 60;
const SERVER_KEY = '/p2core/key/server';

describe('peers on one port', () => {
  it('are told apart by name under TLS, for a client that trusts the written authority', async () => {
    const { addresses, caFile = '', names, peer } = await start({ addressing: 'dns', tls: true });
    const seen = new Set<string>();
    for (const name of names.slice(0, 3)) {
      const domain = `${name}.test`;
      const url = `${addresses[domain]}${SERVER_KEY}`;
      const port = new URL(url).port;
      const place = ['--resolve', `${domain}:${port}:127.0.0.1`];
      const trusting = await curl(...place, '--cacert', caFile, url);
      expect(trusting.code, trusting.out).toBe(0);
      expect(Buffer.from(JSON.parse(trusting.out), 'base64')).toEqual(
        Buffer.from(peer(name)?.rootCertificate ?? []),
      );
      expect((await curl(...place, url)).code, 'without the authority').toBe(UNTRUSTED);
      seen.add(port);
    }
    expect(seen.size, 'all on one port').toBe(1);
  });

  it('show no certificate for a name that is none of theirs', async () => {
    const { addresses, caFile = '' } = await start({ addressing: 'dns', tls: true });
    const port = new URL(addresses['alpha.test'] ?? '').port;
    const place = ['--resolve', `stranger.test:${port}:127.0.0.1`, '--cacert', caFile];
    expect((await curl(...place, `https://stranger.test:${port}/`)).code).not.toBe(0);
  });

  it('are told apart by Host without TLS; an unknown one is misdirected', async () => {
    const { addresses, peer } = await start({ addressing: 'dns' });
    const port = Number(new URL(addresses['beta.test'] ?? '').port);
    expect(await statusOf(port, `beta.test:${port}`)).toBe(200);
    expect(await statusOf(port, 'GAMMA.test')).toBe(200);
    expect(await statusOf(port, 'stranger.test')).toBe(421);
    expect([peer('beta')?.asked('getServerKey'), peer('gamma')?.asked('getServerKey')]).toEqual([1, 1]);
  });

  it('go down one by one', async () => {
    const { addresses, peer } = await start({ addressing: 'dns' });
    const port = Number(new URL(addresses['beta.test'] ?? '').port);
    await peer('beta')?.setFaults(['wire.down']);
    await expect(statusOf(port, 'beta.test')).rejects.toThrow();
    expect(await statusOf(port, 'alpha.test')).toBe(200);
    await peer('beta')?.setFaults([]);
    expect(await statusOf(port, 'beta.test')).toBe(200);
  });
});

describe('peers on ports of their own', () => {
  it.each(['named', 'loopback'] as const)('speak TLS under %s addressing', async (addressing) => {
    const { caFile = '', peer } = await start({ addressing, tls: true });
    const url = `${peer('alpha')?.url}${SERVER_KEY}`;
    expect(url).toMatch(/^https:/);
    expect((await curl('--cacert', caFile, url)).code).toBe(0);
    expect((await curl(url)).code).toBe(UNTRUSTED);
  });

  it('show a certificate of nobody while their TLS is invalid', async () => {
    const { caFile = '', peer } = await start({ tls: true });
    const alpha = peer('alpha');
    await alpha?.setFaults(['wire.invalid-tls']);
    expect((await curl('--cacert', caFile, alpha?.url ?? '')).code).toBe(UNTRUSTED);
    expect(alpha?.journal(), 'nothing gets through').toEqual([]);
    await alpha?.setFaults([]);
    expect((await curl('--cacert', caFile, alpha?.url ?? '')).code).toBe(0);
  });

  it('redirect to another origin under TLS too', async () => {
    const { caFile = '', peer } = await start({ tls: true });
    await peer('alpha')?.setFaults(['wire.redirects-elsewhere']);
    const followed = await curl('--location', '--cacert', caFile, `${peer('alpha')?.url}${SERVER_KEY}`);
    expect(followed.code, followed.out).toBe(0);
    expect(
      peer('alpha')
        ?.journal()
        .map(({ status }) => status),
    ).toEqual([307, 200]);
  });

  it('are called localhost:PORT under loopback addressing', async () => {
    const { addresses, peer } = await start({ addressing: 'loopback' });
    const alpha = peer('alpha');
    expect(alpha?.domain).toMatch(/^localhost:\d+$/);
    expect(alpha?.url).toBe(`http://${alpha?.domain}`);
    expect(addresses[alpha?.domain ?? '']).toBe(alpha?.url);
    const answer = await fetch(`${alpha?.url}${SERVER_KEY}`);
    expect(answer.status).toBe(200);
  });

  it('stand on the ports they were given, under names that stay', async () => {
    const { addresses, from } = await startOnSixPorts();
    expect(Object.keys(addresses)).toEqual(
      ['alpha', 'beta', 'gamma', 'delta', 'p0', 'p1'].map((name) => `${name}.test`),
    );
    expect(Object.values(addresses)).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `http://127.0.0.1:${from + index}`),
    );
  });

  it('say which port is taken', async () => {
    const { addresses } = await start({});
    const from = Number(new URL(addresses['alpha.test'] ?? '').port);
    await expect(startNetwork({ runId: 'second', ports: { from, to: from } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

/** Whether five more ports follow a free one is for the machine to say: it is asked again. */
async function startOnSixPorts(attemptsLeft = 5): Promise<{ addresses: Network['addresses']; from: number }> {
  const from = await freePort();
  try {
    return { addresses: (await start({ ports: { from, to: from + 5 } })).addresses, from };
  } catch (error) {
    if (attemptsLeft === 0) throw error;
    return startOnSixPorts(attemptsLeft - 1);
  }
}

/** With a Host header that fetch would not send. */
function statusOf(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, path: SERVER_KEY, headers: { host }, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on('error', reject).end();
  });
}

import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Control, startControl } from './control.ts';
import type { Network } from './model.ts';
import { newRunId, startNetwork } from './network.ts';
import { startTestTarget, type TestTarget } from './test-target.ts';

const TOKEN = 'a-token-of-these-tests';
let network: Network;
let control: Control;
let target: TestTarget;

beforeAll(async () => {
  network = await startNetwork({ runId: newRunId(), poolSize: 2 });
  control = await startControl({ network, token: TOKEN });
  target = await startTestTarget(network);
});

afterAll(async () => {
  await target.close();
  await control.close();
  await network.close();
});

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** `Body`: what the tests look at, as far as they do. */
async function ask<Body = Readonly<Record<string, string>>>(
  method: string,
  path: string,
  body?: unknown,
  token = TOKEN,
): Promise<Answer<Body>> {
  const answer = await fetch(`${control.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body };
}

describe('the control interface', () => {
  it('wants its token for everything', async () => {
    for (const path of ['/', '/peers', '/peers/alpha/journal', '/nowhere']) {
      expect((await ask('GET', path, undefined, 'another')).status).toBe(401);
      expect((await fetch(`${control.url}${path}`)).status).toBe(401);
    }
    const refused = await ask('PUT', '/peers/alpha/faults', { faults: ['wire.down'] }, '');
    expect(refused.status).toBe(401);
    expect(network.peer('alpha')?.faults).toEqual([]);
  });

  it('listens on loopback only', () => {
    expect(new URL(control.url).hostname).toBe('127.0.0.1');
  });

  it('lists its own routes', async () => {
    const { body } = await ask('GET', '/');
    expect(body).toContainEqual({
      method: 'PUT',
      path: '/peers/{peer}/faults',
      does: expect.stringContaining('wire.hangs'),
    });
  });

  it('shows every peer', async () => {
    const { status, body } = await ask<readonly { readonly url: string }[]>('GET', '/peers');
    expect(status).toBe(200);
    expect(body).toHaveLength(6);
    expect(body[0]).toMatchObject({ name: 'alpha', domain: 'alpha.test', faults: [] });
    expect(body[0]?.url).toBe(network.addresses['alpha.test']);
  });

  it('shows what a peer was asked, one operation alone too', async () => {
    await fetch(`${network.addresses['beta.test']}/p2core/challenge`);
    await fetch(`${network.addresses['beta.test']}/p2core/key/server`);
    const all = await ask<readonly { readonly operation: string }[]>('GET', '/peers/beta/journal');
    expect(all.body.map(({ operation }) => operation)).toEqual(['getChallenge', 'getServerKey']);
    const some = await ask('GET', '/peers/beta/journal?operation=getServerKey');
    expect(some.body).toMatchObject([{ path: '/p2core/key/server', status: 200 }]);
  });

  it('sets faults and takes them away', async () => {
    const set = await ask('PUT', '/peers/gamma/faults', { faults: ['wire.answers-500'] });
    expect(set).toMatchObject({ status: 200, body: { name: 'gamma', faults: ['wire.answers-500'] } });
    const url = `${network.addresses['gamma.test']}/p2core/challenge`;
    expect((await fetch(url)).status).toBe(500);
    await ask('PUT', '/peers/gamma/faults', { faults: [] });
    expect((await fetch(url)).status).toBe(200);
  });

  it('makes an actor whose certificate and key belong together', async () => {
    const { status, body } = await ask('POST', '/peers/alpha/actors', { actorName: 'alice' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ actorName: 'alice', fid: 'alice@alpha.test' });
    const certificate = new X509Certificate(body.idCertPem ?? '');
    expect(certificate.raw.toString('base64')).toBe(body.idCert);
    const key = createPublicKey(body.privateKey ?? '').export({ format: 'pem', type: 'spki' });
    expect(key).toBe(body.publicKey);
    expect(certificate.publicKey.export({ format: 'pem', type: 'spki' })).toBe(key);
  });

  it('gives a fresh name where none is asked for', async () => {
    const [one, other] = [
      await ask('POST', '/peers/alpha/actors'),
      await ask('POST', '/peers/alpha/actors', {}),
    ];
    expect(one.body.fid).toMatch(/^[a-z][a-z0-9]+@alpha\.test$/);
    expect(one.body.fid).not.toBe(other.body.fid);
  });

  it('completes a challenge for an actor, and the target lets it in', async () => {
    await ask('POST', '/peers/delta/actors', { actorName: 'dora' });
    const challenge = await (await fetch(`${target.url}/p2core/challenge`)).text();
    const { body } = await ask<{
      readonly completed_challenge: { readonly challenge: string; readonly signature: string };
      readonly id_cert: string;
    }>('POST', '/peers/delta/actors/dora/completed-challenge', challenge);
    const { signature, challenge: text } = body.completed_challenge;
    const { publicKey } = new X509Certificate(Buffer.from(body.id_cert, 'base64'));
    expect(verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))).toBe(true);
    const answer = await fetch(`${target.url}/p2core/session/identify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
  });

  it('takes newcomers, rotates their keys, and says when there are none left', async () => {
    const { body } = await ask('POST', '/newcomers');
    const rotated = await ask('POST', `/peers/${body.name}/key`);
    expect(rotated.status).toBe(201);
    expect(rotated.body.rootCertificate).not.toBe(body.rootCertificate);
    expect((await ask('POST', '/newcomers')).status).toBe(201);
    expect((await ask('POST', '/newcomers')).status).toBe(409);
  });

  it('moves the clocks, of all or of one', async () => {
    expect((await ask('PUT', '/clock', { offsetSeconds: 86_400 })).status).toBe(200);
    expect((await ask('PUT', '/peers/alpha/clock', { offsetSeconds: 86_400 })).status).toBe(200);
    await fetch(network.addresses['alpha.test'] ?? '');
    const at = Date.parse(network.peer('alpha')?.journal().at(-1)?.at ?? '');
    expect(Math.round((at - Date.now()) / 86_400_000)).toBe(2);
    await ask('PUT', '/clock', { offsetSeconds: 0 });
    await ask('PUT', '/peers/alpha/clock', { offsetSeconds: 0 });
  });

  it('lists faults of the wire and of the server', async () => {
    const { body } = await ask<readonly { readonly id: string }[]>('GET', '/faults');
    const ids = body.map(({ id }) => id);
    expect(ids).toContain('wire.hangs');
    expect(ids).toContain('challenge.never-expires');
  });

  it.each([
    ['an unknown route', 'GET', '/pears', undefined, 404, 'GET / lists them'],
    ['an unknown method', 'PUT', '/peers', {}, 405, 'takes GET'],
    ['an unknown peer', 'GET', '/peers/alfa', undefined, 404, 'did you mean "alpha"?'],
    ['an unknown fault', 'PUT', '/peers/alpha/faults', { faults: ['wire.dwn'] }, 400, '"wire.down"'],
    ['faults that are no list', 'PUT', '/peers/alpha/faults', { faults: 'wire.down' }, 400, 'at faults'],
    ['an unknown key', 'PUT', '/peers/alpha/faults', { faults: [], fault: 1 }, 400, 'fault'],
    ['no body', 'PUT', '/peers/alpha/faults', undefined, 400, 'the body'],
    ['a body that is no JSON', 'PUT', '/peers/alpha/faults', '{', 400, 'no JSON'],
    ['a long body', 'PUT', '/peers/alpha/faults', 'x'.repeat(70_000), 413, 'larger than'],
    ['a clock beyond reason', 'PUT', '/clock', { offsetSeconds: 1e12 }, 400, 'offsetSeconds'],
    ['a name that is none', 'POST', '/peers/alpha/actors', { actorName: 'A B' }, 400, 'actorName'],
    [
      'an actor nobody made',
      'POST',
      '/peers/alpha/actors/eve/completed-challenge',
      { challenge: 'x' },
      404,
      'eve',
    ],
    ['a key that must stay', 'POST', '/peers/alpha/key', undefined, 409, 'keeps its key'],
    ['a path that is no encoding', 'GET', '/peers/%', undefined, 400, 'encoded'],
  ])('answers %s with one clear error', async (_what, method, path, body, status, message) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toContain(message);
  });
});

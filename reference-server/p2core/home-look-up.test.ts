import { beforeEach, describe, expect, it } from 'vitest';
import type { AnsweredRequest } from '../index.ts';
import type { CertificateFields } from '../protocol/certificate.ts';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { domainName } from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { forgedCertificate, identification, type TestActor, testActor } from './test-client.ts';
import { type Addresses, joinFederation, strangeServer } from './test-federation.ts';
import { bearer, handClock, register, type TestServer } from './test-servers.ts';

const homeKey = keyPairFromSeed(new Uint8Array(32).fill(9));
const alice = testActor('alice', 'alpha.test');
const day = 86_400_000;

let addresses: Addresses;
let target: TestServer;

beforeEach(async () => {
  addresses = new Map();
  target = await joinFederation(addresses, { domain: 'target.test', outboundTimeoutMs: 300 });
});

async function identify(actor: TestActor, idCert: string, at = target): Promise<number> {
  const { body } = await at.client.get('/p2core/challenge');
  const answer = await at.client
    .post('/p2core/session/identify')
    .send(identification(actor, body.challenge, idCert));
  return answer.status;
}

function root(changes: Partial<CertificateFields> = {}, signingKey = homeKey): string {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const fields: CertificateFields = {
    version: 3,
    serial: Uint8Array.of(0x41),
    issuer: domainName('alpha.test'),
    subject: domainName('alpha.test'),
    notBefore: new Date(now - day),
    notAfter: new Date(now + 365 * day),
    publicKey: homeKey.publicKey,
    basicConstraints: { critical: true, ca: true, pathLength: 0 },
    keyUsage: { critical: true, flags: ['keyCertSign'] },
    ...changes,
  };
  return Buffer.from(issueCertificate(fields, signingKey.privateKey)).toString('base64');
}

const answerWith = (body: unknown, status = 200) =>
  strangeServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

describe('asking an actor’s home', () => {
  it('trusts a home whose root keeps every rule', async () => {
    addresses.set('alpha.test', await answerWith(root()));
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(201);
  });

  it.each<[string, Partial<CertificateFields>]>([
    ['no CA', { basicConstraints: { critical: true, ca: false } }],
    ['without path length', { basicConstraints: { critical: true, ca: true } }],
    ['with path length 1', { basicConstraints: { critical: true, ca: true, pathLength: 1 } }],
    ['without keyCertSign', { keyUsage: { critical: true, flags: ['digitalSignature'] } }],
    ['expired', { notAfter: new Date(Date.now() - 1000) }],
    ['not yet valid', { notBefore: new Date(Date.now() + day) }],
    ['of another domain', { subject: domainName('beta.test'), issuer: domainName('beta.test') }],
    ['of another issuer', { issuer: domainName('beta.test') }],
    ['of version 1', { version: 1 }],
  ])('refuses actors of a home whose root is %s', async (_what, changes) => {
    addresses.set('alpha.test', await answerWith(root(changes)));
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(403);
  });

  it('refuses actors of a home whose root another key signed', async () => {
    const other = keyPairFromSeed(new Uint8Array(32).fill(3));
    addresses.set('alpha.test', await answerWith(root({}, other)));
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(403);
  });

  it('refuses actors of a home that it cannot find or reach', async () => {
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(404);
    addresses.set('alpha.test', 'http://127.0.0.1:9');
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(403);
    addresses.set('alpha.test', 'no address');
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(404);
  });

  it.each<[string, () => Promise<string>]>([
    ['breaks', () => answerWith({ error: 'x' }, 500)],
    ['says 404', () => answerWith(root(), 404)],
    ['sends an object', () => answerWith({ cert: root() })],
    ['sends text that is no certificate', () => answerWith('hello')],
    ['sends no JSON', () => strangeServer((_request, response) => response.end('<html>'))],
    ['never ends its answer', () => strangeServer((_request, response) => response.write('"MII'))],
    ['never answers', () => strangeServer(() => {})],
    ['closes the connection', () => strangeServer((request) => request.socket.destroy())],
    [
      'sends without end',
      () =>
        strangeServer((_request, response) => {
          response.write('"');
          for (let chunk = 0; chunk < 200; chunk += 1) response.write('A'.repeat(1024));
        }),
    ],
  ])('refuses actors of a home that %s', async (_what, start) => {
    addresses.set('alpha.test', await start());
    expect(await identify(alice, forgedCertificate(alice, homeKey))).toBe(403);
  });

  it('follows redirects within the home’s origin only', async () => {
    const elsewhere = await answerWith(root());
    const near = await strangeServer((request, response) => {
      if (request.url === '/moved') response.end(JSON.stringify(root()));
      else response.writeHead(307, { location: '/moved' }).end();
    });
    const far = await strangeServer((_request, response) => {
      response.writeHead(307, { location: `${elsewhere}/p2core/key/server` }).end();
    });
    const circle = await strangeServer((request, response) => {
      response.writeHead(307, { location: request.url ?? '' }).end();
    });
    const statuses: number[] = [];
    for (const url of [far, circle, near]) {
      addresses.set('alpha.test', url);
      statuses.push(await identify(alice, forgedCertificate(alice, homeKey)));
    }
    expect(statuses).toEqual([403, 403, 201]);
  });

  it('asks once while the answer is fresh, and again when it is not', async () => {
    const clock = handClock();
    const journal: AnsweredRequest[] = [];
    const cautious = await joinFederation(addresses, { domain: 'cautious.test', clock });
    const home = await joinFederation(addresses, {
      domain: 'alpha.test',
      onRequest: (entry) => journal.push(entry),
    });
    const { actor, idCert } = await register(home, 'anna');
    const lookUps = () => journal.filter(({ operation }) => operation === 'getServerKey').length;
    await identify(actor, idCert, cautious);
    await identify(actor, idCert, cautious);
    expect(lookUps()).toBe(1);
    clock.advance(61);
    await identify(actor, idCert, cautious);
    expect(lookUps()).toBe(2);
  });

  it('fetches a home’s key anew when a certificate does not fit the remembered one', async () => {
    const home = await joinFederation(addresses, { domain: 'alpha.test' });
    const before = await register(home, 'anna');
    expect(await identify(before.actor, before.idCert)).toBe(201);
    await home.client.put('/p2core/key/server').set(bearer(home.server.adminToken)).expect(200);
    const after = await register(home, 'ben');
    expect(await identify(after.actor, after.idCert)).toBe(201);
    expect(await identify(before.actor, before.idCert)).toBe(403);
  });

  it('forgets a home’s key after a failed verification', async () => {
    const home = await joinFederation(addresses, { domain: 'alpha.test' });
    const { actor, idCert } = await register(home, 'anna');
    expect(await identify(actor, idCert)).toBe(201);
    expect(await identify(actor, forgedCertificate(actor, actor.keys))).toBe(403);
    addresses.delete('alpha.test');
    expect(await identify(actor, idCert)).toBe(404);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { CertificateFields } from '../protocol/certificate.ts';
import { actorName, domainName, UNIQUE_IDENTIFIER, USER_ID } from '../protocol/distinguished-name.ts';
import { type KeyPair, keyPairFromSeed } from '../protocol/ed25519.ts';
import {
  forgedCertificate,
  identification,
  signText,
  spkiOf,
  type TestActor,
  testActor,
} from './test-client.ts';
import { type Addresses, joinFederation } from './test-federation.ts';
import { bearer, handClock, register, type TestServer } from './test-servers.ts';

const path = '/p2core/session/identify';
const homeSeed = new Uint8Array(32).fill(9);
const homeKey: KeyPair = keyPairFromSeed(homeSeed);

let addresses: Addresses;
let target: TestServer;
let home: TestServer;
let alice: TestActor;

beforeEach(async () => {
  addresses = new Map();
  target = await joinFederation(addresses, { domain: 'target.test' });
  home = await joinFederation(addresses, { domain: 'alpha.test', identityKeySeed: homeSeed });
  alice = testActor('alice', 'alpha.test');
});

async function challengeOf({ client }: TestServer): Promise<string> {
  return (await client.get('/p2core/challenge').expect(200)).body.challenge;
}

async function identify(actor: TestActor, idCert: string, at = target) {
  return at.client.post(path).send(identification(actor, await challengeOf(at), idCert));
}

describe('identify', () => {
  it('lets an actor in whose home vouches for the certificate', async () => {
    const { idCert } = home.server.provision({
      actorName: 'alice',
      sessionId: 's1',
      publicKey: spkiOf(alice),
    });
    const answer = await identify(alice, Buffer.from(idCert).toString('base64'));
    expect(answer.status).toBe(201);
    await target.client.get('/p2core/events').set(bearer(answer.body.token)).expect(204);
  });

  it('works both ways between two servers', async () => {
    const fromHome = await register(home, 'anna');
    const fromTarget = await register(target, 'ben');
    expect((await identify(fromHome.actor, fromHome.idCert, target)).status).toBe(201);
    expect((await identify(fromTarget.actor, fromTarget.idCert, home)).status).toBe(201);
  });

  it('gives different actors and sessions different tokens', async () => {
    const tablet = testActor('alice', 'alpha.test', 's2');
    const bob = testActor('bob', 'alpha.test');
    const answers = await Promise.all(
      [alice, tablet, bob].map((actor) => identify(actor, forgedCertificate(actor, homeKey))),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.token)).size).toBe(3);
  });

  it('takes a challenge once', async () => {
    const body = identification(alice, await challengeOf(target), forgedCertificate(alice, homeKey));
    await target.client.post(path).send(body).expect(201);
    await target.client.post(path).send(body).expect(403);
  });

  it('opens one session when a challenge is sent twenty times at once', async () => {
    const body = identification(alice, await challengeOf(target), forgedCertificate(alice, homeKey));
    const answers = await Promise.all(Array.from({ length: 20 }, () => target.client.post(path).send(body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('refuses a challenge that it never issued', async () => {
    const body = identification(alice, 'A'.repeat(64), forgedCertificate(alice, homeKey));
    await target.client.post(path).send(body).expect(403);
  });

  it('takes a challenge until its last second and not after', async () => {
    const clock = handClock();
    const slow = await joinFederation(addresses, {
      domain: 'slow.test',
      clock,
      challengeLifetimeSeconds: 60,
    });
    const [early, late] = [await challengeOf(slow), await challengeOf(slow)];
    const idCert = forgedCertificate(alice, homeKey);
    clock.advance(60);
    await slow.client
      .post(path)
      .send(identification(alice, early, idCert))
      .expect(201);
    clock.advance(1);
    await slow.client
      .post(path)
      .send(identification(alice, late, idCert))
      .expect(403);
  });

  it('is seen to fail where challenges never expire', async () => {
    const clock = handClock();
    const faults = ['challenge.never-expires'];
    const slow = await joinFederation(addresses, { domain: 'slow.test', clock, faults });
    const challenge = await challengeOf(slow);
    clock.advance(700);
    const body = identification(alice, challenge, forgedCertificate(alice, homeKey));
    await slow.client.post(path).send(body).expect(201);
  });

  it('refuses a signature that is flipped, of another key, over another text, or malleable', async () => {
    const idCert = forgedCertificate(alice, homeKey);
    const wrong: ((challenge: string) => string)[] = [
      (challenge) => flipBit(signText(alice, challenge)),
      (challenge) => signText(testActor('mallory', 'alpha.test'), challenge),
      (challenge) => signText(alice, `${challenge}x`),
      (challenge) => withGroupOrderAdded(signText(alice, challenge)),
    ];
    for (const signature of wrong) {
      const challenge = await challengeOf(target);
      const body = {
        completed_challenge: { challenge, signature: signature(challenge) },
        id_cert: idCert,
      };
      await target.client.post(path).send(body).expect(403);
    }
    expect((await identify(alice, idCert)).status).toBe(201);
  });

  const day = 86_400_000;
  const subjectWithout = (oid: string) =>
    actorName('alice', 'alpha.test', 's1').filter((entry) => entry.oid !== oid);
  const commonName = { oid: '2.5.4.3', value: 'alice', tag: 'utf8String' } as const;

  it.each<[string, Partial<CertificateFields>]>([
    ['expired', { notAfter: new Date(Date.now() - 1000) }],
    ['not yet valid', { notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) }],
    ['with another domain in its subject', { subject: actorName('alice', 'beta.test', 's1') }],
    ['without a CN', { subject: subjectWithout('2.5.4.3') }],
    ['with two CNs', { subject: [...actorName('alice', 'alpha.test', 's1'), commonName] }],
    ['without a UID', { subject: subjectWithout(USER_ID) }],
    ['without a uniqueIdentifier', { subject: subjectWithout(UNIQUE_IDENTIFIER) }],
    ['without domain components', { subject: actorName('alice', 'alpha.test', 's1').slice(2) }],
    [
      'whose UID is not CN@DC',
      {
        subject: [
          ...subjectWithout(USER_ID),
          { oid: USER_ID, value: 'bob@alpha.test', tag: 'utf8String' as const },
        ],
      },
    ],
    ['of a CA', { basicConstraints: { critical: true, ca: true } }],
    [
      'that may sign certificates',
      { keyUsage: { critical: true, flags: ['digitalSignature', 'keyCertSign'] } },
    ],
    ['that may not sign', { keyUsage: { critical: true, flags: ['other'] } }],
    ['whose constraints are not critical', { basicConstraints: { critical: false, ca: false } }],
    ['whose key usage is not critical', { keyUsage: { critical: false, flags: ['digitalSignature'] } }],
    ['of version 1', { version: 1 }],
    ['of version 2', { version: 2 }],
    [
      'that outlives its root',
      { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 5000 * day) },
    ],
    ['from before its root', { notBefore: new Date(Date.now() - 2 * day) }],
    ['whose issuer has no domain', { issuer: [] }],
    ['with a key of small order', { publicKey: Uint8Array.of(1, ...new Uint8Array(31)) }],
    ['with a non-canonical key', { publicKey: Uint8Array.of(0xee, ...new Uint8Array(30).fill(255), 0x7f) }],
  ])('refuses a certificate %s', async (_what, changes) => {
    const answer = await identify(alice, forgedCertificate(alice, homeKey, changes));
    expect(answer.status).toBe(403);
    expect((await identify(alice, forgedCertificate(alice, homeKey))).status).toBe(201);
  });

  it('takes contentCommitment in place of digitalSignature', async () => {
    const idCert = forgedCertificate(alice, homeKey, {
      keyUsage: { critical: true, flags: ['contentCommitment'] },
    });
    expect((await identify(alice, idCert)).status).toBe(201);
  });

  it('refuses certificates that the home did not sign, and its root', async () => {
    const other = keyPairFromSeed(new Uint8Array(32).fill(8));
    const wrong = [
      forgedCertificate(alice, other),
      forgedCertificate(alice, alice.keys),
      flipBit(forgedCertificate(alice, homeKey)),
      Buffer.from(home.server.rootCertificate()).toString('base64'),
    ];
    for (const idCert of wrong) expect((await identify(alice, idCert)).status).toBe(403);
  });

  it('asks the home that the issuer names', async () => {
    const issuer = domainName('alpha.test');
    const mallory = testActor('mallory', 'beta.test');
    const faulty = await joinFederation(addresses, {
      domain: 'faulty.test',
      faults: ['certificate.ignores-issuer-domain'],
    });
    const idCert = forgedCertificate(mallory, homeKey, { issuer });
    expect((await identify(mallory, idCert)).status).toBe(403);
    expect((await identify(mallory, idCert, faulty)).status).toBe(201);
  });

  it('refuses what is no certificate, and bytes behind one', async () => {
    const right = Buffer.from(forgedCertificate(alice, homeKey), 'base64');
    const wrong = [right.subarray(0, -1), Buffer.from('hello'), Buffer.from([0x30, 0x80, 0, 0])];
    for (const bytes of wrong) expect((await identify(alice, bytes.toString('base64'))).status).toBe(400);
    expect((await identify(alice, 'no Base64')).status).toBe(400);
    const longer = Buffer.concat([right, Buffer.from([0])]).toString('base64');
    expect((await identify(alice, longer)).status).toBe(403);
  });

  it.each([
    ['no body', undefined],
    ['an array', []],
    ['no completed_challenge', { id_cert: 'x' }],
    ['no challenge', { completed_challenge: { signature: 'x' }, id_cert: 'x' }],
    ['no signature', { completed_challenge: { challenge: 'x' }, id_cert: 'x' }],
    ['no id_cert', { completed_challenge: { challenge: 'x', signature: 'x' } }],
    ['an auth_payload that is text', { completed_challenge: {}, id_cert: 'x', auth_payload: 'x' }],
  ])('refuses a request with %s', async (_what, body) => {
    await target.client.post(path).send(body).expect(400);
  });

  it('opens home routes to nobody from elsewhere', async () => {
    const { body } = await identify(alice, forgedCertificate(alice, homeKey));
    const token = bearer(body.token);
    await target.client
      .post('/p2core/keypackage/@me')
      .set(token)
      .send([{ init_key: 'x' }])
      .expect(403);
    await target.client.put('/p2core/keypackage_lr').set(token).send({ init_key: 'x' }).expect(403);
    await target.client.post('/p2core/session/idcert').set(token).send({ csr: 'x' }).expect(403);
  });

  it('lets its own actors in by their current certificate without asking itself', async () => {
    const { actor, idCert, token } = await register(target, 'ben');
    addresses.delete('target.test');
    expect((await identify(actor, idCert)).status).toBe(201);
    await target.client.put('/p2core/session/revoke').set(bearer(token)).expect(204);
    expect((await identify(actor, idCert)).status).toBe(403);
  });
});

function flipBit(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const middle = bytes.length - 40;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/** The same signature as far as the curve is concerned: S + L (RFC 8032 §5.1.7 forbids it). */
function withGroupOrderAdded(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const sum = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([bytes.subarray(0, 32), sum]).toString('base64');
}

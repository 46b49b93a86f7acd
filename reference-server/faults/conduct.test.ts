import { describe, expect, it } from 'vitest';
import { forgedCertificate, identification, signingRequest, testActor } from '../p2core/test-client.ts';
import { joinFederation } from '../p2core/test-federation.ts';
import { bearer, PASSWORD, register, startServer, trust } from '../p2core/test-servers.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';

const seed = new Uint8Array(32).fill(5);
const homeKey = keyPairFromSeed(seed);

/** A target with faults, and an actor whose home can be asked. */
async function foreigner(faults: readonly string[]) {
  const addresses = new Map<string, string>();
  await joinFederation(addresses, { domain: 'alpha.test', identityKeySeed: seed });
  const target = await joinFederation(addresses, { domain: 'target.test', faults });
  const actor = testActor('alice', 'alpha.test');
  const idCert = forgedCertificate(actor, homeKey);
  const challenge = async () => (await target.client.get('/p2core/challenge').expect(200)).body.challenge;
  const send = (body: object) => target.client.post('/p2core/session/identify').send(body);
  return { actor, challenge, idCert, send, target };
}

describe('a faulty server', () => {
  it('accepts a challenge twice at once where it is spent too late', async () => {
    const statuses = async (faults: readonly string[]) => {
      const { actor, challenge, idCert, send } = await foreigner(faults);
      const body = identification(actor, await challenge(), idCert);
      return (await Promise.all([send(body), send(body)])).map(({ status }) => status).sort();
    };
    expect(await statuses([])).toEqual([201, 403]);
    expect(await statuses(['challenge.spent-too-late'])).toEqual([201, 201]);
  });

  it('accepts a text that only begins like a challenge', async () => {
    const status = async (faults: readonly string[]) => {
      const { actor, challenge, idCert, send } = await foreigner(faults);
      return (await send(identification(actor, `${await challenge()} and more`, idCert))).status;
    };
    expect(await status([])).toBe(403);
    expect(await status(['challenge.found-by-its-beginning'])).toBe(201);
  });

  it('lets in whoever leaves out the signature', async () => {
    const status = async (faults: readonly string[]) => {
      const { challenge, idCert, send } = await foreigner(faults);
      return (await send({ completed_challenge: { challenge: await challenge() }, id_cert: idCert })).status;
    };
    expect(await status([])).toBe(400);
    expect(await status(['identify.needs-no-signature'])).toBe(201);
  });

  it('lets in the key that was let in before, whatever it signs', async () => {
    const { actor, challenge, idCert, send } = await foreigner(['identify.checks-signature-once-per-key']);
    const wrong = async () => ({
      ...identification(actor, 'x', idCert).completed_challenge,
      challenge: await challenge(),
    });
    expect((await send({ completed_challenge: await wrong(), id_cert: idCert })).status).toBe(403);
    expect((await send(identification(actor, await challenge(), idCert))).status).toBe(201);
    expect((await send({ completed_challenge: await wrong(), id_cert: idCert })).status).toBe(201);
  });

  it('gives a foreign session a certificate in the name of its own actor', async () => {
    const status = async (faults: readonly string[]) => {
      const { actor, challenge, idCert, send, target } = await foreigner(faults);
      const bob = await register(target, 'bob');
      const { body } = await send(identification(actor, await challenge(), idCert));
      const answer = await target.client
        .post('/p2core/session/idcert')
        .set(bearer(body.token))
        .send({ csr: signingRequest(bob.actor) });
      return answer.status;
    };
    expect(await status([])).toBe(403);
    expect(await status(['rotation.serves-foreign-sessions'])).toBe(201);
  });

  it('remembers revocation on every route but the one that forgets it', async () => {
    const { client, server } = await startServer({
      faults: ['session.forgets-revocation-on-get-events'],
    });
    const { token } = await register({ client, server });
    await client.put('/p2core/session/revoke').set(bearer(token)).expect(204);
    await client.put('/p2core/session/revoke').set(bearer(token)).expect(401);
    await client.get('/p2core/events').set(bearer(token)).expect(204);
  });

  it('gives the nearest certificate instead of the valid one', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const certificates = async (faults: readonly string[]) => {
      now = new Date('2026-01-01T00:00:00Z');
      const started = await startServer({ clock: { now: () => now }, faults });
      const { actor, token } = await register(started);
      now = new Date('2026-01-01T01:00:00Z');
      await started.client
        .post('/p2core/session/idcert')
        .set(bearer(token))
        .send({ csr: signingRequest(actor) })
        .expect(201);
      const timestamp = String(Date.parse('2026-01-01T00:50:00Z') / 1000);
      const before = await started.client
        .get('/p2core/key/actor/alice@home.test')
        .query({ timestamp: '1767225600' });
      const asked = await started.client.get('/p2core/key/actor/alice@home.test').query({ timestamp });
      return JSON.stringify(before.body) === JSON.stringify(asked.body);
    };
    expect(await certificates([])).toBe(true);
    expect(await certificates(['history.actors-take-nearest'])).toBe(false);
  });

  it('takes over an account by registering it again', async () => {
    const started = await startServer({ faults: ['registration.overwrites-password-of-owner'] });
    await register(started, 'alice');
    const thief = { actor_name: 'alice', password: 'mine now' };
    await started.client.post('/p2core/register').send(thief).expect(409);
    const csr = signingRequest(testActor('alice', 'home.test', 's2'));
    await started.client
      .post('/p2core/session/trust')
      .send({ ...thief, csr })
      .expect(201);
    await started.client
      .post('/p2core/session/trust')
      .send({ actor_name: 'alice', password: PASSWORD, csr })
      .expect(401);
  });
});

describe('a legal variant', () => {
  it('tells siblings of a rotation where that counts as new', async () => {
    const statuses = async (variants: readonly string[]) => {
      const started = await startServer({ variants });
      const phone = await register(started);
      const tablet = await trust(started, testActor('alice', 'home.test', 's2'));
      await started.client.get('/p2core/events').set(bearer(phone.token)).expect(200);
      await started.client
        .post('/p2core/session/idcert')
        .set(bearer(tablet.token))
        .send({ csr: signingRequest(tablet.actor) })
        .expect(201);
      return (await started.client.get('/p2core/events').set(bearer(phone.token))).status;
    };
    expect(await statuses([])).toBe(204);
    expect(await statuses(['events.tell-of-renewals'])).toBe(200);
  });

  it('takes a new certificate in plain text where strings are bare', async () => {
    const addresses = new Map<string, string>();
    await joinFederation(addresses, { domain: 'alpha.test', identityKeySeed: seed });
    const target = await joinFederation(addresses, {
      domain: 'target.test',
      variants: ['answers.send-bare-text'],
    });
    const actor = testActor('alice', 'alpha.test');
    const idCert = forgedCertificate(actor, homeKey);
    const { body } = await target.client.get('/p2core/challenge');
    const opened = await target.client
      .post('/p2core/session/identify')
      .send(identification(actor, body.challenge, idCert));
    await target.client
      .post('/p2core/session/idcert/extern')
      .set({ ...bearer(opened.body.token), 'content-type': 'text/plain' })
      .send(forgedCertificate(actor, homeKey))
      .expect(201);
    const root = await target.client.get('/p2core/key/server').expect('content-type', /^text\/plain/);
    expect(root.text).toBe(Buffer.from(target.server.rootCertificate()).toString('base64'));
  });
});

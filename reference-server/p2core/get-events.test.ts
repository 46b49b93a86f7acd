import { describe, expect, it } from 'vitest';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { forgedCertificate, identification, testActor } from './test-client.ts';
import { type Addresses, joinFederation } from './test-federation.ts';
import { bearer, register, startServer, type TestServer, trust } from './test-servers.ts';

async function eventsOf({ client }: TestServer, token: string) {
  return client.get('/p2core/events').set(bearer(token));
}

function pem(idCert: string): string {
  return `-----BEGIN CERTIFICATE-----\n${idCert.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

describe('getEvents', () => {
  it('says with 204 and no body that there is nothing', async () => {
    const testServer = await startServer();
    const { token } = await register(testServer);
    const answer = await eventsOf(testServer, token);
    expect([answer.status, answer.text]).toEqual([204, '']);
  });

  it('says so with an empty array where that variant is in use', async () => {
    const testServer = await startServer({ variants: ['events.answers-empty-array'] });
    const { token } = await register(testServer);
    const answer = await eventsOf(testServer, token);
    expect([answer.status, answer.body]).toEqual([200, []]);
  });

  it('tells an actor’s other sessions of a new one, once, and nobody else', async () => {
    const testServer = await startServer();
    const phone = await register(testServer, 'alice');
    const bob = await register(testServer, 'bob');
    const tablet = await trust(testServer, testActor('alice', 'home.test', 's2'));
    const told = await eventsOf(testServer, phone.token);
    expect(told.status).toBe(200);
    expect(told.body).toEqual([{ n: 'core', op: 3, d: { cert: pem(tablet.idCert) }, s: 0 }]);
    for (const { token } of [phone, tablet, bob]) {
      expect((await eventsOf(testServer, token)).status).toBe(204);
    }
  });

  it('tells events in their order, numbered', async () => {
    const testServer = await startServer();
    const { token } = await register(testServer, 'alice');
    const later = [];
    for (const id of ['s2', 's3', 's4']) {
      later.push(await trust(testServer, testActor('alice', 'home.test', id)));
    }
    const { body } = await eventsOf(testServer, token);
    expect(body.map(({ s }: { s: number }) => s)).toEqual([0, 1, 2]);
    expect(body.map(({ d }: { d: { cert: string } }) => d.cert)).toEqual(
      later.map(({ idCert }) => pem(idCert)),
    );
  });

  it('tells everyone of a new server key', async () => {
    const testServer = await startServer();
    const { client, server } = testServer;
    const members = [await register(testServer, 'alice'), await register(testServer, 'bob')];
    await client.put('/p2core/key/server').set(bearer(server.adminToken)).expect(200);
    const cert = pem(Buffer.from(server.rootCertificate()).toString('base64'));
    for (const { token } of members) {
      const { body } = await eventsOf(testServer, token);
      expect(body).toHaveLength(1);
      expect(body[0]).toMatchObject({ n: 'core', op: 6, d: { cert } });
      expect(body[0].d.oldInvalidSince).toBeGreaterThan(1_700_000_000);
    }
  });

  it('tells a foreign actor’s sessions of each other, and of no second log-in of the same', async () => {
    const addresses: Addresses = new Map();
    const seed = new Uint8Array(32).fill(9);
    const target = await joinFederation(addresses, { domain: 'target.test' });
    await joinFederation(addresses, { domain: 'alpha.test', identityKeySeed: seed });
    const enter = async (sessionId: string): Promise<string> => {
      const actor = testActor('alice', 'alpha.test', sessionId);
      const { body } = await target.client.get('/p2core/challenge');
      const idCert = forgedCertificate(actor, keyPairFromSeed(seed));
      const answer = await target.client
        .post('/p2core/session/identify')
        .send(identification(actor, body.challenge, idCert));
      return answer.body.token;
    };
    const first = await enter('s1');
    await enter('s2');
    await enter('s2');
    const { body } = await eventsOf(target, first);
    expect(body.map(({ op }: { op: number }) => op)).toEqual([3]);
  });
});

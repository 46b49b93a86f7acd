import { beforeEach, describe, expect, it } from 'vitest';
import { rootRules } from '../behaviour/certificate-rules.ts';
import { signature as strict } from '../behaviour/signature.ts';
import { identification, spkiOf, testActor } from '../p2core/test-client.ts';
import { type Addresses, joinFederation } from '../p2core/test-federation.ts';
import type { TestServer } from '../p2core/test-servers.ts';
import { parseCertificate } from '../protocol/certificate-parsing.ts';
import { rootFaults } from './root.ts';

/** The rules that each root breaks; `otherKey`: it does not hold the key that signs for the actors. */
const ROOTS: readonly (readonly [
  string,
  { readonly breaks: readonly string[]; readonly otherKey?: true },
])[] = [
  ['root.of-another-server', { breaks: ['of-domain'], otherKey: true }],
  ['root.of-another-key', { breaks: [], otherKey: true }],
  ['root.no-authority', { breaks: ['is-a-ca', 'path-length-0'] }],
  ['root.no-path-length', { breaks: ['path-length-0'] }],
  ['root.no-certificate-signing', { breaks: ['key-cert-sign'] }],
  ['root.expired', { breaks: ['not-expired'] }],
  ['root.not-self-signed', { breaks: ['self-signed'] }],
  ['root.of-another-domain', { breaks: ['of-domain'] }],
  ['root.extensions-not-critical', { breaks: ['extensions-critical'] }],
  ['root.in-version-1', { breaks: ['version-3'] }],
];

let addresses: Addresses;
let home: TestServer;

beforeEach(async () => {
  addresses = new Map();
  home = await joinFederation(addresses, { domain: 'alpha.test' });
});

describe('a home with a faulty root', () => {
  it('is tested for every such fault', () => {
    expect(ROOTS.map(([id]) => id)).toEqual(rootFaults.map(({ id }) => id));
  });

  it.each(ROOTS)('breaks exactly what %s says', async (id, { breaks, otherKey = false }) => {
    home.server.setFaults([id]);
    const { body } = await home.client.get('/p2core/key/server').expect(200);
    const certificate = parseCertificate(Buffer.from(body, 'base64'));
    if (!certificate) throw new Error('the root cannot be read');
    const root = { certificate, domain: 'alpha.test', now: new Date(), strict };
    expect(rootRules.filter((rule) => !rule.holds(root)).map(({ name }) => name)).toEqual(breaks);
    const own = parseCertificate(home.server.rootCertificate());
    expect(Buffer.from(certificate.publicKey).equals(own?.publicKey ?? Buffer.alloc(0))).toBe(!otherKey);
  });

  it.each(ROOTS)('has its actors turned away at once by %s, and let in without it', async (id) => {
    const alice = testActor('alice', 'alpha.test');
    const { idCert } = home.server.provision({
      actorName: 'alice',
      sessionId: 's1',
      publicKey: spkiOf(alice),
    });
    const target = await joinFederation(addresses, { domain: 'target.test' });
    const identify = async () => {
      const { body } = await target.client.get('/p2core/challenge').expect(200);
      const proof = identification(alice, body.challenge, Buffer.from(idCert).toString('base64'));
      return (await target.client.post('/p2core/session/identify').send(proof)).status;
    };
    home.server.setFaults([id]);
    expect(await identify()).toBe(403);
    home.server.setFaults([]);
    expect(await identify()).toBe(201);
  });
});

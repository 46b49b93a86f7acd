/** A home server for tests: just a key, a root, and certificates as an honest server issues them. */

import type { Peer } from '../peers/model.ts';
import { basicConstraints, keyUsage, OID_ED25519, signCertificate, USAGE } from './certificate.ts';
import { actorDistinguishedName, domainName } from './distinguished-name.ts';
import { type Actor, createIdentity, keyPairFromSeed } from './identity.ts';
import { randomnessFor } from './randomness.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Peers are honest and their roots a year old. */
export function testHome(name: string, now: Date): Peer {
  const domain = `${name}.test`;
  const { privateKey, publicKeySpki } = keyPairFromSeed(randomnessFor('test home', name).bytes(32));
  const issuer = domainName(domain);
  const common = { version: 3, signedAlgorithm: OID_ED25519, issuer };
  let serial = 1n;
  return {
    name,
    domain,
    url: `http://${domain}`,
    identityKey: privateKey,
    rootCertificate: signCertificate(
      {
        ...common,
        serial,
        notBefore: daysFrom(now, -365),
        notAfter: daysFrom(now, 365),
        subject: issuer,
        publicKey: publicKeySpki,
        extensions: [basicConstraints(true, 0), keyUsage([USAGE.keyCertSign])],
      },
      privateKey,
    ),
    provision: ({ actorName, sessionId, publicKey }) => {
      serial += 1n;
      const fid = `${actorName}@${domain}`;
      const fields = {
        ...common,
        serial,
        notBefore: new Date(now.getTime() - HOUR_MS),
        notAfter: daysFrom(now, 30),
        subject: actorDistinguishedName({ domain, localPart: actorName, fid, sessionId }),
        publicKey,
        extensions: [basicConstraints(false), keyUsage([USAGE.digitalSignature])],
      };
      return { fid, idCert: signCertificate(fields, privateKey) };
    },
    publish: ({ actorName }) => ({ handle: `${actorName}@${domain}` }),
    faults: [],
    journal: () => [],
    asked: () => 0,
    setFaults: () => Promise.resolve(),
    rotateKey: () => Promise.resolve(),
    setClockOffset: () => undefined,
    stop: () => Promise.resolve(),
    start: () => Promise.resolve(),
  };
}

/** An actor with a certificate of that home. */
export function testActor(name: string, home: Peer): Actor {
  const identity = createIdentity(randomnessFor('test actor', name), {
    name,
    home: home.name,
    domain: home.domain,
    runId: 'test',
  });
  const { actorName, sessionId, publicKeySpki } = identity;
  return { ...identity, ...home.provision({ actorName, sessionId, publicKey: publicKeySpki }) };
}

const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY_MS);

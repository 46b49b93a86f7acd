/** Actors for whoever drives the network from outside: at home at a peer, with keys and an ID-Cert, ready to identify. */

import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { Peer } from './model.ts';
import { newRunId } from './peer-names.ts';

export interface HostedActor {
  readonly actorName: string;
  readonly fid: string;
  readonly sessionId: string;
  readonly privateKey: KeyObject;
  /** DER. */
  readonly idCert: Uint8Array;
}

/** What can be given away of one, as JSON. */
export interface ActorDocument {
  readonly actorName: string;
  readonly fid: string;
  readonly sessionId: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** Base64 of DER, as `identify` takes it. */
  readonly idCert: string;
  readonly idCertPem: string;
}

const PEM_LINE = /.{1,64}/g;

/** A new session of that name at the peer; a fresh name unless one is given. */
export function hostActor(peer: Peer, name?: string): HostedActor {
  const runId = newRunId();
  const identity = createIdentity(randomnessFor('hosted actor', runId), {
    name: name ?? 'someone',
    home: peer.name,
    domain: peer.domain,
    runId,
  });
  const { privateKey, publicKeySpki, sessionId } = identity;
  const actorName = name ?? identity.actorName;
  const certified = peer.provision({ actorName, sessionId, publicKey: publicKeySpki });
  return { actorName, sessionId, privateKey, ...certified };
}

export function describeActor({ actorName, fid, sessionId, privateKey, idCert }: HostedActor): ActorDocument {
  const base64 = Buffer.from(idCert).toString('base64');
  const lines = base64.match(PEM_LINE) ?? [];
  return {
    actorName,
    fid,
    sessionId,
    privateKey: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    publicKey: String(createPublicKey(privateKey).export({ format: 'pem', type: 'spki' })),
    idCert: base64,
    idCertPem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  };
}

/** The body with which an actor completes a challenge at `identify`. */
export function identifyBody({ idCert, privateKey }: HostedActor, challenge: string): object {
  const signature = sign(null, Buffer.from(challenge), privateKey).toString('base64');
  return {
    completed_challenge: { challenge, signature },
    id_cert: Buffer.from(idCert).toString('base64'),
  };
}

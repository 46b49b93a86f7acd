/** For tests: the reference server as target, and people who try to get in. */

import { sign } from 'node:crypto';
import { createReferenceServer } from '../../reference-server/index.ts';
import { type Actor, createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { Network, Peer } from './model.ts';

export interface TestTarget {
  readonly url: string;
  /** Status of an attempt to open a session with a certificate of that home. */
  identify(actor: Actor): Promise<number>;
  close(): Promise<void>;
}

/** Shorter than any server's patience, so that the tests of silence are not long. */
const PATIENCE_MS = 400;

let actors = 0;

/** Someone nobody has met, with a certificate of that home. */
export function actorOf(home: Peer): Actor {
  actors += 1;
  const identity = createIdentity(randomnessFor('test actor', home.name, String(actors)), {
    name: 'someone',
    home: home.name,
    domain: home.domain,
    runId: 'test',
  });
  const { actorName, sessionId, publicKeySpki } = identity;
  return { ...identity, ...home.provision({ actorName, sessionId, publicKey: publicKeySpki }) };
}

/** Finds the peers of the network by their addresses. */
export async function startTestTarget({ addresses }: Network): Promise<TestTarget> {
  const server = await createReferenceServer({
    domain: 'home.test',
    resolve: (domain) => addresses[domain],
    outboundTimeoutMs: PATIENCE_MS,
  });
  const { url } = await server.listen();
  return { url, identify: (actor) => identifyAt(url, actor), close: () => server.close() };
}

/** Fetches a challenge and completes it; the status of the answer. */
export async function identifyAt(url: string, { privateKey, idCert }: Actor): Promise<number> {
  const { challenge } = (await (await fetch(`${url}/p2core/challenge`)).json()) as { challenge: string };
  const signature = sign(null, Buffer.from(challenge), privateKey).toString('base64');
  const answer = await fetch(`${url}/p2core/session/identify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      completed_challenge: { challenge, signature },
      id_cert: Buffer.from(idCert ?? []).toString('base64'),
    }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

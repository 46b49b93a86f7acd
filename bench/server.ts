/** Requests per second that the reference server answers, next to a bare Fastify route beside it. */

import { sign } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Agent } from 'undici';
import { base64 } from '../harness/actors/encoding.ts';
import { type Actor, createIdentity } from '../harness/actors/identity.ts';
import { signInboxMessage } from '../harness/actors/inbox-message.ts';
import { randomnessFor } from '../harness/actors/randomness.ts';
import { createReferenceServer, type ReferenceServer } from '../reference-server/index.ts';
import type { Measurement, Section } from './model.ts';
import { type PlainRequest, sendAll } from './send-all.ts';
import type { Served } from './served.ts';
import { median } from './statistics.ts';

const ROUNDS = 3;
const REQUESTS = 500;
const CONCURRENCY = 16;
const HOME = 'foreign.test';
const JSON_HEADERS = { 'content-type': 'application/json' };

interface Subject {
  readonly what: string;
  readonly url: string;
  /** What it is compared with. */
  readonly yardstick?: string;
  requests(): Promise<readonly PlainRequest[]>;
}

interface Visitor {
  readonly actor: Actor;
  readonly idCert: string;
}

const agent = new Agent({ connections: CONCURRENCY, pipelining: 1 });
const GET = 'bare Fastify, GET';
const POST = 'bare Fastify, POST';
let messages = 0;

function repeated(request: PlainRequest): readonly PlainRequest[] {
  return Array.from({ length: REQUESTS }, () => request);
}

async function identifications(url: string, { actor, idCert }: Visitor): Promise<readonly PlainRequest[]> {
  const challenges = await Promise.all(
    Array.from({ length: REQUESTS }, async () => {
      const { body } = await agent.request({ origin: url, path: '/p2core/challenge', method: 'GET' });
      return ((await body.json()) as { readonly challenge: string }).challenge;
    }),
  );
  return challenges.map((challenge) => ({
    method: 'POST',
    path: '/p2core/session/identify',
    headers: JSON_HEADERS,
    body: JSON.stringify({
      completed_challenge: {
        challenge,
        signature: base64(sign(null, Buffer.from(challenge), actor.privateKey)),
      },
      id_cert: idCert,
    }),
    status: 201,
  }));
}

function inboxMessages({ actor }: Visitor): readonly PlainRequest[] {
  return Array.from({ length: REQUESTS }, () => {
    messages += 1;
    const message = {
      type: 'FRIEND_INVITE',
      from: `${actor.actorName}@${HOME}`,
      to: 'bob@remembering.test',
      timestamp: new Date().toISOString(),
      payload: { number: messages },
    };
    const reading = { signature: 'type-first-sorted-v1', shadowed: 'payload' } as const;
    const body = JSON.stringify(signInboxMessage(actor, message, reading));
    return { method: 'POST', path: '/federation/inbox', headers: JSON_HEADERS, body, status: 202 };
  });
}

function visitorOf(home: ReferenceServer): Visitor {
  const request = { name: 'alice', home: HOME, domain: HOME, runId: 'bench' };
  const actor = createIdentity(randomnessFor('bench', 'visitor'), request);
  const { actorName, sessionId, publicKeySpki: publicKey } = actor;
  const { idCert } = home.provision({ actorName, sessionId, publicKey });
  const key = base64(actor.publicKeyRaw);
  home.publish({ actorName, signingKey: key, encryptionKey: key });
  return { actor, idCert: base64(idCert) };
}

function subjectsOf({ bare, remembering, forgetful }: Served, visitor: Visitor): readonly Subject[] {
  const body = JSON.stringify({
    completed_challenge: { challenge: 'x', signature: 'y' },
    id_cert: visitor.idCert,
  });
  const path = '/bare';
  return [
    { what: GET, url: bare, requests: async () => repeated({ method: 'GET', path }) },
    {
      what: POST,
      url: bare,
      requests: async () => repeated({ method: 'POST', path, headers: JSON_HEADERS, body }),
    },
    {
      what: 'challenge',
      url: remembering,
      yardstick: GET,
      requests: async () => repeated({ method: 'GET', path: '/p2core/challenge' }),
    },
    {
      what: 'identify, home key remembered',
      url: remembering,
      yardstick: POST,
      requests: () => identifications(remembering, visitor),
    },
    {
      what: 'identify, home asked',
      url: forgetful,
      yardstick: POST,
      requests: () => identifications(forgetful, visitor),
    },
    {
      what: 'inbox, sender looked up',
      url: remembering,
      yardstick: POST,
      requests: async () => inboxMessages(visitor),
    },
  ];
}

async function perSecond(subject: Subject): Promise<number> {
  const requests = await subject.requests();
  return (requests.length / (await sendAll(agent, subject.url, requests, CONCURRENCY))) * 1_000;
}

async function measureAll(subjects: readonly Subject[]): Promise<readonly Measurement[]> {
  const rounds: ReadonlyMap<string, number>[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rates = new Map<string, number>();
    for (const subject of subjects) rates.set(subject.what, await perSecond(subject));
    // The first only warms everything up.
    if (round > 0) rounds.push(rates);
  }
  return subjects.map(({ what, yardstick }): Measurement => {
    const rateOf = (rates: ReadonlyMap<string, number>, name: string): number =>
      rates.get(name) ?? Number.NaN;
    const value = median(rounds.map((rates) => rateOf(rates, what)));
    if (yardstick === undefined) return { what, value, unit: 'requests/s' };
    const ratio = median(rounds.map((rates) => rateOf(rates, what) / rateOf(rates, yardstick)));
    return { what, value, unit: 'requests/s', ratio: { value: ratio, to: yardstick } };
  });
}

async function measure(): Promise<Section> {
  const home = await createReferenceServer({ domain: HOME });
  const { url } = await home.listen();
  const worker = new Worker(join(import.meta.dirname, 'served.js'), {
    workerData: { homes: { [HOME]: url } },
  });
  try {
    const [served]: Served[] = await once(worker, 'message');
    if (served === undefined) throw new Error('the servers did not start');
    const measurements = await measureAll(subjectsOf(served, visitorOf(home)));
    return { title: `The reference server, ${CONCURRENCY} at once (median of ${ROUNDS})`, measurements };
  } finally {
    worker.postMessage('close');
    await agent.close();
    await once(worker, 'exit');
    await home.close();
  }
}

process.stdout.write(JSON.stringify(await measure()));

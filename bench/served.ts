/** A thread with the servers that bench/server.ts asks: what sends the requests should not slow them down. */

import { parentPort, workerData } from 'node:worker_threads';
import Fastify from 'fastify';
import { createReferenceServer, type ReferenceServer } from '../reference-server/index.ts';

/** Base URLs of what is measured. */
export interface Served {
  readonly bare: string;
  readonly remembering: string;
  /** Its clock leaps so far after each request that no home server's key is still remembered. */
  readonly forgetful: string;
}

/** Longer than any key of a home server is remembered. */
const LEAP_MS = 61_000;
/** So that challenges outlive every leap. */
const LIFETIME_SECONDS = 1_000_000_000;

async function reference(domain: string, leaps: boolean): Promise<ReferenceServer> {
  let leapt = 0;
  const { homes }: { homes: Readonly<Record<string, string>> } = workerData;
  const server = await createReferenceServer({
    domain,
    challengeLifetimeSeconds: LIFETIME_SECONDS,
    clock: { now: () => new Date(Date.now() + leapt) },
    resolve: (asked) => homes[asked],
    onRequest: () => {
      if (leaps) leapt += LEAP_MS;
    },
  });
  const key = Buffer.alloc(32, 1).toString('base64');
  server.publish({ actorName: 'bob', signingKey: key, encryptionKey: key });
  return server;
}

const bare = Fastify();
bare.get('/bare', async () => ({ done: true }));
bare.post('/bare', async () => ({ done: true }));
const remembering = await reference('remembering.test', false);
const forgetful = await reference('forgetful.test', true);
const served: Served = {
  bare: await bare.listen({ host: '127.0.0.1', port: 0 }),
  remembering: (await remembering.listen()).url,
  forgetful: (await forgetful.listen()).url,
};
parentPort?.postMessage(served);
parentPort?.once('message', async () => {
  await Promise.all([bare.close(), remembering.close(), forgetful.close()]);
});

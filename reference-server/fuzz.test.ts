/** Whatever is thrown at it, the server answers below 500, keeps no rejected promise and holds on to no memory. */

import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FuzzRequest, fuzzBytes, fuzzRequest } from './fuzz-requests-for-tests.ts';
import {
  type DocumentedOperation,
  documentedOperations,
  newPeople,
  type People,
  wholeRequest,
} from './fuzz-world-for-tests.ts';
import { createReferenceServer, type ReferenceServer } from './index.ts';

const SEED = 20_260_101;
const BATCH = 50;
const WARM_UP = 3_000;
const REQUESTS = 20_000;
const CONNECTIONS = 1_000;
/** Batches until the people are replaced by others. */
const LIFE_OF_PEOPLE = 3;
const LONGEST_SHOWN = 2_000;
const ALLOWED_GROWTH = 1.2;
const COLLECTIONS = 5;
const UNANSWERED_MS = 20_000;

const operations = new Map(documentedOperations().map((operation) => [operation.id, operation]));
const mistakes: unknown[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => {
  rejections.push(reason);
};

let server: ReferenceServer;
let foreign: ReferenceServer;
let port: number;
let people: People;
let batches = 0;

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  foreign = await createReferenceServer({ domain: 'foreign.test' });
  const { url } = await foreign.listen();
  server = await createReferenceServer({
    domain: 'home.test',
    resolve: (domain) => (domain === 'foreign.test' ? url : undefined),
    onMistake: (error) => mistakes.push(error),
  });
  port = Number(new URL((await server.listen()).url).port);
});

afterAll(async () => {
  process.off('unhandledRejection', onRejection);
  await Promise.all([server.close(), foreign.close()]);
});

function operationOf(id: string): DocumentedOperation {
  const operation = operations.get(id);
  if (operation === undefined) throw new Error(`no document describes ${id}`);
  return operation;
}

/** Sends them all at once; gives those that were answered with a server error, as they were sent, a line each. */
async function troubleWith(batch: readonly FuzzRequest[]): Promise<readonly string[]> {
  // Any request may end a session; these last long enough to be of use.
  if (batches % LIFE_OF_PEOPLE === 0) people = await newPeople(server, foreign, batches);
  batches += 1;
  const answers = await Promise.all(
    batch.map(async (request) => {
      const whole = wholeRequest(request, operationOf(request.operation), people, server.adminToken);
      const { statusCode, body } = await server.app.inject({ ...whole, method: whole.method as 'GET' });
      return { whole, statusCode, body };
    }),
  );
  return answers
    .filter(({ statusCode }) => statusCode >= 500)
    .map(({ whole, ...answer }) =>
      JSON.stringify({ ...answer, ...whole, payload: whole.payload?.toString('latin1') }).slice(
        0,
        LONGEST_SHOWN,
      ),
    );
}

/** What was sent says more than the whole batch that it was part of. */
function reporter<Sent>({ failed, seed, counterexamplePath, errorInstance }: fc.RunDetails<[Sent]>): void {
  if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath}: ${String(errorInstance)}`);
}

async function throwRequests(count: number, seed: number): Promise<void> {
  const batch = fc.array(fuzzRequest([...operations.keys()]), { minLength: BATCH, maxLength: BATCH });
  await fc.assert(
    fc.asyncProperty(batch, async (requests) => {
      const trouble = await troubleWith(requests);
      if (trouble.length > 0 || mistakes.length > 0) throw new Error([...trouble, ...mistakes].join('\n'));
    }),
    { numRuns: count / BATCH, seed, endOnFailure: true, reporter },
  );
}

/** What the server says to these bytes before either side ends the connection. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const settle = (): void => resolve(Buffer.concat(chunks).toString('latin1'));
    socket.setTimeout(UNANSWERED_MS, () => {
      socket.destroy();
      reject(new Error(`no end to the connection within ${UNANSWERED_MS} ms`));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server may end such a connection as roughly as it likes.
    socket.on('error', settle);
    socket.on('close', settle);
    socket.end(Buffer.from(bytes, 'latin1'));
  });
}

const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
})();

/** What is let go of by one collection is freed by the next. */
async function bytesInUse(): Promise<number> {
  for (let round = 0; round < COLLECTIONS; round += 1) {
    collectGarbage();
    await setImmediate();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

afterEach(() => {
  mistakes.length = 0;
});

describe('the server', () => {
  it('answers 20,000 odd requests of all routes without an error of its own, and keeps nothing of them', async () => {
    await throwRequests(WARM_UP, SEED);
    const before = await bytesInUse();
    await throwRequests(REQUESTS, SEED + 1);
    const after = await bytesInUse();
    expect(rejections).toEqual([]);
    expect(after / before).toBeLessThan(ALLOWED_GROWTH);
  }, 300_000);

  it('answers bytes that are hardly a request, or ends the connection', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fuzzBytes, { minLength: BATCH, maxLength: BATCH }), async (requests) => {
        const answers = await Promise.all(
          requests.map(async (bytes) => ({ bytes, answer: await answerTo(bytes) })),
        );
        const broken = answers.filter(({ answer }) => /^HTTP\/1\.[01] 5/.test(answer));
        if (broken.length > 0) throw new Error(JSON.stringify(broken));
      }),
      { numRuns: CONNECTIONS / BATCH, seed: SEED, endOnFailure: true, reporter },
    );
    expect(mistakes.map(String)).toEqual([]);
    expect(rejections).toEqual([]);
  }, 120_000);
});

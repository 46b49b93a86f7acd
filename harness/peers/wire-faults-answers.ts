/** Whole answers that are the wrong ones. */

import { randomnessFor } from '../actors/randomness.ts';
import type { Scene, WireFault } from './wire-fault.ts';

const GARBAGE_BYTES = 1_024;
const RETRY_AFTER_SECONDS = 60;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

export const ANSWER_FAULTS: readonly WireFault[] = [
  {
    id: 'wire.answers-500',
    title: 'Answers every request with 500',
    effect: 'The home server is broken and vouches for nobody.',
    act: (scene) => refuse(scene, 500, 'P2CORE_INTERNAL_SERVER_ERROR'),
  },
  {
    id: 'wire.answers-404',
    title: 'Answers every request with 404',
    effect: 'Something answers under that name, but it is no server of this protocol.',
    act: (scene) => refuse(scene, 404, 'P2CORE_NOT_FOUND'),
  },
  {
    id: 'wire.answers-429',
    title: 'Answers every request with 429 and a Retry-After of a minute',
    effect:
      'The home server vouches for nobody now; a target that waits for it keeps its own clients waiting.',
    act: (scene) => refuse(scene, 429, 'P2CORE_RATE_LIMITED', { 'retry-after': RETRY_AFTER_SECONDS }),
  },
  {
    id: 'wire.wrong-content-type',
    title: 'Answers every request with a web page and status 200',
    effect: 'A captive portal or a parked domain answers; its page is no certificate.',
    act: ({ response, settle }) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Welcome</title><p>This domain is for sale.</p>\n');
      settle(200);
    },
  },
  {
    id: 'wire.answers-garbage',
    title: 'Answers with random bytes that it calls JSON',
    effect: 'A parser that is not ready for any byte breaks the target.',
    act: ({ response, settle }) => {
      response.writeHead(200, JSON_TYPE).end(randomnessFor('garbage').bytes(GARBAGE_BYTES));
      settle(200);
    },
  },
  {
    id: 'wire.redirects-elsewhere',
    title: 'Redirects to another origin, which gives the right answer',
    effect: 'Who follows lets the other origin vouch for people of this one.',
    act: async ({ request, response, elsewhere, settle }) => {
      const location = `${await elsewhere()}${request.url ?? '/'}`;
      response.writeHead(307, { location, 'content-length': 0 }).end();
      settle(307);
    },
  },
  {
    id: 'wire.redirect-loop',
    title: 'Redirects every request to itself',
    effect: 'Who follows without counting never comes back.',
    act: ({ request, response, settle }) => {
      response.writeHead(307, { location: request.url ?? '/', 'content-length': 0 }).end();
      settle(307);
    },
  },
];

function refuse(
  { response, settle }: Scene,
  status: number,
  error: string,
  headers: Readonly<Record<string, number>> = {},
): void {
  response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify({ errcode: status, error }));
  settle(status);
}

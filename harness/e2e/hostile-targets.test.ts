/** Targets that mean harm, or are merely broken: one clear verdict each, bounded memory, and the run goes on. */

import { afterEach, describe, expect, it } from 'vitest';
import { openHostileServer, response } from './hostile-server.ts';
import { HOSTILITIES } from './hostilities.ts';
import { run, scenario, start } from './tiny-target.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** Far less than the 100 MB that some of them send. */
const MOST_GROWTH = 60 * 1024 * 1024;
/** What is in flight between two sockets, and what is read before it is too much. */
const MOST_WRITTEN = 40 * 1024 * 1024;

const registers = (name: string): ReturnType<typeof scenario> =>
  scenario(
    name,
    `
title: A name is registered
steps:
  - call: register
    body: { actor_name: "\${freshName()}" }
    check: { P2-REG-01: { status: 201, body: { fid: nonEmptyString } } }
`,
  );
const asks = (name: string): ReturnType<typeof scenario> =>
  scenario(
    name,
    `
title: A challenge is given out
steps:
  - call: getChallenge
    check: { P2-CHAL-01: { status: 200 } }
`,
  );

/** Sends a token, by a method that some would repeat at the place that a redirect names. */
const rotates = (): ReturnType<typeof scenario> =>
  scenario(
    'rotates',
    `
title: An administrator rotates the key
exclusive: true
steps:
  - call: rotateServerKey
    as: admin
    check: { P2-KEY-05: { status: 200 } }
`,
  );

/** The most that was held beyond what was held at first, looked at again and again. */
function watchMemory(): () => number {
  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, held());
  }, 5);
  return () => {
    clearInterval(timer);
    return Math.max(most, held()) - before;
  };
}

describe('a target that', () => {
  it.each(HOSTILITIES.map((hostility) => [hostility.title, hostility] as const))(
    '%s gets one verdict, and the run goes on',
    async (_, { act, reason, verdict = 'inconclusive' }) => {
      const server = await openHostileServer(act);
      opened.push(() => server.close());
      const growth = watchMemory();
      // One after another: what comes behind the hostility meets whatever that left of the connection.
      const { results, aborted } = await run(
        server.url,
        [asks('before'), registers('hostile'), asks('behind')],
        {
          requestTimeoutMs: 400,
          concurrency: 1,
        },
      );
      const grown = growth();
      const names = results.map((result) => [result.id.split('/')[2], result.verdict]);
      expect(Object.fromEntries(names)).toEqual({ before: 'passed', hostile: verdict, behind: 'passed' });
      expect([names.length, aborted]).toEqual([3, undefined]);
      const told = results.find(({ id }) => id.endsWith('hostile'));
      const said = [told?.reason, ...(told?.checks.map(({ message }) => message) ?? [])].join(' ').trim();
      expect(said).toMatch(reason);
      expect(said.length).toBeLessThan(2_000);
      expect(grown).toBeLessThan(MOST_GROWTH);
      if (reason.source === 'larger than') expect(server.written()).toBeLessThan(MOST_WRITTEN);
      expect(JSON.stringify(results).length).toBeLessThan(400_000);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
    30_000,
  );
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])(
    '%i to another origin are not followed, with or without a token',
    async (status) => {
      const seen: string[] = [];
      const elsewhere = await start(() => ({ status: 201, body: { fid: 'x@home.test' } }), seen);
      const server = await openHostileServer(({ send }) =>
        send(response(status, '', `location: ${elsewhere}/p2core/register\r\n`)),
      );
      opened.push(() => server.close());
      const { verdicts } = await run(server.url, [registers('hostile'), rotates()], {
        file: { admin: { token: 'adm1n-t0ken' } },
        concurrency: 1,
      });
      expect(verdicts).toEqual({ hostile: 'inconclusive', rotates: 'inconclusive' });
      expect(seen).toEqual([]);
    },
  );
});

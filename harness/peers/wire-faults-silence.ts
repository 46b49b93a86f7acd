/** Peers that take too long. */

import { limitInTime, type WireFault } from './wire-fault.ts';

const TRICKLE_MS = 1_000;

export const SILENCE_FAULTS: readonly WireFault[] = [
  {
    id: 'wire.hangs',
    title: 'Accepts the connection and never answers',
    effect: 'A target without a time limit waits for ever, and everyone behind it.',
    act: ({ response, settle }) => {
      limitInTime(response);
      settle(0);
    },
  },
  {
    id: 'wire.trickles',
    title: 'Sends the right answer one byte a second',
    effect: 'A limit on the time between two bytes does not help: only one on the whole answer does.',
    act: async ({ response, honest, settle }) => {
      const { status, headers, body } = await honest();
      response.writeHead(status, { ...headers, 'content-length': body.length });
      let sent = 0;
      const timer = setInterval(() => {
        sent += 1;
        if (sent >= body.length) response.end(body.subarray(sent - 1));
        else response.write(body.subarray(sent - 1, sent));
      }, TRICKLE_MS);
      limitInTime(response, () => clearInterval(timer));
      response.flushHeaders();
      settle(status);
    },
  },
];

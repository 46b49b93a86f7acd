/** Whether the target limits how fast it can be asked, found out before that spoils verdicts. */

import { retryAfterMs } from '../target/pacer.ts';
import type { Finding } from './finding.ts';
import type { Reply } from './questioner.ts';
import type { Surroundings } from './surroundings.ts';

/** About what one scenario with many cases sends within a second. */
const BURST = 40;
const TOO_MANY = 429;
const MINUTE = 60_000;

export async function judgeRate({ questioner, target }: Surroundings): Promise<Finding> {
  const started = performance.now();
  const replies: Reply[] = [];
  for (let sent = 0; sent < BURST; sent += 1) {
    const reply = await questioner.ask('getChallenge');
    replies.push(reply);
    if (reply.status === TOO_MANY) return limited(replies, performance.now() - started);
  }
  const { requestsPerMinute } = target.file.limits;
  const message = `took ${BURST} requests in a row; a run sends at most ${requestsPerMinute} a minute`;
  return { id: 'rate', severity: 'good', message };
}

function limited(replies: readonly Reply[], elapsedMs: number): Finding {
  const refused = replies.at(-1);
  const asked = refused?.headers['retry-after'];
  const waitMs = retryAfterMs(asked, Date.now()) ?? 0;
  const perMinute = Math.max(
    1,
    Math.floor(((replies.length - 1) * MINUTE) / Math.max(waitMs, elapsedMs, 1_000)),
  );
  return {
    id: 'rate',
    severity: 'problem',
    message: `status 429 after ${replies.length - 1} requests (Retry-After: ${asked ?? 'none'})`,
    fix: `set limits: { requestsPerMinute: ${perMinute} }, or lift the limit for tests`,
  };
}

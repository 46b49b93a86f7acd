/** Waits for a target that is starting. */

import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from './preflight.ts';
import { TargetUnavailableError } from './problem.ts';

export interface Waiting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What to check when it is not ready in time. */
  readonly hint: string;
  /** Rejects once the target ended by itself. */
  readonly ended: Promise<never>;
}

const POLL_MS = 30;
const PROBE_TIMEOUT_MS = 1000;
const SERVER_ERROR = 500;

/**
 * Asks until there is an answer without a server error.
 *
 * @throws TargetUnavailableError when that takes too long, what `ended` rejects with, or the signal's reason.
 */
export async function untilReady({ url, headers, timeoutMs, signal, hint, ended }: Waiting): Promise<void> {
  // It may end while an answer is waited for; the race below tells.
  ended.catch(() => undefined);
  const deadline = Date.now() + timeoutMs;
  let last = 'nothing was tried';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const status = await probe({ url, headers, timeoutMs: PROBE_TIMEOUT_MS, signal });
      if (status < SERVER_ERROR) return;
      last = `status ${status}`;
    } catch (error) {
      last = error instanceof Error ? error.message || error.name : String(error);
    }
    await Promise.race([sleep(POLL_MS), ended]);
  }
  throw new TargetUnavailableError(
    `the target was not ready within ${timeoutMs} ms: GET ${url}: ${last}`,
    hint,
  );
}

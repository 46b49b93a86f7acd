/** Obeys the rate that the target file allows: bursts of at most a second's worth, no fixed sleeps. */

const MINUTE = 60_000;
const BURST_MS = 1_000;

export interface Pacer {
  /** How long (ms) to wait before the next request; each call takes one slot. */
  reserve(nowMs: number): number;
}

export function createPacer(requestsPerMinute: number): Pacer {
  const interval = MINUTE / Math.max(requestsPerMinute, Number.MIN_VALUE);
  const burst = Math.max(0, BURST_MS - interval);
  let next = Number.NEGATIVE_INFINITY;
  return {
    reserve(nowMs) {
      const slot = Math.max(next, nowMs - burst);
      next = slot + interval;
      return Math.max(0, slot - nowMs);
    },
  };
}

/** `Retry-After` (RFC 9110, section 10.2.3) in ms: seconds, or a date; undefined when it is neither. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

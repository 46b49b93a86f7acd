/** The target's clock, learned from its `Date` headers: "now" and "in the future" are meant in its time. */

const SECOND = 1_000;
/** How far the clocks may be apart while no `Date` header was seen. */
const UNKNOWN_TOLERANCE_SECONDS = 60;
const KNOWN_TOLERANCE_SECONDS = 2;

export interface TargetClock {
  /** One response: its `Date` header, and when by our clock (ms) the request left and the response came. */
  observe(date: string | undefined, sentAtMs: number, receivedAtMs: number): void;
  /** UNIX seconds by the target's clock, with fractions. */
  now(): number;
  /** What has to be added to our clock; 0 while nothing contradicts that both agree. */
  readonly offsetMs: number;
  /** By how much `now` may be off. */
  readonly toleranceSeconds: number;
}

/** A `Date` header tells whole seconds: each response bounds the offset, and the bounds are intersected. */
export function createTargetClock(own: { now(): Date } = { now: () => new Date() }): TargetClock {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  const offset = (): number => (low > 0 || high < 0 ? Math.round((low + high) / 2) : 0);

  return {
    observe(date, sentAtMs, receivedAtMs) {
      const second = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(second)) return;
      const [from, to] = [second - receivedAtMs, second + SECOND - sentAtMs];
      const contradicts = from > high || to < low;
      low = contradicts ? from : Math.max(low, from);
      high = contradicts ? to : Math.min(high, to);
    },
    now: () => (own.now().getTime() + offset()) / SECOND,
    get offsetMs() {
      return offset();
    },
    get toleranceSeconds() {
      return low === Number.NEGATIVE_INFINITY ? UNKNOWN_TOLERANCE_SECONDS : KNOWN_TOLERANCE_SECONDS;
    },
  };
}

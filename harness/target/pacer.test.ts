import { describe, expect, it } from 'vitest';
import { createPacer, retryAfterMs } from './pacer.ts';

describe('the pace', () => {
  it('allows a burst of a second, then one request an interval', () => {
    const pacer = createPacer(600);
    const waits = Array.from({ length: 13 }, () => pacer.reserve(0));
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300]);
  });

  it('keeps a slow pace from the first request on', () => {
    const pacer = createPacer(6);
    expect([pacer.reserve(0), pacer.reserve(0), pacer.reserve(15_000)]).toEqual([0, 10_000, 5_000]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2024-03-09T16:00:00Z');

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['Sat, 09 Mar 2024 16:00:07 GMT', 7_000],
    ['Sat, 09 Mar 2024 15:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTargetClock } from './clock.ts';

const NOW = Date.parse('2024-03-09T16:00:00.500Z');
const own = { now: () => new Date(NOW) };
const header = (ms: number): string => new Date(ms).toUTCString();

describe("the target's clock", () => {
  it('is ours, loosely, until the target tells it', () => {
    const clock = createTargetClock(own);
    clock.observe(undefined, NOW, NOW);
    clock.observe('no date', NOW, NOW);
    expect(clock.now()).toBe(NOW / 1_000);
    expect(clock.toleranceSeconds).toBe(60);
  });

  it('stays ours, exactly, while headers do not contradict it', () => {
    const clock = createTargetClock(own);
    clock.observe(header(NOW), NOW - 20, NOW);
    expect(clock.offsetMs).toBe(0);
    expect(clock.toleranceSeconds).toBe(2);
  });

  it('is off by what the headers say', () => {
    const clock = createTargetClock(own);
    clock.observe(header(NOW + 3_600_000), NOW - 20, NOW);
    expect(Math.abs(clock.offsetMs - 3_600_000)).toBeLessThanOrEqual(600);
  });

  it('follows a clock that was set anew', () => {
    const clock = createTargetClock(own);
    clock.observe(header(NOW + 3_600_000), NOW, NOW);
    clock.observe(header(NOW - 60_000), NOW, NOW);
    expect(Math.abs(clock.offsetMs + 60_000)).toBeLessThanOrEqual(600);
  });

  it('comes within a second of the truth, and closer with every answer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000_000, max: 10_000_000 }),
        fc.array(
          fc.record({ at: fc.integer({ min: 0, max: 60_000 }), delay: fc.integer({ min: 0, max: 300 }) }),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        (offset, answers) => {
          const clock = createTargetClock(own);
          for (const { at, delay } of answers) {
            clock.observe(header(NOW + at + offset), NOW + at - delay, NOW + at + delay);
          }
          expect(Math.abs(clock.offsetMs - offset)).toBeLessThanOrEqual(1_000);
        },
      ),
    );
  });
});

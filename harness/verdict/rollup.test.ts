import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from './model.ts';
import { rollUp, VERDICT_ORDER } from './rollup.ts';

describe('several verdicts together', () => {
  it('are as bad as the worst', () => {
    expect(rollUp(['passed', 'warning', 'failed', 'error'])).toBe('failed');
    expect(rollUp(['passed', 'inconclusive', 'warning'])).toBe('inconclusive');
    expect(rollUp(['passed', 'unsupported', 'skipped'])).toBe('skipped');
    expect(rollUp([])).toBeUndefined();
  });

  it('never become better by one more', () => {
    const verdict = fc.constantFrom<Verdict>(...VERDICT_ORDER);
    const rank = (one: Verdict | undefined): number =>
      one === undefined ? Number.POSITIVE_INFINITY : VERDICT_ORDER.indexOf(one);
    fc.assert(
      fc.property(fc.array(verdict), verdict, (verdicts, more) => {
        expect(rank(rollUp([...verdicts, more]))).toBeLessThanOrEqual(rank(rollUp(verdicts)));
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Level } from '../spec/model.ts';
import type { RequirementStatus, RunVerdict } from './model.ts';
import { countMusts, type RequirementOutcome, runExitCode, runVerdict } from './run-verdict.ts';

/** `MUST held` is selected; `MUST untested -` is not. */
function outcome(text: string): RequirementOutcome {
  const [level, status, mark] = text.split(' ') as [Level, RequirementStatus, string?];
  return { level, status, selected: mark !== '-' };
}

interface Row {
  readonly says: string;
  readonly of: readonly string[];
  readonly full?: boolean;
  readonly complete?: boolean;
  readonly errors?: number;
  readonly verdict: RunVerdict;
}

const ROWS: readonly Row[] = [
  {
    says: 'a full run whose MUSTs all held is conformant',
    of: ['MUST held', 'MUST held'],
    verdict: 'conformant',
  },
  {
    says: 'a broken SHOULD leaves a full run conformant',
    of: ['MUST held', 'SHOULD broken'],
    verdict: 'conformant',
  },
  {
    says: 'an untested SHOULD leaves a full run conformant',
    of: ['MUST held', 'SHOULD untested -'],
    verdict: 'conformant',
  },
  {
    says: 'what cannot be observed or is absent by choice of an option does not count',
    of: ['MUST held', 'MUST untestable -', 'MUST unsupported'],
    verdict: 'conformant',
  },
  {
    says: 'one broken MUST makes it non-conformant',
    of: ['MUST held', 'MUST broken'],
    verdict: 'non-conformant',
  },
  {
    says: 'a broken MUST outweighs an error of the harness',
    of: ['MUST broken'],
    errors: 1,
    verdict: 'non-conformant',
  },
  {
    says: 'a broken MUST outweighs an early end',
    of: ['MUST broken'],
    complete: false,
    verdict: 'non-conformant',
  },
  {
    says: 'a MUST without a scenario makes a full run incomplete',
    of: ['MUST held', 'MUST untested -'],
    verdict: 'incomplete',
  },
  {
    says: 'a MUST that was not reached makes a full run incomplete',
    of: ['MUST held', 'MUST untested'],
    verdict: 'incomplete',
  },
  {
    says: 'a waived MUST makes a full run incomplete',
    of: ['MUST held', 'MUST waived -'],
    verdict: 'incomplete',
  },
  { says: 'an error of the harness is inconclusive', of: ['MUST held'], errors: 1, verdict: 'inconclusive' },
  {
    says: 'a run cut short is inconclusive',
    of: ['MUST held'],
    complete: false,
    verdict: 'inconclusive',
  },
  { says: 'a run that concluded nothing is inconclusive', of: ['MUST untested'], verdict: 'inconclusive' },
  { says: 'a run of nothing is inconclusive', of: [], verdict: 'inconclusive' },
  {
    says: 'a selection whose MUSTs all held is held, whatever was not selected',
    of: ['MUST held', 'MUST untested -'],
    full: false,
    verdict: 'held',
  },
  {
    says: 'a selection with a MUST that was not reached is incomplete',
    of: ['MUST held', 'MUST untested'],
    full: false,
    verdict: 'incomplete',
  },
  {
    says: 'a selection with a waived MUST is incomplete',
    of: ['MUST held', 'MUST waived'],
    full: false,
    verdict: 'incomplete',
  },
  { says: 'a selection of SHOULDs is held', of: ['SHOULD broken'], full: false, verdict: 'held' },
  {
    says: 'a selection of nothing but absent options is inconclusive',
    of: ['MUST unsupported'],
    full: false,
    verdict: 'inconclusive',
  },
  {
    says: 'a selection with a broken MUST is non-conformant',
    of: ['MUST broken'],
    full: false,
    verdict: 'non-conformant',
  },
];

describe('the verdict of a run', () => {
  it.each(ROWS)('says: $says', ({ of, full = true, complete = true, errors = 0, verdict }) => {
    expect(runVerdict({ requirements: of.map(outcome), full, complete, errors })).toBe(verdict);
  });

  it('counts applicable, tested and held MUSTs', () => {
    const all = ['MUST held', 'MUST broken', 'MUST untested -', 'MUST waived', 'MUST unsupported'];
    const requirements = [...all, 'MUST untestable -', 'SHOULD held'].map(outcome);
    expect(countMusts(requirements)).toEqual({ total: 4, tested: 2, held: 1 });
  });
});

describe('the exit code of a run', () => {
  it.each<[RunVerdict, requireConformant: boolean, interrupted: boolean, number]>([
    ['conformant', false, false, 0],
    ['conformant', true, false, 0],
    ['held', false, false, 0],
    ['held', true, false, 4],
    ['incomplete', false, false, 0],
    ['incomplete', true, false, 4],
    ['non-conformant', false, false, 1],
    ['non-conformant', true, false, 1],
    ['inconclusive', false, false, 3],
    ['inconclusive', true, false, 3],
    ['non-conformant', false, true, 130],
    ['conformant', true, true, 130],
  ])('%s, conformance required %s, interrupted %s: %i', (verdict, requireConformant, interrupted, code) => {
    expect(runExitCode({ verdict, requireConformant, interrupted })).toBe(code);
  });
});

import { describe, expect, it } from 'vitest';
import type { CheckResult, ScenarioResult, Verdict } from '../verdict/model.ts';
import { assessAbsurd, assessFault, assessScenarios, assessVariant, gapsOf, isGap } from './assess.ts';
import { PROOF_FORMAT, type Proof } from './model.ts';

function check(requirement: string, verdict: Verdict): CheckResult {
  return { requirement, level: 'MUST', verdict, step: '1 register' };
}

function result(id: string, verdict: Verdict, ...checks: readonly CheckResult[]): ScenarioResult {
  const base = { title: id, profile: 'p2core', file: `${id}.yaml`, durationMs: 1, rerun: '', steps: [] };
  return { ...base, id, verdict, checks };
}

const fault = { id: 'challenge.works-again', breaks: ['P2-IDN-07'] };

describe('a fault', () => {
  it('is caught by a check that fails under a requirement that it breaks', () => {
    const proof = assessFault(fault, [
      result('a', 'failed', check('P2-IDN-07', 'failed')),
      result('b', 'passed', check('P2-IDN-07', 'passed')),
    ]);
    expect(proof).toMatchObject({ caught: true, caughtBy: ['a'], caughtUnder: ['P2-IDN-07'] });
  });

  it('is not caught under a requirement that it does not break', () => {
    const proof = assessFault(fault, [result('a', 'failed', check('P2-IDN-01', 'failed'))]);
    expect(proof.caught).toBe(false);
    expect(isGap({ kind: 'fault', proof })).toBe(true);
  });

  it('is not caught by what could not be judged', () => {
    const proof = assessFault(fault, [result('a', 'inconclusive', check('P2-IDN-07', 'inconclusive'))]);
    expect(proof.caught).toBe(false);
  });
});

describe('a legal variant', () => {
  it('may follow a SHOULD otherwise, and lack what is optional', () => {
    expect(assessVariant('v', [result('a', 'warning'), result('b', 'unsupported')]).falseAlarms).toEqual([]);
  });

  it.each(['failed', 'inconclusive', 'error'] as const)('is accused by a scenario that is %s', (verdict) => {
    expect(assessVariant('v', [{ ...result('a', verdict), case: 'x' }]).falseAlarms).toEqual(['a#x']);
  });
});

describe('a server without sense', () => {
  it('passes a scenario only with all its cases', () => {
    const results = [result('a', 'passed'), { ...result('a', 'failed'), case: 'x' }, result('b', 'passed')];
    expect(assessAbsurd('accepts-everything', results, ['a', 'b', 'c']).passed).toEqual(['b']);
  });
});

describe('the gaps of a proof', () => {
  const caught = assessFault(fault, [result('a', 'failed', check('P2-IDN-07', 'failed'))]);
  const whole: Proof = {
    format: PROOF_FORMAT,
    faults: [caught],
    variants: [assessVariant('v', [])],
    absurd: [assessAbsurd('refuses-everything', [], [])],
    scenarios: assessScenarios(['a'], [caught]),
  };

  it('are none when everything is caught and nobody is accused', () => {
    expect(gapsOf(whole, new Set())).toEqual([]);
  });

  it('name a scenario that catches nothing, unless it says why it is kept', () => {
    const idle = { ...whole, scenarios: assessScenarios(['a', 'b'], [caught]) };
    expect(gapsOf(idle, new Set())).toEqual(['b catches no fault']);
    expect(gapsOf(idle, new Set(['b']))).toEqual([]);
  });

  it('name a fault that nothing caught, with what it breaks', () => {
    const missed = { ...whole, faults: [{ ...caught, caught: false }], scenarios: [] };
    expect(gapsOf(missed, new Set())).toEqual([
      'fault challenge.works-again: no check fails under P2-IDN-07',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Decision, Level, Requirement } from '../spec/model.ts';
import { checkResult } from './judge.ts';
import type { Judgement } from './model.ts';

const requirement = (level: Level, decision?: string): Requirement => ({
  id: 'P2-IDN-01',
  profile: 'p2core',
  topic: 'IDN',
  level,
  text: 'opens a session',
  basis: 'seed',
  source: { file: 'seed', section: '1', phrase: 'x', hash: '0' },
  why: 'because',
  ...(decision === undefined ? {} : { decision }),
});
const D1: Decision = {
  id: 'D1',
  profile: 'p2core',
  hole: 'two names',
  decision: 'the example',
  dialect: { key: 'identifyField', values: ['completed_challenge', 'challenge'] },
};
const failed: Judgement = {
  verdict: 'failed',
  message: 'status: expected 201, got 400',
  expected: '201',
  actual: '400',
};

describe('a judged check', () => {
  it('fails where a MUST is broken, and warns where less is', () => {
    const verdicts = (['MUST', 'SHOULD', 'MAY'] as const).map(
      (level) =>
        checkResult({ requirement: requirement(level), step: '2 identify', judgement: failed }).verdict,
    );
    expect(verdicts).toEqual(['failed', 'warning', 'warning']);
  });

  it('names the decision that it rests on, and the dialect that settles it', () => {
    const judged = checkResult({
      requirement: requirement('MUST', 'D1'),
      decision: D1,
      step: '2 identify',
      judgement: failed,
    });
    expect(judged).toEqual({
      requirement: 'P2-IDN-01',
      level: 'MUST',
      verdict: 'failed',
      step: '2 identify',
      decision: 'D1',
      expected: '201',
      actual: '400',
      message:
        'by decision D1: status: expected 201, got 400 (a target that reads it otherwise sets dialect.identifyField: completed_challenge | challenge)',
    });
  });

  it('passes without a word, and says why it could not be judged', () => {
    const judge = (judgement: Judgement) =>
      checkResult({ requirement: requirement('SHOULD'), step: 's', judgement });
    expect(judge({ verdict: 'passed' })).not.toHaveProperty('message');
    expect(judge({ verdict: 'inconclusive', message: '429: throttled' })).toMatchObject({
      verdict: 'inconclusive',
      message: '429: throttled',
    });
  });
});

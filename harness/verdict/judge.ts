/** A check that was judged becomes a result: the level decides its weight, a decision is named. */

import type { Decision, Requirement } from '../spec/model.ts';
import type { CheckResult, Judgement, Verdict } from './model.ts';

export interface JudgedCheck {
  readonly requirement: Requirement;
  /** The decision that the requirement rests on. */
  readonly decision?: Decision;
  /** The step's name. */
  readonly step: string;
  readonly judgement: Judgement;
}

/** MUST broken: `failed`; SHOULD or MAY broken: `warning`. */
export function checkResult({ requirement, decision, step, judgement }: JudgedCheck): CheckResult {
  const base = {
    requirement: requirement.id,
    level: requirement.level,
    verdict: weigh(requirement, judgement.verdict),
    step,
    ...(requirement.decision === undefined ? {} : { decision: requirement.decision }),
  };
  if (judgement.verdict === 'passed') return base;
  if (judgement.verdict !== 'failed') return { ...base, message: judgement.message };
  const { message, expected, actual } = judgement;
  return { ...base, message: withDecision(message, requirement, decision), expected, actual };
}

function weigh({ level }: Requirement, verdict: Judgement['verdict']): Verdict {
  return verdict === 'failed' && level !== 'MUST' ? 'warning' : verdict;
}

function withDecision(message: string, requirement: Requirement, decision: Decision | undefined): string {
  if (requirement.decision === undefined) return message;
  const dialect = decision?.dialect;
  const settled =
    dialect === undefined
      ? ''
      : ` (a target that reads it otherwise sets dialect.${dialect.key}${
          dialect.values.length === 0 ? '' : `: ${dialect.values.join(' | ')}`
        })`;
  return `by decision ${requirement.decision}: ${message}${settled}`;
}

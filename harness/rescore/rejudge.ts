/** The checks of a recorded result, judged again: by other levels, and by the present suite where its exchanges allow it. */

import type { Decision, Requirement, RequirementId } from '../spec/model.ts';
import { successors, type Tombstone } from '../spec/tombstones.ts';
import type { Expectation, ResolvedScenario } from '../suite/model.ts';
import { type Answer, readBody } from '../verdict/answer.ts';
import { judgeExpectation } from '../verdict/expect.ts';
import { checkResult } from '../verdict/judge.ts';
import type { MatchContext } from '../verdict/match.ts';
import type { CheckResult, Exchange, ScenarioResult, Verdict } from '../verdict/model.ts';
import { rollUp } from '../verdict/rollup.ts';
import { obstacle } from './judgeable.ts';

/** Scenarios, requirements and routes as they are now. */
export interface Present {
  requirement(id: RequirementId): Requirement | undefined;
  decision(id: string): Decision | undefined;
  readonly tombstones: readonly Tombstone[];
  /** Left out: checks are taken as they were judged. */
  readonly scenario?: (id: string) => ResolvedScenario | undefined;
  /** Whether a status is a documented success of an operation. */
  accepts(operation: string, status: number): boolean;
}

export interface Rejudged {
  readonly result: ScenarioResult;
  /** What had to be left as it was, and why. */
  readonly kept: readonly string[];
}

/** What was concluded then; anything else had a reason that a recording cannot lift. */
const CONCLUDED: readonly Verdict[] = ['passed', 'failed', 'warning'];

interface Declared {
  readonly requirement: RequirementId;
  readonly step: string;
  readonly expectation: Expectation;
}

export function rejudge(result: ScenarioResult, targetDomain: string, present: Present): Rejudged {
  const kept: string[] = [];
  const renamed = result.checks.map((check) => underPresentId(check, present, kept));
  const scenario = present.scenario?.(result.id);
  const declared = scenario === undefined ? undefined : declaredChecks(scenario, result.case);
  if (present.scenario !== undefined && declared === undefined && result.checks.length > 0) {
    kept.push('the suite has no such scenario or case any more');
  }
  const checks =
    declared === undefined ? renamed : bySuite(renamed, declared, { result, targetDomain, present, kept });
  const weighed = checks.map((check) => weigh(check, present.requirement(check.requirement)));
  const verdicts = weighed.map(({ verdict }) => verdict);
  // A story that stopped has a verdict of its own, which no check carries.
  const own = result.checks.some(({ verdict }) => verdict === result.verdict) ? [] : [result.verdict];
  const stopped = own.filter((verdict) => !CONCLUDED.includes(verdict));
  const verdict = rollUp([...verdicts, ...stopped]) ?? 'passed';
  return { result: { ...result, verdict, checks: weighed }, kept };
}

function underPresentId(check: CheckResult, present: Present, kept: string[]): CheckResult {
  const { requirement } = check;
  const living = (id: RequirementId) => present.requirement(id) !== undefined;
  const [next, ...others] = successors(requirement, present.tombstones, living);
  if (next === undefined) {
    const known = present.tombstones.some(({ id }) => id === requirement);
    kept.push(`${requirement} ${known ? 'is no longer demanded' : 'is unknown'}: it weighs nothing`);
    return check;
  }
  if (others.length === 0) return { ...check, requirement: next };
  kept.push(`${requirement} became ${[next, ...others].join(' and ')}: only a run can tell which`);
  return check;
}

/** Broken is broken; what that makes of a check is for the level to say. */
function weigh(check: CheckResult, requirement: Requirement | undefined): CheckResult {
  if (requirement === undefined) return check;
  const broken = check.verdict === 'failed' || check.verdict === 'warning';
  const weight = requirement.level === 'MUST' ? 'failed' : 'warning';
  return { ...check, level: requirement.level, verdict: broken ? weight : check.verdict };
}

/** Undefined where the case is unknown. */
function declaredChecks(
  scenario: ResolvedScenario,
  slug: string | undefined,
): readonly Declared[] | undefined {
  const { steps, afterwards, cases } = scenario;
  const inSteps = (list: typeof steps) =>
    list.flatMap(({ name, checks }) =>
      checks.map(({ requirement, expectation }) => ({ requirement, step: name, expectation })),
    );
  if (slug === undefined) return inSteps(steps);
  const one = cases.find((candidate) => candidate.slug === slug);
  const control = steps.find((step) => step.kind === 'call' && step.control);
  if (one === undefined || control === undefined) return undefined;
  const own = one.checks.map(({ requirement, expectation }) => ({
    requirement,
    step: control.name,
    expectation,
  }));
  return [...own, ...inSteps(afterwards)];
}

interface SuiteContext {
  readonly result: ScenarioResult;
  readonly targetDomain: string;
  readonly present: Present;
  readonly kept: string[];
}

function bySuite(
  recorded: readonly CheckResult[],
  declared: readonly Declared[],
  context: SuiteContext,
): readonly CheckResult[] {
  const { kept } = context;
  const same = (check: CheckResult, { requirement, step }: Declared) =>
    check.requirement === requirement && check.step === step;
  const added = declared.filter((one) => !recorded.some((check) => same(check, one)));
  const judged = recorded.map((check): CheckResult => {
    const now = declared.filter((one) => same(check, one));
    const [one] = now;
    if (one === undefined || now.length > 1 || !CONCLUDED.includes(check.verdict)) return check;
    return judgeNow(one, context) ?? check;
  });
  const settled = context.result.reason === undefined;
  const fresh = added.flatMap((one): readonly CheckResult[] => {
    if (!settled) {
      kept.push(`${one.requirement} is checked here by now, and the recorded story did not come to its end`);
      return [];
    }
    const judgement = judgeNow(one, context);
    return judgement === undefined ? [] : [judgement];
  });
  return [...judged, ...fresh];
}

function judgeNow(
  declared: Declared,
  { result, targetDomain, present, kept }: SuiteContext,
): CheckResult | undefined {
  const requirement = present.requirement(declared.requirement);
  const steps = result.steps.filter(({ name, part }) => name === declared.step && part === 'story');
  const exchanges = steps.flatMap((step) => step.exchanges);
  const reason = obstacle(declared.expectation, exchanges);
  if (reason !== undefined || requirement === undefined) {
    kept.push(`${declared.requirement}: ${reason ?? 'is unknown'}`);
    return undefined;
  }
  const answers = exchanges.map((exchange) => answerOf(exchange, present));
  const judgement = judgeExpectation(declared.expectation, answers, contextOf(targetDomain));
  const decision = requirement.decision === undefined ? undefined : present.decision(requirement.decision);
  const { step } = declared;
  return checkResult({ requirement, step, judgement, ...(decision === undefined ? {} : { decision }) });
}

function answerOf({ operation = '', response, failure }: Exchange, present: Present): Answer {
  if (response === undefined) {
    return { body: undefined, documented: false, raw: false, ...(failure === undefined ? {} : { failure }) };
  }
  const { text, base64 } = response.body ?? {};
  const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text, 'utf8');
  const { status, headers } = response;
  const documented = present.accepts(operation, status);
  return { response: { status, headers, bytes }, ...readBody(bytes, 'json'), documented, raw: false };
}

/** Nothing of the run is left: what would ask for it was sorted out before. */
function contextOf(targetDomain: string): MatchContext {
  const missing = (): never => {
    throw new Error('a recording holds no values of its run');
  };
  return {
    evaluate: (template) => (template.kind === 'literal' ? template.value : missing()),
    targetDomain,
    clock: { now: missing, toleranceSeconds: 0 },
    judgeIdCert: missing,
    redact: (text) => text,
  };
}

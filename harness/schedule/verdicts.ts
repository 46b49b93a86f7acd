/** From what happened in a story to results: every declared check gets one, whether it was reached or not. */

import type { Registry } from '../spec/registry.ts';
import type { JudgedCheck, Stop } from '../steps/outcome.ts';
import type { StoryOutcome } from '../steps/story.ts';
import type { ResolvedCase, ResolvedScenario, Step } from '../suite/model.ts';
import { checkResult } from '../verdict/judge.ts';
import type { CheckResult, Judgement, ScenarioResult, StepResult, Verdict } from '../verdict/model.ts';
import { rollUp } from '../verdict/rollup.ts';

/** Why checks that rest on a refusal count for nothing. */
export interface Doubt {
  readonly reason: string;
}

export interface ResultSources {
  readonly scenario: ResolvedScenario;
  readonly case?: ResolvedCase;
  /** Those whose checks belong to this result. */
  readonly steps: readonly Step[];
  readonly story?: StoryOutcome;
  /** Why the story did not run, or ended early. */
  readonly stop?: Stop;
  readonly doubt?: Doubt;
  /** Evidence besides the story's own: the controls. */
  readonly evidence: readonly StepResult[];
  readonly durationMs: number;
}

export interface ResultContext {
  readonly registry: Registry;
  readonly seed: number;
  /** What names the target on a command line. */
  readonly targetWords: string | undefined;
}

export function scenarioResult(sources: ResultSources, context: ResultContext): ScenarioResult {
  const { scenario, story, doubt } = sources;
  const stop = sources.stop ?? story?.stop;
  const redact = (text: string): string => story?.redactor.redact(text) ?? text;
  const checks = [
    ...sources.steps.flatMap((step) => checksOf(step, sources, stop, context.registry)),
    ...schemaChecks(sources, context.registry),
  ].map((check) => redacted(check, redact));
  const isDoubted = doubt !== undefined && checks.some(({ message }) => message === redact(doubt.reason));
  const reason = stop?.reason ?? (isDoubted ? doubt.reason : undefined);
  return {
    id: scenario.id,
    ...(sources.case === undefined ? {} : { case: sources.case.slug }),
    title: sources.case?.title ?? scenario.title,
    profile: scenario.profile,
    file: scenario.file,
    verdict: rollUp([...checks.map(({ verdict }) => verdict), ...stopVerdict(stop, story)]) ?? 'passed',
    ...(reason === undefined ? {} : { reason: redact(reason) }),
    durationMs: Math.round(sources.durationMs),
    rerun: rerun(sources, context),
    ...(sources.case === undefined ? {} : { changed: changesOf(sources.case) }),
    checks,
    steps: [...(story?.steps ?? []), ...sources.evidence],
  };
}

/** What a report marks in the request of a case. */
function changesOf({ change, as, peers }: ResolvedCase): readonly string[] {
  return [
    ...change.map(([path]) => path),
    ...(as === undefined ? [] : [`as: ${as}`]),
    ...[...peers].map(([peer, faults]) => `${peer}: ${faults.join(', ')}`),
  ];
}

/** A story that stopped says so, unless a broken check of its last step is the very reason. */
function stopVerdict(stop: Stop | undefined, story: StoryOutcome | undefined): readonly Verdict[] {
  if (stop === undefined) return [];
  const last = story?.outcomes.at(-1);
  return last?.checks.some(({ judgement }) => judgement.verdict === 'failed') ? [] : [stop.verdict];
}

function checksOf(
  step: Step,
  { story, doubt }: ResultSources,
  stop: Stop | undefined,
  registry: Registry,
): readonly CheckResult[] {
  const outcome = story?.outcomes.find((one) => one.step === step);
  const results = (outcome?.checks ?? []).map(({ check, judgement, restsOnRefusal }: JudgedCheck) => {
    const isDoubted = restsOnRefusal && judgement.verdict === 'passed' && doubt !== undefined;
    const judged: Judgement = isDoubted ? { verdict: 'inconclusive', message: doubt.reason } : judgement;
    return resultOf(check.requirement, step.name, judged, registry);
  });
  const judged = new Set(outcome?.checks.map(({ check }) => check.requirement));
  const unreached = declaredBy(step).filter((requirement) => !judged.has(requirement));
  const why: Judgement = {
    verdict: stop?.verdict ?? 'error',
    message: stop === undefined ? 'the check was not run' : `not reached: ${stop.reason}`,
  };
  return [...results, ...unreached.map((requirement) => resultOf(requirement, step.name, why, registry))];
}

/** The requirements that a step checks. */
function declaredBy(step: Step): readonly string[] {
  const until = step.kind === 'call' ? step.until?.requirement : undefined;
  return [...(until === undefined ? [] : [until]), ...step.checks.map(({ requirement }) => requirement)];
}

/** What no scenario asks for: that documented bodies fit their schema. A case only tells where one does not. */
function schemaChecks(
  { story, scenario, case: one }: ResultSources,
  registry: Registry,
): readonly CheckResult[] {
  const findings = story?.outcomes.flatMap(({ schema }) => schema) ?? [];
  const requirement = registry.schemaRequirement(scenario.profile);
  const failed = findings.filter(({ judgement }) => judgement.verdict === 'failed');
  const seen = new Set<string>();
  const distinct = failed.filter(({ step, judgement }) => {
    const key = `${step} ${'message' in judgement ? judgement.message : ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  const [first] = findings;
  if (distinct.length > 0) {
    return distinct.map(({ step, judgement }) => resultOf(requirement, step, judgement, registry));
  }
  return first === undefined || one !== undefined
    ? []
    : [resultOf(requirement, 'every documented body', { verdict: 'passed' }, registry)];
}

function resultOf(id: string, step: string, judgement: Judgement, registry: Registry): CheckResult {
  const requirement = registry.requirement(id);
  if (requirement === undefined) throw new Error(`the registry has no requirement ${id}`);
  const decision = requirement.decision === undefined ? undefined : registry.decision(requirement.decision);
  return checkResult({ requirement, step, judgement, ...(decision === undefined ? {} : { decision }) });
}

function redacted(check: CheckResult, redact: (text: string) => string): CheckResult {
  return {
    ...check,
    ...(check.message === undefined ? {} : { message: redact(check.message) }),
    ...(check.expected === undefined ? {} : { expected: redact(check.expected) }),
    ...(check.actual === undefined ? {} : { actual: redact(check.actual) }),
  };
}

function rerun({ scenario, case: one }: ResultSources, { seed, targetWords }: ResultContext): string {
  const selector = one === undefined ? scenario.id : `${scenario.id}#${one.slug}`;
  const target = targetWords === undefined ? '' : ` ${targetWords}`;
  return `kammerton run ${selector}${target} --seed ${seed}`;
}

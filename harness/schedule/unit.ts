/** Runs one unit: the story, its cases between two controls, and what became of each. */

import type { Environment } from '../steps/environment.ts';
import type { Stop } from '../steps/outcome.ts';
import { runStory, type StoryOutcome } from '../steps/story.ts';
import type { CallStep, ResolvedCase, ResolvedScenario, Step } from '../suite/model.ts';
import type { ScenarioResult } from '../verdict/model.ts';
import { notApplicable } from './applicability.ts';
import type { Unit } from './plan.ts';
import { type Doubt, type ResultContext, scenarioResult } from './verdicts.ts';

export interface UnitOutcome {
  readonly results: readonly ScenarioResult[];
  /** The run is over: the target is dead, or somebody interrupted. */
  readonly ended?: Error;
}

export async function runUnit(
  unit: Unit,
  environment: Environment,
  context: ResultContext,
): Promise<UnitOutcome> {
  const lack = notApplicable(unit.scenario, environment.target, environment.apis);
  if (lack !== undefined) return { results: unreached(unit, lack, context) };
  return unit.cases.length === 0
    ? runAlone(unit, environment, context)
    : runBatch(unit, environment, context);
}

/** Results of a unit that was not run, or whose controls were not accepted. */
export function unreached(unit: Unit, stop: Stop, context: ResultContext): readonly ScenarioResult[] {
  const { scenario, batch, cases } = unit;
  const base = { scenario, stop, evidence: [], durationMs: 0 };
  return [
    ...(batch === 0 ? [scenarioResult({ ...base, steps: scenario.steps }, context)] : []),
    ...cases.map((one) =>
      scenarioResult({ ...base, case: one, steps: caseSteps(scenario, one).judged }, context),
    ),
  ];
}

/** A story without cases; where it rests on refusals, what came before them must be accepted once more. */
async function runAlone(
  { scenario }: Unit,
  environment: Environment,
  context: ResultContext,
): Promise<UnitOutcome> {
  const { steps } = scenario;
  const story = await runStory({ scenario, part: 'story', label: 'story', steps }, environment);
  const firstRefusal = story.outcomes.findIndex(({ checks }) => checks.some((check) => check.restsOnRefusal));
  const prefix = firstRefusal < 0 ? [] : steps.slice(0, firstRefusal);
  const closing =
    prefix.length === 0 || story.ended !== undefined
      ? undefined
      : await runStory(
          { scenario, part: 'control after', label: 'control after', steps: prefix },
          environment,
        );
  const doubt = closing?.stop === undefined ? undefined : doubtOf('after', closing.stop);
  const result = scenarioResult(
    {
      scenario,
      steps,
      story,
      evidence: closing?.steps ?? [],
      durationMs: story.durationMs + (closing?.durationMs ?? 0),
      ...(doubt === undefined ? {} : { doubt }),
    },
    context,
  );
  return finished([result], story, closing);
}

/** Control before, cases, control after. */
async function runBatch(unit: Unit, environment: Environment, context: ResultContext): Promise<UnitOutcome> {
  const { scenario, batch, cases } = unit;
  const run = (part: 'control before' | 'control after', steps: readonly Step[]): Promise<StoryOutcome> =>
    runStory({ scenario, part, label: `${part} ${batch}`, steps }, environment);
  const toControl = scenario.steps.slice(0, scenario.steps.findIndex(isControl) + 1);

  // Only the first batch goes on behind the control: one look at the scenario's own checks is enough.
  const before = await run('control before', batch === 0 ? scenario.steps : toControl);
  const refused = controlStop(before);
  const planned = cases.map((one) => ({ one, ...caseSteps(scenario, one) }));
  const stories: StoryOutcome[] = [];
  if (refused === undefined) {
    for (const { one, all } of planned) {
      const story = { scenario, part: 'story', label: `case ${one.slug}`, steps: all, change: one } as const;
      stories.push(await runStory(story, environment));
      if (stories.at(-1)?.ended !== undefined) break;
    }
  }
  const last = stories.at(-1) ?? before;
  const after =
    refused === undefined && last.ended === undefined ? await run('control after', toControl) : undefined;
  const afterStop = after === undefined ? last.stop : controlStop(after);
  const doubt = afterStop === undefined || refused !== undefined ? undefined : doubtOf('after', afterStop);

  const results = planned.map(({ one, judged }, index) => {
    const story = stories[index];
    const stop =
      refused === undefined
        ? (last.stop ?? NOT_RUN)
        : { ...refused, reason: `control before: ${refused.reason}` };
    return scenarioResult(
      {
        scenario,
        case: one,
        steps: judged,
        evidence: [],
        durationMs: story?.durationMs ?? 0,
        ...(story === undefined ? { stop } : { story }),
        ...(doubt === undefined ? {} : { doubt }),
      },
      context,
    );
  });
  if (batch > 0) return finished(results, last, after);
  const own = scenarioResult(
    {
      scenario,
      steps: scenario.steps,
      story: before,
      evidence: after?.steps ?? [],
      durationMs: before.durationMs + (after?.durationMs ?? 0),
      ...(doubt === undefined ? {} : { doubt }),
    },
    context,
  );
  return finished([own, ...results], last, after);
}

const NOT_RUN: Stop = { verdict: 'error', reason: 'the case was not run' };

function finished(
  results: readonly ScenarioResult[],
  ...stories: readonly (StoryOutcome | undefined)[]
): UnitOutcome {
  const ended = stories.find((story) => story?.ended !== undefined)?.ended;
  return { results, ...(ended === undefined ? {} : { ended }) };
}

/** Undefined when the control was accepted. */
function controlStop(story: StoryOutcome): Stop | undefined {
  const control = story.outcomes.find(({ step }) => isControl(step));
  if (control?.accepted === true) return undefined;
  return story.stop ?? { verdict: 'inconclusive', reason: 'the control was not accepted' };
}

function doubtOf(which: 'after', stop: Stop): Doubt {
  return { reason: `the refusal proves nothing: the control ${which} it was not accepted: ${stop.reason}` };
}

function isControl(step: Step): step is CallStep {
  return step.kind === 'call' && step.control;
}

interface CaseSteps {
  /** What is run. */
  readonly all: readonly Step[];
  /** Whose checks belong to the case. */
  readonly judged: readonly Step[];
}

/** The story of a case: up to the control, which bears the case's checks instead of its own, and what comes afterwards. */
function caseSteps(scenario: ResolvedScenario, one: ResolvedCase): CaseSteps {
  const index = scenario.steps.findIndex(isControl);
  const control = scenario.steps[index];
  if (control?.kind !== 'call') throw new Error(`${scenario.id} has cases, but no control`);
  const { until: _, ...call } = control;
  const changed: CallStep = { ...call, checks: one.checks };
  const judged = [changed, ...scenario.afterwards];
  return { all: [...scenario.steps.slice(0, index), ...judged], judged };
}

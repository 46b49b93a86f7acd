/** Runs one story from its first actor to its last step, and returns what happened. */

import { randomnessFor } from '../actors/randomness.ts';
import type { ResolvedCase, ResolvedScenario, Step } from '../suite/model.ts';
import { TargetDead } from '../target/circuit.ts';
import { Interrupted } from '../target/client.ts';
import type { Account } from '../target/model.ts';
import { judgeIdCert } from '../verdict/id-cert.ts';
import type { MatchContext } from '../verdict/match.ts';
import type { StepResult } from '../verdict/model.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import { createRedactor, type Redactor } from '../verdict/redact.ts';
import { type Cast, castPeers } from './cast.ts';
import { enrol } from './enrol.ts';
import type { Environment } from './environment.ts';
import { publicExchange } from './evidence.ts';
import { resolveClaims } from './id-cert-claims.ts';
import { quietOutcome, type StepOutcome, type Stop } from './outcome.ts';
import { runStep } from './registry.ts';
import { changeDraft } from './request.ts';
import { createScope, type StoryScope } from './scope.ts';
import type { SetupStep } from './setup.ts';
import type { StepContext } from './step-context.ts';

export interface Story {
  readonly scenario: ResolvedScenario;
  readonly part: StepResult['part'];
  /** Tells its names and keys from those of the scenario's other stories: `control before 2`, `case no-token`. */
  readonly label: string;
  readonly steps: readonly Step[];
  /** Changes the control step. */
  readonly change?: ResolvedCase;
}

export interface StoryOutcome {
  readonly outcomes: readonly StepOutcome[];
  /** Set when it ended before its last step. */
  readonly stop?: Stop;
  /** Ended because the target is dead or the run was interrupted. */
  readonly ended?: TargetDead | Interrupted;
  /** Without secrets, ready for a report. */
  readonly steps: readonly StepResult[];
  readonly redactor: Redactor;
  readonly durationMs: number;
}

/** Never throws: whatever goes wrong is part of the outcome. */
export async function runStory(story: Story, environment: Environment): Promise<StoryOutcome> {
  const started = performance.now();
  const redactor = createRedactor(environment.secretNames, environment.target.file.secrets);
  const setup: SetupStep[] = [];
  const outcomes: StepOutcome[] = [];
  const end = await perform(story, environment, redactor, {
    onSetup: (step) => setup.push(step),
    onStep: (outcome) => outcomes.push(outcome),
  }).catch(endOf);
  const stop = outcomes.at(-1)?.stop ?? end?.stop;
  return {
    outcomes,
    ...(stop === undefined ? {} : { stop: { ...stop, reason: redactor.redact(stop.reason) } }),
    ...(end?.ended === undefined ? {} : { ended: end.ended }),
    steps: [
      ...setup.map(({ name, from, exchange }): StepResult => {
        return { name, from, to: 'target', part: 'setup', exchanges: [publicExchange(exchange, redactor)] };
      }),
      ...outcomes.map((outcome) => stepResult(outcome, story.part, redactor)),
    ],
    redactor,
    durationMs: performance.now() - started,
  };
}

interface Progress {
  readonly onSetup: (step: SetupStep) => void;
  readonly onStep: (outcome: StepOutcome) => void;
}

interface End {
  readonly stop: Stop;
  readonly ended?: TargetDead | Interrupted;
}

async function perform(
  story: Story,
  environment: Environment,
  redactor: Redactor,
  progress: Progress,
): Promise<End | undefined> {
  const { scenario } = story;
  const lives = scenario.actors.filter(({ home }) => home === 'target').length;
  const loan = lives === 0 ? undefined : await environment.accountsFor(scenario.profile)?.borrow(lives);
  if (loan === undefined) return act(story, environment, redactor, [], progress);
  const end = await act(story, environment, redactor, loan.accounts, progress).catch(endOf);
  const [problem] = await loan.giveBack();
  return problem === undefined ? end : (end ?? { stop: { verdict: 'inconclusive', reason: problem } });
}

async function act(
  { scenario, change, label: name, steps }: Story,
  environment: Environment,
  redactor: Redactor,
  accounts: readonly Account[],
  { onSetup, onStep }: Progress,
): Promise<undefined> {
  const faults = new Map([...scenario.peers, ...(change?.peers ?? [])]);
  const cast = await castPeers(environment.network, scenario, faults);
  const label = [scenario.id, name];
  const actors = await enrol(scenario.actors, {
    environment,
    cast,
    profile: scenario.profile,
    redactor,
    label,
    onStep: onSetup,
    ...(accounts.length === 0 ? {} : { accounts }),
  });
  const randomness = randomnessFor(String(environment.seed), environment.runId, ...label, 'expressions');
  let scope = createScope({ environment, cast, actors, randomness });
  for (const [name, value] of scenario.values) {
    scope = scope.with(new Map([[name, scope.evaluate(value)]]), new Map());
  }
  const tokenOf = (whom: string): string => {
    const { adminToken, file } = environment.target;
    const token = whom === 'admin' ? (adminToken ?? file.admin?.token) : actors.get(whom)?.token;
    if (token === undefined) throw new PreconditionFailed(`${whom} has no token at the target`);
    return token;
  };

  const requests = new Map<string, NonNullable<StepOutcome['request']>>();
  const accepted = new Set<string>();
  for (const step of steps) {
    const current = scope;
    const context: StepContext = {
      environment,
      cast,
      actors,
      redactor,
      tokenOf,
      requests,
      accepted,
      evaluate: (template) => current.evaluate(template),
      matching: (saved, missing) => matchContext(current.with(saved, missing), environment, cast, redactor),
      ...(change !== undefined && step.kind === 'call' && step.control
        ? {
            change: {
              ...(change.as === undefined ? {} : { as: change.as }),
              apply: (draft) => changeDraft(draft, change.change, (template) => current.evaluate(template)),
            },
          }
        : {}),
    };
    const outcome = await runStep(step, context).catch((error: unknown) => failedStep(step, error));
    onStep(outcome);
    if (outcome.stop !== undefined) return undefined;
    if (outcome.request !== undefined) requests.set(outcome.request.operation ?? '', outcome.request);
    if (outcome.accepted && outcome.request?.operation !== undefined) accepted.add(outcome.request.operation);
    scope = scope.with(outcome.saved, outcome.missing);
  }
  return undefined;
}

/** A step that could not be done stops its story; a dead target or an interrupt ends more than that. */
function failedStep(step: Step, error: unknown): StepOutcome {
  if (error instanceof TargetDead || error instanceof Interrupted) throw error;
  const { stop } = endOf(error);
  return {
    ...quietOutcome(step, 'harness', 'target'),
    accepted: false,
    stop: { ...stop, reason: `${step.name}: ${stop.reason}` },
  };
}

/** Whose fault it is that a story ended: the target's, the world's, or ours. */
function endOf(error: unknown): End {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof TargetDead || error instanceof Interrupted) {
    return { stop: { verdict: 'inconclusive', reason }, ended: error };
  }
  return { stop: { verdict: error instanceof PreconditionFailed ? 'inconclusive' : 'error', reason } };
}

function matchContext(
  scope: StoryScope,
  { target, client }: Environment,
  cast: Cast,
  redactor: Redactor,
): MatchContext {
  const targetDomain = target.file.domain;
  const evaluate: MatchContext['evaluate'] = (template) => scope.evaluate(template);
  return {
    evaluate,
    targetDomain,
    clock: client.clock,
    redact: (text) => redactor.redact(text),
    judgeIdCert: (encoded, claims) =>
      judgeIdCert(
        encoded,
        resolveClaims(claims, {
          evaluate: (template) => scope.evaluate(template),
          targetDomain,
          domainOfPeer: (name) => cast.peers.get(name)?.domain,
          clock: client.clock,
        }),
      ),
  };
}

function stepResult(outcome: StepOutcome, part: StepResult['part'], redactor: Redactor): StepResult {
  return {
    name: outcome.step.name,
    from: outcome.from,
    to: outcome.to,
    part,
    exchanges: outcome.exchanges.map((exchange) => publicExchange(exchange, redactor)),
    ...(outcome.note === undefined ? {} : { note: redactor.redact(outcome.note) }),
  };
}

/** A call to the target, once or many times, and what its checks say. */

import type { Operation } from '../spec/openapi.ts';
import { demandsAcceptance, expectationsOf, isMetByRefusal, mustBeAccepted } from '../suite/acceptance.ts';
import type { CallStep, Expectation } from '../suite/model.ts';
import type { HttpRequest } from '../target/client.ts';
import { type Answer, type Observation, readBody } from '../verdict/answer.ts';
import { readPath } from '../verdict/answer-path.ts';
import { describeAnswer, judgeExpectation } from '../verdict/expect.ts';
import type { Judgement } from '../verdict/model.ts';
import { classify } from '../verdict/refusal.ts';
import { explained } from './diagnosis.ts';
import { answerFormat, inDialect } from './dialect.ts';
import { operationOf } from './environment.ts';
import { type JudgedCheck, quietOutcome, type StepOutcome, type Stop } from './outcome.ts';
import { draftOf, httpRequest } from './request.ts';
import { judgeSchema } from './schema-check.ts';
import type { StepContext } from './step-context.ts';
import { isNotOffered } from './unsupported.ts';

const NOBODY = 'nobody';

export async function runCall(step: CallStep, context: StepContext): Promise<StepOutcome> {
  const operation = operationOf(context.environment, step.operation);
  const from = speaker(step, context);
  const undeclared = notDeclared(step, operation, context, from);
  if (undeclared !== undefined) return undeclared;
  const request = requestOf(step, operation, context, from);
  const observations = await send(step, inTurns(step, request, context), context);
  return explained(await judge(step, operation, request, observations, context, from), context);
}

/** Who speaks: as the case says, as the step says, or nobody. */
function speaker(step: CallStep, { change }: StepContext): string | undefined {
  const as = change?.as ?? step.as;
  return as === NOBODY ? undefined : as;
}

function requestOf(
  step: CallStep,
  operation: Operation,
  context: StepContext,
  from: string | undefined,
): HttpRequest {
  const token = from === undefined ? undefined : context.tokenOf(from);
  if (step.again) return againOf(step, context, token);
  const draft = draftOf(step.parameters, context.evaluate);
  const changed = context.change?.apply(draft) ?? draft;
  context.redactor.learnFrom(changed.body);
  const request = httpRequest(
    operation,
    inDialect(operation, changed, context.environment.target.file.dialect),
    token,
  );
  const { peerPatienceMs, requestTimeoutMs } = context.environment.target.file.limits;
  // A target may wait for a peer, or for itself, longer than anyone waits for an answer that depends on nobody else.
  const isPatient = context.cast.patient || expectationsOf(step).some((one) => speaksOf('survived', one));
  return isPatient ? { ...request, patienceMs: Math.max(peerPatienceMs, requestTimeoutMs) } : request;
}

function againOf(step: CallStep, { requests }: StepContext, token: string | undefined): HttpRequest {
  const last = requests.get(step.operation);
  if (last === undefined) throw new Error(`${step.operation} was not called before`);
  return step.as === undefined ? last : withToken(last, token);
}

function withToken(request: HttpRequest, token: string | undefined): HttpRequest {
  const { authorization: _, ...headers } = request.headers;
  return {
    ...request,
    headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
  };
}

async function send(
  { repeat }: CallStep,
  requests: readonly HttpRequest[],
  { environment }: StepContext,
): Promise<readonly Observation[]> {
  const { client } = environment;
  if (repeat?.mode === 'parallel') return Promise.all(requests.map((request) => client.send(request)));
  const observations: Observation[] = [];
  for (const request of requests) observations.push(await client.send(request));
  return observations;
}

/** As often as the step says, with the token of whose turn it is. */
function inTurns({ repeat, turns = [] }: CallStep, first: HttpRequest, context: StepContext): HttpRequest[] {
  const others = turns.map((who) => withToken(first, context.tokenOf(who)));
  const all = [first, ...others];
  return Array.from({ length: repeat?.count ?? 1 }, (_, index) => all[index % all.length] ?? first);
}

async function judge(
  step: CallStep,
  operation: Operation,
  request: HttpRequest,
  observations: readonly Observation[],
  context: StepContext,
  from: string | undefined,
): Promise<StepOutcome> {
  const { redactor, environment } = context;
  const answers = await answersOf(step, operation, observations, context);
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) redactor.learn('token', bearer);
  for (const { body } of answers) redactor.learnFrom(body);

  const { saved, missing } = save(step, answers);
  const matching = context.matching(saved, missing);
  const declared = environment.target.file.capabilities;
  const isNew = (from ?? bearer) !== undefined && !context.accepted.has(operation.id);
  const absent = isNew && answers.every((answer) => isNotOffered(operation, answer, declared));
  const notOffered: Judgement = {
    verdict: 'unsupported',
    message: `the target does not offer ${operation.id}`,
  };
  const accepted = answers.every((answer) => classify(answer).class === 'accepted');
  const checks = step.checks.map(({ expectation, ...check }): JudgedCheck => {
    const judged = judgeExpectation(expectation, answers, matching);
    const rests = restsOnRefusal(expectation, judged, answers);
    const judgement = absent && judged.verdict !== 'passed' ? notOffered : judged;
    const unreached = withoutTwin(step, expectation, rests, answers, context);
    return { check: { ...check, expectation }, judgement: unreached ?? judgement, restsOnRefusal: rests };
  });
  const stop = accepted
    ? undefined
    : stopAfter(step, checks, answers, context, absent ? notOffered : undefined);
  return {
    step,
    request,
    answers,
    checks,
    saved,
    missing,
    exchanges: observations.map(({ exchange }) => exchange),
    accepted,
    schema: answers.flatMap((answer) => judgeSchema(operation, step.name, answer) ?? []),
    from: from ?? NOBODY,
    to: 'target',
    ...(stop === undefined ? {} : { stop }),
  };
}

async function answersOf(
  step: CallStep,
  operation: Operation,
  observations: readonly Observation[],
  { environment }: StepContext,
): Promise<readonly Answer[]> {
  const raw = step.parameters.rawBody !== undefined;
  const wasClosed = observations.some(({ failure }) => failure?.kind === 'closed');
  const isAsked = expectationsOf(step).some((one) => speaksOf('survived', one) || speaksOf('answered', one));
  const asks = isAsked || (raw && wasClosed);
  const aftermath = asks ? await environment.client.aftermath() : undefined;
  const { dialect } = environment.target.file;
  return observations.map(({ response, failure }) => ({
    ...(response === undefined
      ? { body: undefined, documented: false }
      : {
          response,
          ...readBody(response.bytes, answerFormat(operation, response.status, dialect)),
          documented: operation.accepts(response.status),
        }),
    ...(failure === undefined ? {} : { failure }),
    ...(aftermath === undefined ? {} : { aftermath }),
    raw,
  }));
}

/** From the first accepted answer, or else the first. */
function save(step: CallStep, answers: readonly Answer[]): Pick<StepOutcome, 'saved' | 'missing'> {
  const answer = answers.find(({ documented }) => documented) ?? answers[0];
  const saved = new Map<string, unknown>();
  const missing = new Map<string, string>();
  for (const [name, path] of step.save) {
    const value = answer === undefined ? undefined : readPath(answer, path);
    if (value !== undefined) saved.set(name, value);
    else missing.set(name, `${step.name}: the answer has no ${path}`);
  }
  return { saved, missing };
}

function stopAfter(
  step: CallStep,
  checks: readonly JudgedCheck[],
  answers: readonly Answer[],
  context: StepContext,
  absent: Judgement | undefined,
): Stop | undefined {
  if (!mustBeAccepted(step) || context.change !== undefined) return undefined;
  if (absent !== undefined && absent.verdict === 'unsupported')
    return { verdict: 'unsupported', reason: absent.message };
  const isDemanded = ({ check }: JudgedCheck): boolean => demandsAcceptance(check.expectation);
  // Of a repeated call some answers may be refused, where its checks say so.
  const held = checks.filter(isDemanded).some(({ judgement }) => judgement.verdict === 'passed');
  if (held && !step.control) return undefined;
  const refused = answers.find((answer) => classify(answer).class !== 'accepted');
  const shown = refused === undefined ? 'nothing' : describeAnswer(refused, context.redactor);
  return { verdict: 'inconclusive', reason: `${step.name} was to be accepted, got ${shown}` };
}

/** Why a check says nothing: what it speaks of needs an accepted call, in this story, of the same operation. */
function withoutTwin(
  step: CallStep,
  expectation: Expectation,
  rests: boolean,
  answers: readonly Answer[],
  { change, accepted, redactor }: StepContext,
): Judgement | undefined {
  if (change !== undefined || answers.some((answer) => classify(answer).class === 'accepted'))
    return undefined;
  if (rests && !accepted.has(step.operation)) {
    const message = `nothing was proven by this refusal: no ${step.operation} was accepted before it`;
    return { verdict: 'inconclusive', message };
  }
  const [answer] = answers;
  if (!mustBeAccepted(step) || demandsAcceptance(expectation) || answer === undefined) return undefined;
  const message = `not reached: the call was to be accepted, got ${describeAnswer(answer, redactor)}`;
  return { verdict: 'inconclusive', message };
}

function restsOnRefusal(expectation: Expectation, judgement: Judgement, answers: readonly Answer[]): boolean {
  if (judgement.verdict !== 'passed' || !isMetByRefusal(expectation)) return false;
  return answers.some((answer) => classify(answer, { peerAtFault: true }).class === 'refused');
}

function speaksOf(kind: Expectation['kind'], expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'anyOf':
      return expectation.options.some((option) => speaksOf(kind, option));
    case 'all':
      return expectation.parts.some((part) => speaksOf(kind, part));
    case 'count':
      return speaksOf(kind, expectation.of);
    default:
      return expectation.kind === kind;
  }
}

/** A call of a route that the target's file says it does not have is not made. */
function notDeclared(
  step: CallStep,
  { optional }: Operation,
  { environment }: StepContext,
  from: string | undefined,
): StepOutcome | undefined {
  if (optional === undefined || environment.target.file.capabilities[optional] !== false) return undefined;
  const reason = `the target declares capabilities.${optional}: false`;
  return {
    ...quietOutcome(step, from ?? NOBODY, 'target'),
    accepted: false,
    stop: { verdict: 'unsupported', reason },
  };
}

/** Requests that set the stage of a story: each must be accepted. */

import type { Actor } from '../actors/identity.ts';
import type { JsonValue } from '../suite/model.ts';
import { type Answer, readBody } from '../verdict/answer.ts';
import { describeAnswer } from '../verdict/expect.ts';
import type { Exchange } from '../verdict/model.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import type { Redactor } from '../verdict/redact.ts';
import { isRecord, member } from '../verdict/same-value.ts';
import { type Environment, operationOf } from './environment.ts';
import { httpRequest } from './request.ts';

/** One request that setting the stage took. */
export interface SetupStep {
  readonly name: string;
  readonly from: string;
  readonly exchange: Exchange;
}

export interface Setup {
  readonly environment: Pick<Environment, 'apis' | 'client'>;
  readonly redactor: Redactor;
  /** Called with every request, also before a failure. */
  readonly onStep: (step: SetupStep) => void;
}

export interface SetupRequest {
  /** What it is for, e.g. `bob registers`. */
  readonly step: string;
  /** Whose token goes with it where the operation wants one. */
  readonly actor: Pick<Actor, 'name' | 'token'>;
  readonly body?: Readonly<Record<string, JsonValue>>;
}

type Members = Readonly<Record<string, unknown>>;

/** The members of the answer; none where it has no body. @throws PreconditionFailed with what came instead of a success. */
export async function ask(
  operationId: string,
  { step, actor, body }: SetupRequest,
  { environment, redactor, onStep }: Setup,
): Promise<Members> {
  const operation = operationOf(environment, operationId);
  redactor.learnFrom(body);
  const draft = { path: {}, query: {}, headers: {}, ...(body === undefined ? {} : { body }) };
  const request = httpRequest(operation, draft, operation.secured ? actor.token : undefined);
  const { exchange, response, failure } = await environment.client.send(request);
  onStep({ name: step, from: actor.name, exchange });
  const read = response === undefined ? { body: undefined } : readBody(response.bytes, 'json');
  redactor.learnFrom(read.body);
  const documented = response !== undefined && operation.accepts(response.status);
  if (documented && isRecord(read.body)) return read.body;
  if (documented && !operation.demandsBody(response.status)) return {};
  const answer: Answer = {
    ...read,
    documented,
    raw: false,
    ...(response === undefined ? {} : { response }),
    ...(failure === undefined ? {} : { failure }),
  };
  throw new PreconditionFailed(`${step}: ${operationId} was answered ${describeAnswer(answer, redactor)}`);
}

/** @throws PreconditionFailed where it is not there. */
export function textIn(body: Members, name: string, step: string): string {
  const value = member(body, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new PreconditionFailed(`${step}: the answer has no ${name}`);
}

/** Asks a target single questions, and tells in a line what it answered. */

import type { Apis } from '../spec/openapi.ts';
import { inDialect } from '../steps/dialect.ts';
import { operationOf } from '../steps/environment.ts';
import { httpRequest } from '../steps/request.ts';
import type { JsonValue } from '../suite/model.ts';
import type { TargetClient } from '../target/client.ts';
import type { Dialect } from '../target/model.ts';
import { readBody } from '../verdict/answer.ts';
import type { FailureKind } from '../verdict/model.ts';
import { createRedactor } from '../verdict/redact.ts';
import { isRecord, member } from '../verdict/same-value.ts';

export interface Question {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
  readonly token?: string;
  readonly patienceMs?: number;
  /** Which reading of the decisions to try; that of the target's file unless set. */
  readonly dialect?: Dialect;
}

export interface Reply {
  /** Unset where no answer came. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
  readonly text: string;
  readonly failure?: FailureKind;
  /** A documented 2xx. */
  readonly accepted: boolean;
  /** For people, without secrets: `status 403 {"error":"…"}`. */
  readonly said: string;
}

export interface Questioner {
  /** @throws TargetDead, Interrupted */
  ask(operation: string, question?: Question): Promise<Reply>;
}

const MOST_SHOWN = 160;

export function createQuestioner({
  client,
  apis,
  dialect,
  secrets,
}: {
  readonly client: Pick<TargetClient, 'send'>;
  readonly apis: Apis;
  readonly dialect: Dialect;
  readonly secrets: Readonly<Record<string, string>>;
}): Questioner {
  const secretNames = new Set(apis.operationIds().flatMap((id) => apis.operation(id)?.secretNames ?? []));
  const redactor = createRedactor(secretNames, secrets);
  return {
    async ask(operationId, question = {}) {
      const operation = operationOf({ apis }, operationId);
      const { path = {}, query = {}, body, token, patienceMs } = question;
      redactor.learnFrom(body);
      if (token !== undefined) redactor.learn('token', token);
      const draft = { path, query, headers: {}, ...(body === undefined ? {} : { body }) };
      const request = httpRequest(operation, inDialect(operation, draft, question.dialect ?? dialect), token);
      const patient = patienceMs === undefined ? request : { ...request, patienceMs };
      const { response, failure } = await client.send(patient);
      if (response === undefined) {
        const said = failure?.message ?? 'no answer';
        return {
          headers: {},
          body: undefined,
          text: '',
          accepted: false,
          said,
          ...(failure === undefined ? {} : { failure: failure.kind }),
        };
      }
      const { body: parsed } = readBody(response.bytes, 'json');
      redactor.learnFrom(parsed);
      const text = new TextDecoder().decode(response.bytes);
      const shown = redactor.redact(text).slice(0, MOST_SHOWN);
      return {
        status: response.status,
        headers: response.headers,
        body: parsed,
        text,
        accepted: operation.accepts(response.status),
        said: `status ${response.status}${shown === '' ? '' : ` ${shown}`}`,
      };
    },
  };
}

const NOT_THERE = [404, 405, 501];

/** Whether a route is not there at all, as far as its answer tells. */
export function isAbsent({ status }: Reply): boolean {
  return status !== undefined && NOT_THERE.includes(status);
}

/** A text member of a JSON answer. */
export function textOf({ body }: Reply, name: string): string | undefined {
  const value = isRecord(body) ? member(body, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

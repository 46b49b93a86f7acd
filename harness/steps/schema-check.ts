/** The check that nobody has to write: documented success bodies fit the OpenAPI document. */

import type { Operation } from '../spec/openapi.ts';
import type { JsonValue } from '../suite/model.ts';
import type { Answer } from '../verdict/answer.ts';
import { mismatch } from '../verdict/match.ts';
import type { Judgement } from '../verdict/model.ts';

export interface SchemaFinding {
  readonly step: string;
  readonly judgement: Judgement;
}

/** Undefined where the document judges no body of this answer. */
export function judgeSchema(operation: Operation, step: string, answer: Answer): SchemaFinding | undefined {
  const { response, documented, body, bodyProblem } = answer;
  if (response === undefined || !documented || !operation.demandsBody(response.status)) return undefined;
  if (bodyProblem !== undefined || response.bytes.length === 0) {
    return { step, judgement: mismatch('body', 'a JSON body', bodyProblem ?? 'no body') };
  }
  const [problem] = operation.validateBody(response.status, body as JsonValue);
  if (problem === undefined) return { step, judgement: { verdict: 'passed' } };
  const { message, expected, actual } = problem;
  return { step, judgement: { verdict: 'failed', message, expected, actual } };
}

/** When an answer says that an optional feature is absent, rather than that something was wrong. */

import type { Operation } from '../spec/openapi.ts';
import type { Answer } from '../verdict/answer.ts';

const NOT_THERE = [404, 405, 501];

/** To be asked only for requests with valid credentials: others may be refused with 404 too. */
export function isNotOffered(
  { optional }: Pick<Operation, 'optional'>,
  { response }: Answer,
  capabilities: Readonly<Record<string, boolean>>,
): boolean {
  // A target that declares the feature is held to it.
  if (optional === undefined || capabilities[optional] === true) return false;
  return response !== undefined && NOT_THERE.includes(response.status);
}

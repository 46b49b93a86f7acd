/** Fields of request bodies, refused where they are misshapen. */

import type { Call, JsonObject } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import { Refusal } from '../behaviour/refusals.ts';

export function objectBody({ body }: Call): JsonObject {
  if (!isObject(body)) throw new Refusal('malformed-request');
  return body;
}

export function requiredText(body: JsonObject, field: string): string {
  const text = optionalText(body, field);
  if (text === undefined) throw new Refusal('malformed-request');
  return text;
}

export function optionalText(body: JsonObject, field: string): string | undefined {
  const value = body[field];
  if (value !== undefined && typeof value !== 'string') throw new Refusal('malformed-request');
  return value;
}

/** `auth_payload` is the implementation's own affair, but an object where it is given. */
export function checkAuthPayload({ auth_payload: value }: JsonObject): void {
  if (value !== undefined && !isObject(value)) throw new Refusal('malformed-request');
}

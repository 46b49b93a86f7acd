/** Schemas of OpenAPI 3.0 in the words of 3.1, so that one validator judges both. */

import { isRecord } from '../openapi-document.ts';

/** The same value for 3.1; for 3.0 with `nullable` and boolean `exclusiveMinimum`/`exclusiveMaximum` rewritten. */
export function modernised(value: unknown, version: '3.0' | '3.1'): unknown {
  return version === '3.1' ? value : rewritten(value);
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (!isRecord(value)) return value;
  const { nullable, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...rest } = value;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, rewritten(item)]));
  return {
    ...plain,
    ...(nullable === true && typeof rest.type === 'string' ? { type: [rest.type, 'null'] } : {}),
    ...bound('minimum', 'exclusiveMinimum', minimum, exclusiveMinimum),
    ...bound('maximum', 'exclusiveMaximum', maximum, exclusiveMaximum),
  };
}

function bound(
  closed: string,
  open: string,
  limit: unknown,
  exclusive: unknown,
): Readonly<Record<string, unknown>> {
  if (exclusive === true) return { [open]: limit };
  return {
    ...(limit === undefined ? {} : { [closed]: limit }),
    ...(typeof exclusive === 'number' ? { [open]: exclusive } : {}),
  };
}

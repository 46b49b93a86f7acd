/** Paths into an answer, as `save` and `distinct` write them: `status`, `headers.x`, `body.a[0].b`. */

import { parseValuePath } from '../suite/value-path.ts';
import type { Answer } from './answer.ts';
import { isRecord, member } from './same-value.ts';

/** Undefined when nothing stands there. */
export function readPath(answer: Answer, path: string): unknown {
  const [root, ...rest] = parseValuePath(path) ?? [];
  if (answer.response === undefined) return undefined;
  if (root === 'status') return answer.response.status;
  if (root === 'headers') return answer.response.headers[String(rest[0]).toLowerCase()];
  return root === 'body' ? readSegments(answer.body, rest) : undefined;
}

function readSegments(value: unknown, segments: readonly (string | number)[]): unknown {
  let current = value;
  for (const segment of segments) {
    if (typeof segment === 'number') current = Array.isArray(current) ? current[segment] : undefined;
    else current = isRecord(current) ? member(current, segment) : undefined;
  }
  return current;
}

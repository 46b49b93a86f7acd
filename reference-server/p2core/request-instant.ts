/** The instant that a look-up asks about (D5). */

import type { Call } from '../behaviour/facts.ts';
import type { Instant } from '../behaviour/history.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';

export function readInstant({ behaviour }: ServerContext, { body, query }: Call, operation: string): Instant {
  const instant = behaviour.history.readInstant({ body, query, operation });
  if (instant.kind === 'malformed') throw new Refusal('malformed-timestamp');
  return instant;
}

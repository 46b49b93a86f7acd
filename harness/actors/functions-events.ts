/** Tells events of p2core apart (decision D11): by the target's dialect, or by `n` and `op`. */

import { isDeepStrictEqual } from 'node:util';
import type { ScenarioFunction } from './function-context.ts';

/** Opcodes of events whose `n` is `core`. */
const DEFAULT_OPCODES: Readonly<Record<string, number>> = { newSession: 3, serverKeyChange: 6 };

export const eventsOf: ScenarioFunction = (args, { dialect }) => {
  const kind = args.text(1);
  const rule = dialect.events?.[kind];
  const opcode = DEFAULT_OPCODES[kind];
  if (rule === undefined && opcode === undefined) throw args.fail(`there is no kind of event "${kind}"`);
  return args
    .list(0)
    .filter((event) =>
      rule === undefined
        ? valueAt(event, 'n') === 'core' && valueAt(event, 'op') === opcode
        : isDeepStrictEqual(valueAt(event, rule.path), rule.equals),
    );
};

/** The value at a dotted path of own members. */
function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(key);
  }
  return value;
}

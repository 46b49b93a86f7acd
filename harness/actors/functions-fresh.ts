/** The scenario functions that give something new each time. */

import { base64 } from './encoding.ts';
import type { FunctionContext, ScenarioFunction } from './function-context.ts';
import { freshChallenge, freshName, freshPassword, freshSessionId, randomToken } from './names.ts';

const MAX_RANDOM_BYTES = 1_048_576;
const KEY_BYTES = 32;

export const FRESH_FUNCTIONS = {
  freshName: (_, { runId, randomness }) => freshName(runId, randomness),
  freshPassword: (_, { randomness }) => freshPassword(randomness),
  freshChallenge: (_, { randomness }) => freshChallenge(randomness),
  freshSessionId: (_, { randomness }) => freshSessionId(randomness),
  randomToken: (_, { randomness }) => randomToken(randomness),
  randomBytes: (args, { randomness }) => base64(randomness.bytes(args.number(0, { max: MAX_RANDOM_BYTES }))),
  keyPackage: (_, context) => keyPackage(context, false),
  lastResortKeyPackage: (_, context) => keyPackage(context, true),
} as const satisfies Readonly<Record<string, ScenarioFunction>>;

/** One of the fixtures, or an object whose unique `init_key` (draft section 6.1) sets it apart. */
function keyPackage({ keyPackages = [], randomness }: FunctionContext, isLastResort: boolean): unknown {
  if (keyPackages.length > 0) return keyPackages[randomness.integer(keyPackages.length)];
  return {
    protocol_version: 'mls10',
    init_key: base64(randomness.bytes(KEY_BYTES)),
    leaf_node: base64(randomness.bytes(KEY_BYTES)),
    ...(isLastResort ? { last_resort: true } : {}),
  };
}

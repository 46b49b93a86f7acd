/** What the functions of scenarios know of the story they run in. */

import type { Peer } from '../peers/model.ts';
import type { WireDialect } from './encoding.ts';
import type { FunctionArguments } from './function-arguments.ts';
import type { Randomness } from './randomness.ts';

export interface FunctionContext {
  readonly runId: string;
  /** The story's own stream. */
  readonly randomness: Randomness;
  /** The target's time. */
  readonly now: () => Date;
  readonly dialect: WireDialect;
  /** A peer by the name that the scenario uses, `newcomer` included. */
  readonly peer: (name: string) => Peer | undefined;
  /** Peers that are always there; forging takes a stranger's key and domain from them. */
  readonly peerNames: readonly string[];
  /** Which message the target takes, as its file says (X5). */
  readonly inbox?: { readonly messageType: string; readonly payload: Readonly<Record<string, unknown>> };
  /** The target file's fixtures; made-up objects where absent (D18). */
  readonly keyPackages?: readonly unknown[];
}

export type ScenarioFunction = (args: FunctionArguments, context: FunctionContext) => unknown;

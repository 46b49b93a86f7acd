/** What every story of a run has in common. */

import type { Apis, Operation } from '../spec/openapi.ts';
import type { Registry } from '../spec/registry.ts';
import type { TargetClient } from '../target/client.ts';
import type { RunningTarget } from '../target/model.ts';
import type { AccountPool } from './accounts.ts';
import type { StoryNetwork } from './cast.ts';
import type { DiagnosisLog } from './diagnosis.ts';

export interface Environment {
  readonly target: RunningTarget;
  readonly client: TargetClient;
  readonly network: StoryNetwork;
  readonly registry: Registry;
  readonly apis: Apis;
  /** Members of requests and answers whose values are never shown. */
  readonly secretNames: ReadonlySet<string>;
  /** Of accounts that the target's file lists, where scenarios of the profile live by them. */
  accountsFor(profile: string): AccountPool | undefined;
  /** Where refused messages are tried in other ways, how often so far; absent: they are not. */
  readonly diagnoses?: DiagnosisLog;
  readonly seed: number;
  readonly runId: string;
  /** Lets other stories go on while this one only waits for time to pass. */
  idle(ms: number): Promise<void>;
}

/** @throws Error for an operation that no document describes: loading should have refused it. */
export function operationOf({ apis }: Pick<Environment, 'apis'>, id: string): Operation {
  const operation = apis.operation(id);
  if (operation === undefined) throw new Error(`no OpenAPI document describes the operation ${id}`);
  return operation;
}

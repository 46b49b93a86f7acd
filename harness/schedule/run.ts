/** Runs a suite: units beside each other, exclusive ones alone at the end, events as they come. */

import { setTimeout as sleep } from 'node:timers/promises';
import { EVENTS_FORMAT, type RunEvent, type RunHeader } from '../events.ts';
import type { Apis } from '../spec/openapi.ts';
import type { Registry } from '../spec/registry.ts';
import { type AccountPool, createAccountPool } from '../steps/accounts.ts';
import type { StoryNetwork } from '../steps/cast.ts';
import type { Environment } from '../steps/environment.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { TargetDead } from '../target/circuit.ts';
import { createTargetClient, Interrupted } from '../target/client.ts';
import type { RunningTarget } from '../target/model.ts';
import { type Plan, plannedResults, planRun, type Unit } from './plan.ts';
import { createSlots, type Slots } from './slots.ts';
import { runUnit, unreached } from './unit.ts';
import type { ResultContext } from './verdicts.ts';

export interface RunOptions {
  /** In which only those cases stand that were selected. */
  readonly scenarios: readonly ResolvedScenario[];
  readonly target: RunningTarget;
  readonly network: StoryNetwork;
  readonly registry: Registry;
  readonly apis: Apis;
  readonly seed: number;
  readonly runId: string;
  /** How many units at once. */
  readonly concurrency: number;
  /** Begin nothing new after the first broken MUST. */
  readonly bail?: boolean;
  /** `false`: nobody reads what would explain a refused message. */
  readonly diagnoses?: false;
  readonly signal?: AbortSignal;
  readonly clock?: { now(): Date };
  readonly header: Omit<RunHeader, 'type' | 'format' | 'startedAt' | 'seed' | 'runId' | 'planned'>;
  emit(event: RunEvent): void;
}

/** A pause that is worth letting others work in. */
const LONG_PAUSE_MS = 1_000;

/** Resolves once the footer is out; what was measured until an abort is complete in itself. */
export async function runSuite(options: RunOptions): Promise<void> {
  const { target, scenarios, seed, runId, emit, signal } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const started = performance.now();
  emit({
    type: 'header',
    format: EVENTS_FORMAT,
    ...options.header,
    startedAt: clock.now().toISOString(),
    seed,
    runId,
    planned: plannedResults(scenarios),
  });
  const client = createTargetClient({
    baseUrl: target.baseUrl,
    headers: target.file.headers,
    limits: target.file.limits,
    probePath: probePath(options),
    clock,
    ...(signal === undefined ? {} : { signal }),
  });
  const accounts = lendAccounts(options, clock);
  const slots = createSlots(options.concurrency);
  const environment: Environment = {
    target,
    client,
    network: options.network,
    registry: options.registry,
    apis: options.apis,
    accountsFor: (profile) => accounts?.poolFor(profile),
    ...(options.diagnoses === false ? {} : { diagnoses: new Map() }),
    secretNames: secretNames(options.apis),
    seed,
    runId,
    idle: (ms) => pause(ms, options, slots),
  };
  try {
    const aborted = await runPlan(planRun(scenarios, seed), options, environment, slots);
    const durationMs = Math.round(performance.now() - started);
    emit({ type: 'footer', durationMs, ...(aborted === undefined ? {} : { aborted }) });
  } finally {
    await Promise.all([client.close(), accounts?.close()]);
  }
}

/** The accounts that the target's file lists, through a client that an interrupt does not end. */
function lendAccounts(
  options: RunOptions,
  clock: { now(): Date },
): { poolFor(profile: string): AccountPool | undefined; close(): Promise<void> } | undefined {
  const { apis, target } = options;
  const { accounts, headers, limits } = target.file;
  if (accounts === undefined) return undefined;
  const { baseUrl } = target;
  const client = createTargetClient({ baseUrl, headers, limits, probePath: probePath(options), clock });
  const pool = createAccountPool(accounts, { client, apis });
  const profile = apis.operation('getIdentity')?.profile;
  return { poolFor: (asked) => (asked === profile ? pool : undefined), close: () => client.close() };
}

/** Why it ended early, if it did. */
async function runPlan(
  plan: Plan,
  options: RunOptions,
  environment: Environment,
  slots: Slots,
): Promise<string | undefined> {
  const { emit, seed, registry, target, signal } = options;
  const context: ResultContext = { registry, seed, targetWords: target.file.commandLine };
  let end: Error | undefined = signal?.aborted ? new Interrupted('interrupted') : undefined;
  let defect: unknown;
  const perform = async (unit: Unit): Promise<void> => {
    if (unit.batch === 0) {
      const { id, title, cases } = unit.scenario;
      emit({ type: 'scenario-started', id, title, results: 1 + cases.length });
    }
    const { results, ended } = await runUnit(unit, environment, context);
    for (const result of results) emit({ type: 'scenario-finished', result });
    end ??= ended;
    const broken = options.bail ? results.find(({ verdict }) => verdict === 'failed') : undefined;
    if (broken !== undefined) end ??= new Error(`--bail: ${broken.id} failed`);
  };
  const skipAll = (units: Iterator<Unit>): void => {
    if (!(end instanceof TargetDead)) return;
    // Nothing is silent: what a dead target could not be asked is told, one by one.
    const stop = { verdict: 'inconclusive', reason: end.message } as const;
    for (let next = units.next(); !next.done; next = units.next()) {
      for (const result of unreached(next.value, stop, context)) emit({ type: 'scenario-finished', result });
    }
  };

  for (const [units, isTogether] of [
    [plan.together, true],
    [plan.alone, false],
  ] as const) {
    const iterator = units[Symbol.iterator]();
    const running = new Set<Promise<void>>();
    while (end === undefined && defect === undefined) {
      await slots.acquire();
      if (end !== undefined || defect !== undefined) {
        slots.release();
        break;
      }
      const next = iterator.next();
      if (next.done) {
        slots.release();
        break;
      }
      const task = perform(next.value)
        .catch((error: unknown) => {
          defect ??= error;
        })
        .finally(() => {
          slots.release();
          running.delete(task);
        });
      running.add(task);
      if (!isTogether) await task;
    }
    await Promise.all(running);
    if (defect !== undefined) throw defect;
    skipAll(iterator);
  }
  return end?.message;
}

async function pause(ms: number, { concurrency, signal }: RunOptions, slots: Slots): Promise<void> {
  // Alone, nothing may overtake: the order of requests is part of what a seed repeats.
  const makesRoom = concurrency > 1 && ms >= LONG_PAUSE_MS;
  if (makesRoom) slots.release();
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  if (makesRoom) await slots.acquire();
  if (signal?.aborted) throw new Interrupted('interrupted');
}

/** A route of the target that anybody may ask. */
function probePath({ apis, target }: RunOptions): string {
  const operations = target.file.profiles.flatMap((profile) => apis.operationsOf(profile));
  const open = operations.filter(
    ({ method, pathParameters }) => method === 'GET' && pathParameters.length === 0,
  );
  return (open.find(({ secured }) => !secured) ?? open[0])?.path ?? '/';
}

function secretNames(apis: Apis): ReadonlySet<string> {
  return new Set(apis.operationIds().flatMap((id) => apis.operation(id)?.secretNames ?? []));
}

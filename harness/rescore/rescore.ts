/** A recorded run, scored again without its target: nothing is started, nothing connected to. */

import { nameOf, type RecordedRun } from '../report/recorded-run.ts';
import { eventsOf } from '../report/replay.ts';
import { createTally, type RunSummary } from '../report/results.ts';
import type { Level, RequirementId } from '../spec/model.ts';
import type { Registry } from '../spec/registry.ts';
import type { CheckResult, RunVerdict } from '../verdict/model.ts';
import { type Present, rejudge } from './rejudge.ts';

/** A requirement whose level or status is another now. */
export interface Moved {
  readonly id: RequirementId;
  readonly old: string;
  readonly new: string;
  /** The first check that broke it, where it is broken now. */
  readonly where?: string;
  readonly message?: string;
}

/** What a recorded result could not be judged by, and how many results that concerns. */
export interface Kept {
  readonly reason: string;
  readonly results: number;
  /** The first of them. */
  readonly example: string;
}

export interface Rescored {
  readonly file: string;
  readonly target: string;
  readonly old: RunVerdict;
  readonly summary: RunSummary;
  readonly moved: readonly Moved[];
  readonly kept: readonly Kept[];
}

/** The registry with other levels. */
export function withLevels(registry: Registry, levels: ReadonlyMap<RequirementId, Level>): Registry {
  if (levels.size === 0) return registry;
  const profiles = [...registry.profiles].map(([id, profile]) => {
    const requirements = [...profile.requirements].map(
      ([key, requirement]) => [key, { ...requirement, level: levels.get(key) ?? requirement.level }] as const,
    );
    return [id, { ...profile, requirements: new Map(requirements) }] as const;
  });
  const all = new Map(profiles.flatMap(([, profile]) => [...profile.requirements]));
  return { ...registry, profiles: new Map(profiles), requirement: (id) => all.get(id) };
}

/** `registry` weighs as the run shall be scored: frozen sets of the recording no longer count. */
export function rescoreRun(file: string, run: RecordedRun, registry: Registry, present: Present): Rescored {
  const tally = createTally([...registry.profiles.values()]);
  const broken = new Map<RequirementId, { readonly where: string; readonly check: CheckResult }>();
  const kept = new Map<string, Kept>();
  for (const event of eventsOf(run)) {
    if (event.type === 'header') {
      const { requirementSets: _, ...header } = event;
      tally.add(header);
    } else if (event.type !== 'scenario-finished') tally.add(event);
    else {
      const { result, kept: reasons } = rejudge(event.result, run.summary.target.domain, present);
      const where = nameOf(result);
      for (const check of result.checks) {
        const isBroken = check.verdict === 'failed' || check.verdict === 'warning';
        if (isBroken && !broken.has(check.requirement)) broken.set(check.requirement, { where, check });
      }
      for (const reason of new Set(reasons)) {
        const earlier = kept.get(reason);
        kept.set(reason, {
          reason,
          results: (earlier?.results ?? 0) + 1,
          example: earlier?.example ?? where,
        });
      }
      tally.add({ ...event, result });
    }
  }
  const summary = tally.summary();
  return {
    file,
    target: run.summary.target.name,
    old: run.summary.verdict,
    summary,
    moved: movedRequirements(run.summary, summary, broken),
    kept: [...kept.values()],
  };
}

function movedRequirements(
  old: RunSummary,
  now: RunSummary,
  broken: ReadonlyMap<RequirementId, { readonly where: string; readonly check: CheckResult }>,
): readonly Moved[] {
  const before = new Map(old.requirements.map((one) => [one.id, `${one.level} ${one.status}`]));
  return now.requirements.flatMap(({ id, level, status }): readonly Moved[] => {
    const [was, is] = [before.get(id) ?? 'not known', `${level} ${status}`];
    if (was === is) return [];
    const found = status === 'broken' ? broken.get(id) : undefined;
    if (found === undefined) return [{ id, old: was, new: is }];
    const { message } = found.check;
    return [{ id, old: was, new: is, where: found.where, ...(message === undefined ? {} : { message }) }];
  });
}

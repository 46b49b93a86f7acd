/** A recorded run as the events that made it: for reports that read a stream, and for merging. */

import { EVENTS_FORMAT, type RunEvent, type RunHeader } from '../events.ts';
import type { RequirementSet } from '../spec/model.ts';
import { byScenario, type RecordedRun } from './recorded-run.ts';
import type { RunSummary } from './results.ts';

/** The header that the run began with. */
export function headerOf(summary: RunSummary): RunHeader {
  const { tool, target, startedAt, seed, runId, selection, dialect, capabilities, waivers } = summary;
  const sets = requirementSetsOf(summary);
  const { baseline } = summary;
  const entries = baseline?.entries.map(({ state: _, ...entry }) => entry);
  return {
    type: 'header',
    format: EVENTS_FORMAT,
    tool,
    target,
    startedAt,
    seed,
    runId,
    full: isFull(selection),
    selection,
    profiles: summary.profiles.map(({ id }) => id),
    dialect,
    capabilities,
    waivers,
    ...(baseline === null || entries === undefined ? {} : { baseline: { file: baseline.file, entries } }),
    ...(sets.length === 0 ? {} : { requirementSets: sets }),
    planned: Object.values(summary.counts).reduce((sum, count) => sum + count, 0),
  };
}

/** Whether a selection, as the command line said it, holds every scenario of its profiles. */
export function isFull(selection: readonly string[]): boolean {
  return selection.every((word) => word.startsWith('--profile '));
}

/** Header, scenarios in the order of reports, footer. */
export function* eventsOf({ summary, scenarios }: RecordedRun): Generator<RunEvent> {
  yield headerOf(summary);
  for (const results of byScenario(scenarios())) {
    const [first] = results;
    if (first === undefined) continue;
    yield { type: 'scenario-started', id: first.id, title: first.title, results: results.length };
    for (const result of results) yield { type: 'scenario-finished', result };
  }
  const { durationMs, aborted } = summary;
  yield { type: 'footer', durationMs, ...(aborted === undefined ? {} : { aborted }) };
}

function requirementSetsOf({ profiles, requirements }: RunSummary): readonly RequirementSet[] {
  return profiles.flatMap(({ id, set, requirementSet }) => {
    if (set === undefined) return [];
    const scored = requirements.filter(({ profile, scored }) => profile === id && scored !== false);
    const levels = Object.fromEntries(scored.map((requirement) => [requirement.id, requirement.level]));
    return [{ profile: id, name: set, hash: requirementSet, levels }];
  });
}

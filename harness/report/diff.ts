/** What became of each requirement from one run to another: better, worse, new, gone. */

import type { Level } from '../spec/model.ts';
import type { RequirementStatus, Verdict } from '../verdict/model.ts';
import { rollUp } from '../verdict/rollup.ts';
import { incompleteness } from './findings.ts';
import { nameOf, type RecordedRun } from './recorded-run.ts';
import type { RequirementResult } from './requirement-status.ts';
import type { RunSummary } from './results.ts';

export const DIFF_FORMAT = 'kammerton-diff/1';

export interface CheckChange {
  /** `p2core/identify/missing-fields#no-token` */
  readonly place: string;
  readonly before?: Verdict;
  readonly after?: Verdict;
}

export interface RequirementChange {
  readonly requirement: string;
  readonly level: Level;
  readonly before?: RequirementStatus;
  readonly after?: RequirementStatus;
  readonly checks: readonly CheckChange[];
}

export interface RunDiff {
  readonly format: typeof DIFF_FORMAT;
  readonly before: Pick<RunSummary, 'target' | 'startedAt' | 'verdict' | 'complete'>;
  readonly after: Pick<RunSummary, 'target' | 'startedAt' | 'verdict' | 'complete'>;
  /** A check that both runs made went from holding to anything less, or to broken. */
  readonly worse: readonly RequirementChange[];
  readonly better: readonly RequirementChange[];
  /** Requirements that only the second run knows, and broken checks that only it made: the suite grew. */
  readonly new: readonly RequirementChange[];
  /** Requirements and checks that only the first run had. */
  readonly gone: readonly RequirementChange[];
  /** The MUSTs among what got worse. */
  readonly regressions: number;
  /** What makes the two hard to compare. */
  readonly notes: readonly string[];
}

export function diffRuns(before: RecordedRun, after: RecordedRun): RunDiff {
  const [old, now] = [checksOf(before), checksOf(after)];
  const [oldResults, nowResults] = [byId(before.summary), byId(after.summary)];
  const ids = [...new Set([...oldResults.keys(), ...nowResults.keys()])].sort();
  const lists: Record<'worse' | 'better' | 'new' | 'gone', RequirementChange[]> = {
    worse: [],
    better: [],
    new: [],
    gone: [],
  };
  for (const id of ids) {
    const [left, right] = [oldResults.get(id), nowResults.get(id)];
    const level = right?.level ?? left?.level ?? 'MUST';
    const changes = changesOf(old.get(id) ?? new Map(), now.get(id) ?? new Map());
    const statuses = {
      ...(left === undefined ? {} : { before: left.status }),
      ...(right === undefined ? {} : { after: right.status }),
    };
    const note = (list: keyof typeof lists, checks: readonly CheckChange[]): void => {
      lists[list].push({ requirement: id, level, ...statuses, checks });
    };
    if (left === undefined) note('new', changes.added);
    else if (right === undefined) note('gone', changes.gone);
    else {
      const broken = changes.added.filter(({ after }) => after === 'failed' || after === 'warning');
      if (changes.worse.length > 0) note('worse', changes.worse);
      else if (changes.better.length > 0) note('better', changes.better);
      if (broken.length > 0) note('new', broken);
      if (changes.gone.length > 0) note('gone', changes.gone);
    }
  }
  return {
    format: DIFF_FORMAT,
    before: headOf(before.summary),
    after: headOf(after.summary),
    ...lists,
    regressions: lists.worse.filter(({ level }) => level === 'MUST').length,
    notes: notesOf(before.summary, after.summary),
  };
}

type Checks = ReadonlyMap<string, Verdict>;

/** Requirement → place → the worst verdict there. */
function checksOf({ scenarios }: RecordedRun): ReadonlyMap<string, Checks> {
  const all = new Map<string, Map<string, Verdict>>();
  for (const result of scenarios()) {
    const place = nameOf(result);
    for (const { requirement, verdict } of result.checks) {
      const places = all.get(requirement) ?? new Map<string, Verdict>();
      all.set(requirement, places);
      const earlier = places.get(place);
      places.set(place, rollUp(earlier === undefined ? [verdict] : [verdict, earlier]) ?? verdict);
    }
  }
  return all;
}

function changesOf(old: Checks, now: Checks): Record<'worse' | 'better' | 'added' | 'gone', CheckChange[]> {
  const changes: Record<'worse' | 'better' | 'added' | 'gone', CheckChange[]> = {
    worse: [],
    better: [],
    added: [],
    gone: [],
  };
  for (const place of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [before, after] = [old.get(place), now.get(place)];
    if (before === undefined) {
      if (after !== undefined) changes.added.push({ place, after });
    } else if (after === undefined) changes.gone.push({ place, before });
    else if (RANKS[after] < RANKS[before]) changes.worse.push({ place, before, after });
    else if (RANKS[after] > RANKS[before]) changes.better.push({ place, before, after });
  }
  return changes;
}

/** What holds is best, what is broken worst; between them nothing is known. */
const RANKS: Readonly<Record<Verdict, number>> = {
  passed: 2,
  inconclusive: 1,
  skipped: 1,
  unsupported: 1,
  error: 1,
  warning: 0,
  failed: 0,
};

function byId({ requirements }: RunSummary): ReadonlyMap<string, RequirementResult> {
  return new Map(requirements.map((result) => [result.id, result]));
}

function headOf({ target, startedAt, verdict, complete }: RunSummary): RunDiff['before'] {
  return { target, startedAt, verdict, complete };
}

function notesOf(before: RunSummary, after: RunSummary): readonly string[] {
  const notes: string[] = [];
  for (const [which, summary] of [
    ['the first run', before],
    ['the second run', after],
  ] as const) {
    const cut = incompleteness(summary);
    if (cut !== undefined) notes.push(`${which} is ${cut}`);
  }
  const differ = (name: string, left: unknown, right: unknown): void => {
    if (JSON.stringify(left) !== JSON.stringify(right)) notes.push(`the runs differ in ${name}`);
  };
  differ('the version of kammerton', before.tool.version, after.tool.version);
  differ('the name of the target', before.target.name, after.target.name);
  differ('what was selected', before.selection, after.selection);
  differ('the dialect of the target', before.dialect, after.dialect);
  differ('what is waived', before.waivers, after.waivers);
  differ('the requirements that were scored', setsOf(before), setsOf(after));
  return notes;
}

function setsOf({ profiles }: RunSummary): readonly (readonly [string, string])[] {
  return profiles.map(({ id, requirementSet }) => [id, requirementSet] as const);
}

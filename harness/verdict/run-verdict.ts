/** What a whole run says, and the exit code that says it to a script. Pure; the only place that knows either. */

import type { Level } from '../spec/model.ts';
import type { RequirementStatus, RunVerdict } from './model.ts';

/** One requirement of a profile, after a run. */
export interface RequirementOutcome {
  readonly level: Level;
  readonly status: RequirementStatus;
  /** Whether the run declared a check on it: a selection is judged by these alone. */
  readonly selected: boolean;
}

export interface RunFacts {
  readonly requirements: readonly RequirementOutcome[];
  /** Every scenario of the profiles was selected. */
  readonly full: boolean;
  /** The run came to its own end: neither interrupted nor given up. */
  readonly complete: boolean;
  /** Results that were the harness's own fault. */
  readonly errors: number;
}

export interface MustCounts {
  /** Those that apply to the target and can be observed. */
  readonly total: number;
  readonly tested: number;
  readonly held: number;
}

/** Counts the MUSTs; a waived one is applicable but untested. */
export function countMusts(requirements: readonly RequirementOutcome[]): MustCounts {
  const musts = requirements.filter(({ level }) => level === 'MUST');
  const having = (...statuses: readonly RequirementStatus[]): number =>
    musts.filter(({ status }) => statuses.includes(status)).length;
  return {
    total: having('held', 'broken', 'untested', 'waived'),
    tested: having('held', 'broken'),
    held: having('held'),
  };
}

/**
 * The verdict of a run, or of one profile of it. MUSTs alone decide; where a selection holds no MUST, its other
 * requirements show whether anything was concluded at all.
 */
export function runVerdict({ requirements, full, complete, errors }: RunFacts): RunVerdict {
  const selected = requirements.filter((requirement) => requirement.selected);
  const concluded = selected.some(({ status }) => status === 'held' || status === 'broken');
  if (selected.some(({ level, status }) => level === 'MUST' && status === 'broken')) return 'non-conformant';
  if (!complete || errors > 0 || !concluded) return 'inconclusive';
  const judged = full ? requirements : selected;
  const must = countMusts(judged);
  if (must.held < must.total) return 'incomplete';
  return full && must.total > 0 ? 'conformant' : 'held';
}

export const EXIT = {
  ok: 0,
  mustFailed: 1,
  usage: 2,
  inconclusive: 3,
  incomplete: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ExitFacts {
  readonly verdict: RunVerdict;
  readonly interrupted: boolean;
  /** `--require conformant`. */
  readonly requireConformant: boolean;
  /** Set where the run was held against a list of known failures. */
  readonly baseline?: {
    /** A failure is not listed, or a line of the list has to go. */
    readonly isRed: boolean;
    /** The run came to its end, without an error of ours. */
    readonly isConcluded: boolean;
  };
}

/** The exit code of a run. */
export function runExitCode({ verdict, interrupted, requireConformant, baseline }: ExitFacts): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (baseline?.isRed) return EXIT.mustFailed;
  switch (verdict) {
    case 'non-conformant':
      if (baseline === undefined) return EXIT.mustFailed;
      if (!baseline.isConcluded) return EXIT.inconclusive;
      return requireConformant ? EXIT.incomplete : EXIT.ok;
    case 'inconclusive':
      return EXIT.inconclusive;
    case 'incomplete':
    case 'held':
      return requireConformant ? EXIT.incomplete : EXIT.ok;
    case 'conformant':
      return EXIT.ok;
  }
}

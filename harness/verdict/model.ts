/** Evidence and judgement: immutable values that every report is made of. */

import type { DecisionId, Level, RequirementId } from '../spec/model.ts';

export type Verdict = 'passed' | 'failed' | 'warning' | 'inconclusive' | 'skipped' | 'unsupported' | 'error';

/** One observed request and response; what a verdict rests on. */
export interface Exchange {
  readonly operation?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Body;
  };
  /** Absent when no complete response came; `failure` then says why. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: Body;
  };
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
  /** ISO 8601, the harness's clock. */
  readonly startedAt: string;
  readonly durationMs: number;
}

export type FailureKind =
  | 'timeout'
  | 'refused-connection'
  | 'closed'
  | 'too-large'
  | 'malformed'
  | 'unresolved';

/** Text where the bytes are UTF-8, Base64 otherwise; cut at a limit. */
export interface Body {
  readonly text?: string;
  readonly base64?: string;
  readonly bytes: number;
  readonly cut?: boolean;
}

/** What a single expectation says of what was observed. */
export type Judgement =
  | { readonly verdict: 'passed' }
  | {
      readonly verdict: 'failed';
      readonly message: string;
      readonly expected: string;
      readonly actual: string;
    }
  | { readonly verdict: 'inconclusive' | 'unsupported' | 'skipped' | 'error'; readonly message: string };

/** The outcome of one declared check; also made for those that did not run. */
export interface CheckResult {
  readonly requirement: RequirementId;
  readonly level: Level;
  readonly verdict: Verdict;
  /** The step's name, e.g. `2 identify`. */
  readonly step: string;
  readonly message?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly decision?: DecisionId;
}

export interface StepResult {
  readonly name: string;
  /** Who speaks to whom, e.g. `alice → target`. */
  readonly from: string;
  readonly to: string;
  /** `story`, or which control run it belonged to. */
  readonly part: 'setup' | 'story' | 'control before' | 'control after';
  readonly exchanges: readonly Exchange[];
  readonly note?: string;
}

/** One scenario, or one case of it, judged. */
export interface ScenarioResult {
  readonly id: string;
  readonly case?: string;
  readonly title: string;
  readonly profile: string;
  readonly file: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly durationMs: number;
  readonly rerun: string;
  /** What a case changed in the accepted request: `body.id_cert`, `as: nobody`. */
  readonly changed?: readonly string[];
  readonly checks: readonly CheckResult[];
  readonly steps: readonly StepResult[];
}

export type RequirementStatus = 'held' | 'broken' | 'untested' | 'waived' | 'unsupported' | 'untestable';
export type RunVerdict = 'conformant' | 'non-conformant' | 'incomplete' | 'held' | 'inconclusive';

/** A failure that the user knows of: while it lasts, it does not make a run red. */
export interface BaselineEntry {
  readonly requirement: RequirementId;
  readonly scenario: string;
  readonly case?: string;
  readonly reason: string;
  readonly link?: string;
  /** The last day on which it counts, `YYYY-MM-DD`. */
  readonly expires?: string;
  /** Where it stands in its file, from 1. */
  readonly line: number;
  /** Set where the suite has no such check. */
  readonly unknown?: true;
}

export interface Baseline {
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
}

/** What became of a step: whether the story may go on, and what its checks say. */

import type { Check, Step } from '../suite/model.ts';
import type { HttpRequest } from '../target/client.ts';
import type { Answer } from '../verdict/answer.ts';
import type { Exchange, Judgement } from '../verdict/model.ts';
import type { SchemaFinding } from './schema-check.ts';

export interface JudgedCheck {
  readonly check: Check;
  readonly judgement: Judgement;
  /** It holds because something was refused: worth nothing without an accepted control. */
  readonly restsOnRefusal: boolean;
}

/** Why a story ended before its last step. */
export interface Stop {
  readonly verdict: 'inconclusive' | 'skipped' | 'unsupported' | 'error';
  readonly reason: string;
}

export interface StepOutcome {
  readonly step: Step;
  readonly exchanges: readonly Exchange[];
  readonly checks: readonly JudgedCheck[];
  readonly answers: readonly Answer[];
  /** Names that later steps can read. */
  readonly saved: ReadonlyMap<string, unknown>;
  /** Names that were to be saved, and why they could not be. */
  readonly missing: ReadonlyMap<string, string>;
  /** For `again`. */
  readonly request?: HttpRequest;
  readonly accepted: boolean;
  readonly schema: readonly SchemaFinding[];
  readonly stop?: Stop;
  readonly note?: string;
  /** Who speaks. */
  readonly from: string;
  readonly to: string;
}

/** A step that did nothing that could be observed; the base of those that did. */
export function quietOutcome(step: Step, from: string, to: string): StepOutcome {
  return {
    step,
    from,
    to,
    exchanges: [],
    checks: [],
    answers: [],
    saved: new Map(),
    missing: new Map(),
    accepted: true,
    schema: [],
  };
}

/** The stream between runner and reporters: a header, one event a line, a footer; no footer means cut short. */

import type { RequirementSet } from './spec/model.ts';
import type { Baseline, ScenarioResult } from './verdict/model.ts';

export const EVENTS_FORMAT = 'kammerton-events/1';

export interface RunHeader {
  readonly type: 'header';
  readonly format: typeof EVENTS_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: { readonly name: string; readonly url: string; readonly domain: string };
  readonly startedAt: string;
  readonly seed: number;
  readonly runId: string;
  /** Whether every scenario of the profiles was selected. */
  readonly full: boolean;
  readonly selection: readonly string[];
  readonly profiles: readonly string[];
  readonly dialect: Readonly<Record<string, unknown>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly waivers: Readonly<Record<string, string>>;
  /** Failures that are known; absent where none were listed. */
  readonly baseline?: Baseline;
  /** The frozen sets that were asked for; a profile without one is scored by all its requirements. */
  readonly requirementSets?: readonly RequirementSet[];
  /** How many scenario results (cases counted one each) are to come. */
  readonly planned: number;
}

export type RunEvent =
  | RunHeader
  | {
      readonly type: 'scenario-started';
      readonly id: string;
      readonly title: string;
      /** How many results it will have: its own and one a case. */
      readonly results: number;
    }
  | { readonly type: 'scenario-finished'; readonly result: ScenarioResult }
  | { readonly type: 'note'; readonly message: string }
  | {
      readonly type: 'footer';
      readonly durationMs: number;
      /** Set when the run ended early: a dead target, an interrupt, `--bail`. */
      readonly aborted?: string;
    };

/** What a step can read of its story; it changes nothing of it and returns what it did. */

import type { Actor } from '../actors/identity.ts';
import type { JsonValue, Template } from '../suite/model.ts';
import type { HttpRequest } from '../target/client.ts';
import type { MatchContext } from '../verdict/match.ts';
import type { Redactor } from '../verdict/redact.ts';
import type { Cast } from './cast.ts';
import type { Environment } from './environment.ts';
import type { Draft } from './request.ts';

export interface StepContext {
  readonly environment: Environment;
  readonly cast: Cast;
  readonly actors: ReadonlyMap<string, Actor>;
  readonly redactor: Redactor;
  /** With what was saved up to here. @throws PreconditionFailed, ExpressionError */
  evaluate(template: Template): JsonValue | Uint8Array;
  /** For judging what comes back, in which names that this step saves can be read too. */
  matching(saved: ReadonlyMap<string, unknown>, missing: ReadonlyMap<string, string>): MatchContext;
  /** The bearer token of an actor or the administrator. @throws PreconditionFailed */
  tokenOf(whom: string): string;
  /** The last request of each operation. */
  readonly requests: ReadonlyMap<string, HttpRequest>;
  /** Operations that were accepted in this story: the twins of their refusals. */
  readonly accepted: ReadonlySet<string>;
  /** Set for the step that a case changes. */
  readonly change?: { readonly as?: string; apply(draft: Draft): Draft };
}

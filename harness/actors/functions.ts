/** The functions of scenario expressions: harness/suite/function-words.ts says what each takes and gives. */

import type { FunctionName } from '../suite/function-words.ts';
import { DerError } from '../verdict/der-reader.ts';
import { ForgeryError } from './forgery.ts';
import { FunctionError, readArguments } from './function-arguments.ts';
import type { FunctionContext, ScenarioFunction } from './function-context.ts';
import { CERTIFICATE_FUNCTIONS } from './functions-certificates.ts';
import { eventsOf } from './functions-events.ts';
import { FRESH_FUNCTIONS } from './functions-fresh.ts';
import { SIGNING_FUNCTIONS } from './functions-signed.ts';
import { TEXT_FUNCTIONS } from './functions-text.ts';
import { TIME_FUNCTIONS } from './functions-time.ts';
import { InboxMessageError } from './inbox-message.ts';

const FUNCTIONS: Readonly<Record<FunctionName, ScenarioFunction>> = {
  ...SIGNING_FUNCTIONS,
  ...CERTIFICATE_FUNCTIONS,
  ...FRESH_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  eventsOf,
};

/** Calls functions for one story. Actors among the arguments are views that `actorView` made. */
export function createFunctions(
  context: FunctionContext,
): (name: FunctionName, args: readonly unknown[]) => unknown {
  return (name, args) => {
    try {
      return FUNCTIONS[name](readArguments(name, args, context.dialect), context);
    } catch (error) {
      const isExplained =
        error instanceof DerError || error instanceof ForgeryError || error instanceof InboxMessageError;
      throw isExplained ? new FunctionError(`${name}: ${error.message}`) : error;
    }
  };
}

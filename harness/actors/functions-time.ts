/** The scenario functions about time, all of it the target's, in whole UNIX seconds. */

import { parseDuration } from './duration.ts';
import type { ScenarioFunction } from './function-context.ts';

const MAX_SECONDS = 253_402_300_799;

export const TIME_FUNCTIONS = {
  now: (_, context) => seconds(context.now()),
  at: (args, context) => {
    const offset = parseDuration(args.text(0));
    if (offset === undefined)
      throw args.fail(`"${args.text(0)}" is no span such as "-1h": a number and s, m, h or d`);
    return seconds(context.now()) + Math.trunc(offset / 1000);
  },
  unix: (args) => String(args.number(0, { min: -MAX_SECONDS })),
  iso: (args) => new Date(args.number(0, { min: -MAX_SECONDS, max: MAX_SECONDS }) * 1000).toISOString(),
} as const satisfies Readonly<Record<string, ScenarioFunction>>;

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

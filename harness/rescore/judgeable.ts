/** Whether an expectation can be judged from a recorded exchange alone, without the values and secrets of its run. */

import type { Expectation, Matcher, Template } from '../suite/model.ts';
import type { Exchange } from '../verdict/model.ts';

/** Words that ask for a clock, or for the very bytes of a value. */
const NEEDS_RUN = ['futureTimestamp'];
const PLACEHOLDER = /<(token|password|secret)( \d+)?>/;

/** Why it cannot; undefined where it can. */
export function obstacle(expectation: Expectation, exchanges: readonly Exchange[]): string | undefined {
  if (exchanges.length === 0) return 'its step has no recorded exchange';
  switch (expectation.kind) {
    case 'accepted':
    case 'refused':
      return exchanges.some(({ failure }) => failure !== undefined)
        ? 'an exchange failed, and what came after it was not recorded'
        : undefined;
    case 'survived':
      return 'whether the target still answered was not recorded';
    case 'response':
      return responseObstacle(expectation.response, exchanges);
    case 'anyOf':
      return first(expectation.options.map((option) => obstacle(option, exchanges)));
    case 'all':
      return first(expectation.parts.map((part) => obstacle(part, exchanges)));
    default:
      return 'it compares values of the run';
  }
}

function first(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined);
}

function responseObstacle(
  { headers = [], body }: Extract<Expectation, { kind: 'response' }>['response'],
  exchanges: readonly Exchange[],
): string | undefined {
  const matchers = [...headers.map(([, matcher]) => matcher), ...(body === undefined ? [] : [body])];
  if (!matchers.every(isPlain)) return 'it compares with values of the run';
  if (body === undefined) return undefined;
  const bodies = exchanges.flatMap(({ response }) => response?.body ?? []);
  if (bodies.some(({ cut }) => cut === true)) return 'the body was recorded in part';
  return bodies.some(({ text = '' }) => PLACEHOLDER.test(text))
    ? 'the body held secrets, which are not recorded'
    : undefined;
}

function isPlain(matcher: Matcher): boolean {
  switch (matcher.kind) {
    case 'word':
      return !NEEDS_RUN.includes(matcher.word);
    case 'equals':
    case 'contains':
      return isLiteral(matcher.value);
    case 'oneOf':
      return matcher.options.every(isPlain);
    case 'not':
    case 'each':
      return isPlain(matcher.matcher);
    case 'fields':
      return matcher.fields.every(([, field]) => isPlain(field));
    case 'all':
      return matcher.matchers.every(isPlain);
    case 'matches':
    case 'length':
      return true;
    default:
      return false;
  }
}

function isLiteral({ kind }: Template): boolean {
  return kind === 'literal';
}

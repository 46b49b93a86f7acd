/** Which expectations speak of acceptance and which of refusal: what controls, and the rules of loading, rest on. */

import type { CallStep, Expectation } from './model.ts';

/** Can be met by an answer that accepts nothing, because it says so. */
export function leavesAcceptanceOpen(expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'refused':
    case 'answered':
    case 'survived':
      return true;
    case 'response':
      return expectation.response.status?.some((code) => code < 200 || code > 299) ?? false;
    case 'anyOf':
      return expectation.options.some(leavesAcceptanceOpen);
    case 'all':
      return expectation.parts.some(leavesAcceptanceOpen);
    case 'count':
      return (expectation.min ?? 0) === 0 || leavesAcceptanceOpen(expectation.of);
    default:
      return false;
  }
}

/** Holds for an accepted answer only. */
export function demandsAcceptance(expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'accepted':
      return true;
    case 'response':
      return expectation.response.status?.every((code) => code >= 200 && code <= 299) ?? false;
    case 'anyOf':
      return expectation.options.every(demandsAcceptance);
    case 'all':
      return expectation.parts.some(demandsAcceptance);
    case 'count':
      return (expectation.min ?? 0) > 0 && demandsAcceptance(expectation.of);
    default:
      return false;
  }
}

/** Can be met by refusing: counts only beside an accepted twin. */
export function isMetByRefusal(expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'refused':
      return true;
    case 'response':
      return expectation.response.status?.some((code) => code >= 400 && code <= 499) ?? false;
    case 'anyOf':
      return expectation.options.some(isMetByRefusal);
    case 'all':
      return expectation.parts.some(isMetByRefusal);
    case 'count':
      return isMetByRefusal(expectation.of);
    default:
      return false;
  }
}

/** Every expectation of a call, `until` among them. */
export function expectationsOf(step: CallStep): readonly Expectation[] {
  const checked = step.checks.map((check) => check.expectation);
  return step.until === undefined ? checked : [...checked, step.until.expectation];
}

/** A check demands it, or none speaks of another answer; the story stops where it is not. */
export function mustBeAccepted(step: CallStep): boolean {
  const expectations = expectationsOf(step);
  return step.control || expectations.some(demandsAcceptance) || !expectations.some(leavesAcceptanceOpen);
}

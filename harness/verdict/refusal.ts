/** The one place that says which answers accept, which refuse, and which say nothing about the request. */

import type { Answer } from './answer.ts';

export type AnswerClass =
  /** A documented 2xx. */
  | 'accepted'
  /** Another 2xx: not refused, but not as documented either. */
  | 'undocumented'
  | 'refused'
  /** Says nothing about what was asked: throttled, too large, redirected, a gateway in trouble, no answer. */
  | 'unclear'
  /** A server error: neither accepted nor refused. */
  | 'broken';

/** 4xx that tell of size, time or load rather than of the request's rights and wrongs. */
const SAYS_NOTHING: ReadonlyMap<number, string> = new Map([
  [408, 'the target gave up waiting for the request'],
  [413, 'too large for the target'],
  [421, 'sent to the wrong server'],
  [429, 'throttled'],
  [502, 'a server behind the target is in trouble'],
  [503, 'the target is unavailable for the moment'],
  [504, 'a server behind the target did not answer'],
]);

const PEER_FAULT = [502, 503, 504];

export interface Classified {
  readonly class: AnswerClass;
  /** For `unclear`: why. */
  readonly reason?: string;
}

/** `peerAtFault`: the cause lies with another server, so that a gateway's status refuses too. */
export function classify(answer: Answer, { peerAtFault = false } = {}): Classified {
  if (answer.response === undefined) return classifyFailure(answer);
  const { status } = answer.response;
  if (answer.documented) return { class: 'accepted' };
  if (peerAtFault && PEER_FAULT.includes(status)) return { class: 'refused' };
  const nothing = SAYS_NOTHING.get(status);
  if (nothing !== undefined) return { class: 'unclear', reason: `${status}: ${nothing}` };
  if (status >= 200 && status <= 299) return { class: 'undocumented' };
  if (status >= 300 && status <= 399)
    return { class: 'unclear', reason: `${status}: redirected, which is not followed` };
  if (status >= 400 && status <= 499) return { class: 'refused' };
  return { class: 'broken' };
}

function classifyFailure({ failure, raw, aftermath }: Answer): Classified {
  if (failure?.kind === 'closed' && raw && aftermath === 'answers') return { class: 'refused' };
  return { class: 'unclear', reason: failure?.message ?? 'no answer' };
}

/** Decisions about challenges (P2-CHAL, P2-IDN-05 to -07). */

import { toSeconds } from '../protocol/unix-time.ts';
import type { ChallengeFacts, Eventually, Randomness, Slot } from './facts.ts';
import { takeIfFree } from './registration.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 64;
/** The largest multiple of the alphabet's size in a byte: higher bytes would favour its first letters. */
const FAIR_BYTES = 248;

export interface ChallengeBehaviour {
  text(source: { readonly randomness: Randomness; readonly now: Date }): string;
  expiresAt(issue: { readonly now: Date; readonly lifetimeSeconds: number }): Date;
  /** `lifetime_unix`. */
  lifetimeText(expiresAt: Date): string;
  /** Challenges with equal keys are the same challenge (P2-IDN-05). */
  key(text: string): string;
  /** Whether this server issued it (P2-IDN-05). */
  isIssued(found: ChallengeFacts | undefined): boolean;
  isFresh(challenge: ChallengeFacts, now: Date): boolean;
  /** Uses the challenge up, whoever presents it; false when it was used before (P2-IDN-07). */
  spend(slot: Slot, attempt: { readonly challenge: string; readonly idCert: string }): Eventually<boolean>;
  /** Whether a refused attempt uses it up as well. */
  isSpentByFailure(): boolean;
}

export const challenge: ChallengeBehaviour = {
  text: ({ randomness }) => alphanumericText(randomness, LENGTH),
  expiresAt: ({ now, lifetimeSeconds }) => new Date((toSeconds(now) + lifetimeSeconds) * 1000),
  lifetimeText: (expiresAt) => String(toSeconds(expiresAt)),
  key: (text) => text,
  isIssued: (found) => found !== undefined,
  isFresh: ({ expiresAt }, now) => now.getTime() <= expiresAt.getTime(),
  spend: takeIfFree,
  isSpentByFailure: () => true,
};

/** Evenly distributed letters and digits. */
export function alphanumericText(randomness: Randomness, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomness.bytes(length - text.length)) {
      if (byte < FAIR_BYTES) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

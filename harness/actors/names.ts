/** Fresh names, passwords and the like: legal everywhere, and never met before on the target. */

import { hash } from 'node:crypto';
import type { Randomness } from './randomness.ts';

/** Without i, k and s: their upper-case forms have look-alikes outside ASCII, and names are used in case tests. */
const NAME_LETTERS = 'abcdefghjlmnopqrtuvwxyz';
const NAME_CHARACTERS = `${NAME_LETTERS}0123456789`;
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const BYTE_VALUES = 256;
const RUN_TAG_LENGTH = 5;
const NAME_LENGTH = 20;
const SESSION_ID_LENGTH = 24;
const CHALLENGE_LENGTH = 64;
const TOKEN_LENGTH = 43;
const PASSWORD_LENGTH = 20;

/** A local name, `[a-z][a-z0-9]{19}`: five characters tell the run, the rest is drawn (about 74 bits). */
export function freshName(runId: string, randomness: Randomness): string {
  return tagOf(runId) + draw(randomness, NAME_CHARACTERS, NAME_LENGTH - RUN_TAG_LENGTH);
}

/** All names of a run begin alike. */
let lastTag = { runId: '', tag: '' };

function tagOf(runId: string): string {
  if (lastTag.runId === runId && lastTag.tag !== '') return lastTag.tag;
  const digest = hash('sha256', runId, 'buffer');
  const letters = [...digest.subarray(0, RUN_TAG_LENGTH)].map(
    (byte) => NAME_LETTERS[byte % NAME_LETTERS.length],
  );
  lastTag = { runId, tag: letters.join('') };
  return lastTag.tag;
}

/** Long, and with a character of every class that password rules ask for. */
export function freshPassword(randomness: Randomness): string {
  return `Pw-1${draw(randomness, ALPHANUMERIC, PASSWORD_LENGTH)}`;
}

/** 24 ASCII letters and digits; IA5String allows up to 32 characters of it. */
export function freshSessionId(randomness: Randomness): string {
  return draw(randomness, ALPHANUMERIC, SESSION_ID_LENGTH);
}

/** 64 letters and digits: looks like a challenge, but no server issued it. */
export function freshChallenge(randomness: Randomness): string {
  return draw(randomness, ALPHANUMERIC, CHALLENGE_LENGTH);
}

/** A bearer token that no server issued. */
export function randomToken(randomness: Randomness): string {
  return draw(randomness, ALPHANUMERIC, TOKEN_LENGTH);
}

/** Bytes beyond the last multiple of the alphabet's length are drawn again, so that each character is as likely. */
function draw(randomness: Randomness, alphabet: string, length: number): string {
  const fair = BYTE_VALUES - (BYTE_VALUES % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomness.bytes(length - text.length)) {
      if (byte < fair) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

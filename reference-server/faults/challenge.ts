/** Faults of challenges (P2-CHAL, P2-IDN-05 to -07). */

import { createHash } from 'node:crypto';
import { alphanumericText } from '../behaviour/challenge.ts';
import { foldCase } from '../protocol/federation-id.ts';
import { toSeconds } from '../protocol/unix-time.ts';
import { answeringOf, deciding, pause, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['getChallenge'];
const used = ['getChallenge', 'identify'];

const SHORTEST_WRONGLY = 31;
const LONGEST_WRONGLY = 257;
const POOL_SIZE = 25;
const PREFIX_LENGTH = 32;
const FIVE_HOURS_MS = 18_000_000;
const MINUTE_MS = 60_000;
const CHALLENGE_BYTES = 32;

export const challengeFaults: readonly Fault[] = [
  {
    id: 'challenge.lifetime-is-number',
    title: '`lifetime_unix` is a number instead of a decimal string',
    breaks: ['P2-CHAL-01', 'P2-GEN-04'],
    operations,
    effect: 'Typed clients cannot read the answer and sign nobody in.',
    apply: answeringOf('getChallenge', 200, (answer) =>
      withMembers(answer, ({ lifetime_unix: lifetime }) => ({ lifetime_unix: Number(lifetime) })),
    ),
  },
  {
    id: 'challenge.lifetime-is-iso-date',
    title: '`lifetime_unix` is a date in ISO 8601',
    breaks: ['P2-CHAL-01', 'P2-GEN-04'],
    operations,
    effect: 'Clients that compare it with UNIX seconds drop every challenge.',
    apply: deciding('challenge', () => ({ lifetimeText: (expiresAt) => expiresAt.toISOString() })),
  },
  {
    id: 'challenge.lifetime-in-milliseconds',
    title: '`lifetime_unix` counts milliseconds instead of seconds',
    breaks: ['P2-CHAL-01'],
    operations,
    effect: 'Clients keep challenges for fifty thousand years and send them long after they expired.',
    apply: deciding('challenge', () => ({ lifetimeText: (expiresAt) => String(expiresAt.getTime()) })),
  },
  {
    id: 'challenge.one-character-short',
    title: 'A challenge has 31 characters',
    breaks: ['P2-CHAL-02', 'P2-CHAL-07'],
    operations,
    effect: 'Challenges can be guessed sooner than the draft allows, and strict clients refuse to sign them.',
    apply: ofLength(SHORTEST_WRONGLY),
  },
  {
    id: 'challenge.one-character-long',
    title: 'A challenge has 257 characters',
    breaks: ['P2-CHAL-02'],
    operations,
    effect: 'Clients with a buffer of 256 cut it, and their signatures fail.',
    apply: ofLength(LONGEST_WRONGLY),
  },
  {
    id: 'challenge.is-padded-base64',
    title: 'A challenge is Base64 with its padding',
    breaks: ['P2-CHAL-03'],
    operations,
    effect: 'Clients that check the alphabet refuse to sign, and others sign what they did not expect.',
    apply: deciding('challenge', () => ({
      text: ({ randomness }) => Buffer.from(randomness.bytes(CHALLENGE_BYTES)).toString('base64'),
    })),
  },
  {
    id: 'challenge.lifetime-is-duration',
    title: '`lifetime_unix` says how many seconds a challenge lives, not until when',
    breaks: ['P2-CHAL-04'],
    operations,
    effect: 'Clients take every challenge for one that expired in 1970.',
    apply: deciding('challenge', ({ expiresAt }) => {
      let seconds = 0;
      return {
        expiresAt: (issue) => {
          seconds = issue.lifetimeSeconds;
          return expiresAt(issue);
        },
        lifetimeText: () => String(seconds),
      };
    }),
  },
  {
    id: 'challenge.lifetime-in-local-time',
    title: '`lifetime_unix` is five hours early, as if local time were UTC',
    breaks: ['P2-CHAL-04'],
    operations,
    effect: 'Clients hold every fresh challenge for expired.',
    apply: deciding('challenge', () => ({
      lifetimeText: (expiresAt) => String(toSeconds(new Date(expiresAt.getTime() - FIVE_HOURS_MS))),
    })),
  },
  {
    id: 'challenge.same-within-a-second',
    title: 'Challenges are made of the time and are the same within a second',
    breaks: ['P2-CHAL-05'],
    operations,
    effect: 'Two clients sign one challenge, and what one signed opens a session for the other.',
    apply: deciding('challenge', () => ({
      text: ({ now }) =>
        createHash('sha256')
          .update(String(toSeconds(now)))
          .digest('hex'),
    })),
  },
  {
    id: 'challenge.same-for-everybody',
    title: 'Everybody gets the same challenge',
    breaks: ['P2-CHAL-05'],
    operations,
    effect: 'A signature that was captured once opens sessions for ever.',
    apply: deciding('challenge', () => ({ text: () => 'kammerton'.repeat(8) })),
  },
  {
    id: 'challenge.comes-from-small-pool',
    title: 'Challenges come from a pool of 25 and then again from its beginning',
    breaks: ['P2-CHAL-05'],
    operations,
    effect: 'Who collects signatures for a while can answer every later challenge.',
    apply: deciding('challenge', ({ text }) => {
      const pool: string[] = [];
      let given = 0;
      return {
        text: (source) => {
          const place = given++ % POOL_SIZE;
          pool[place] ??= text(source);
          return pool[place];
        },
      };
    }),
  },
  {
    id: 'challenge.needs-token',
    title: 'A challenge is given only to those who have a token already',
    breaks: ['P2-CHAL-06'],
    operations,
    effect: 'Nobody from another server can ever sign in.',
    apply: deciding('access', ({ needsToken }) => ({
      needsToken: (operation) => operation === 'getChallenge' || needsToken(operation),
    })),
  },
  {
    id: 'challenge.accepts-any',
    title: 'A challenge that was never issued is accepted',
    breaks: ['P2-IDN-05'],
    operations: used,
    effect: 'Signatures can be prepared, or collected elsewhere, and used whenever it suits.',
    apply: deciding('challenge', () => ({ isIssued: () => true })),
  },
  {
    id: 'challenge.found-regardless-of-case',
    title: 'A challenge in other capitals passes for the one that was issued',
    breaks: ['P2-IDN-05'],
    operations: used,
    effect: 'A challenge loses a bit of its strength with every letter.',
    apply: deciding('challenge', () => ({ key: foldCase })),
  },
  {
    id: 'challenge.found-by-its-beginning',
    title: 'Only the first 32 characters of a challenge are looked up',
    breaks: ['P2-IDN-05'],
    operations: used,
    effect: 'Somebody can have a client sign a text of their choice behind a challenge.',
    apply: deciding('challenge', () => ({ key: (text) => text.slice(0, PREFIX_LENGTH) })),
  },
  {
    id: 'challenge.never-expires',
    title: 'The expiry of a challenge is compared in seconds with milliseconds, and never comes',
    breaks: ['P2-IDN-06'],
    operations: used,
    effect: 'A signature that was captured once can be used at leisure.',
    apply: deciding('challenge', () => ({
      isFresh: ({ expiresAt }, now) => toSeconds(now) <= expiresAt.getTime(),
    })),
  },
  {
    id: 'challenge.lives-a-minute-longer',
    title: 'A challenge is accepted for a minute after its lifetime',
    breaks: ['P2-IDN-06'],
    operations: used,
    effect: 'A signature that was captured stays useful after its owner believes that it is worthless.',
    apply: deciding('challenge', () => ({
      isFresh: ({ expiresAt }, now) => now.getTime() <= expiresAt.getTime() + MINUTE_MS,
    })),
  },
  {
    id: 'challenge.works-again',
    title: 'A completed challenge opens as many sessions as one likes',
    breaks: ['P2-IDN-07'],
    operations: used,
    effect: 'Whoever sees a sign-in can repeat it.',
    apply: deciding('challenge', () => ({ spend: () => true })),
  },
  {
    id: 'challenge.spent-too-late',
    title: 'A challenge is marked as used only after it was found unused and some time went by',
    breaks: ['P2-IDN-07'],
    operations: used,
    effect: 'Whoever sees a sign-in and is quick enough can repeat it.',
    apply: deciding('challenge', () => ({
      spend: async (slot) => {
        if (slot.isTaken()) return false;
        await pause();
        slot.take();
        return true;
      },
    })),
  },
  {
    id: 'challenge.spent-for-one-certificate',
    title: 'A challenge that one actor completed still works for every other actor',
    breaks: ['P2-IDN-07'],
    operations: used,
    effect: 'Others can have a challenge signed that was used long ago, and get in with it.',
    apply: deciding('challenge', () => {
      const spent = new Set<string>();
      return {
        spend: (_slot, { challenge, idCert }) => {
          const use = `${challenge} ${idCert}`;
          const isFirst = !spent.has(use);
          spent.add(use);
          return isFirst;
        },
      };
    }),
  },
];

function ofLength(length: number) {
  return deciding('challenge', () => ({ text: ({ randomness }) => alphanumericText(randomness, length) }));
}

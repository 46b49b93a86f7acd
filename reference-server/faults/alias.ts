/** Faults of aliases (XI-AL). */

import { isArray, isObject } from '../behaviour/json-shapes.ts';
import { takeIfFree } from '../behaviour/registration.ts';
import { deciding, pause } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['updateAlias'];
const resolved = ['updateAlias', 'resolveAlias'];
const CUT_AT = 15;

export const aliasFaults: readonly Fault[] = [
  {
    id: 'alias.forgets-change',
    title: 'A new alias is answered with 200 and not kept',
    breaks: ['XI-AL-01', 'XI-ID-03'],
    operations,
    effect: 'Users tell their friends a name under which they cannot be found.',
    apply: deciding('alias', () => ({
      claimAlias: (slot) => !slot.isTaken(),
      leaveFormerAliases: () => {},
    })),
  },
  {
    id: 'alias.cuts-long-ones',
    title: 'Of an alias only the first 15 characters are kept',
    breaks: ['XI-AL-01', 'XI-ID-03'],
    operations,
    effect: 'Users go by another name than they chose, and may get a message for a namesake.',
    apply: deciding('alias', ({ readAlias }) => ({ readAlias: (body) => readAlias(body)?.slice(0, CUT_AT) })),
  },
  {
    id: 'alias.found-under-first-only',
    title: 'Discovery goes on with the name from registration, whatever alias was set',
    breaks: ['XI-AL-01', 'XI-AL-09'],
    operations: resolved,
    effect: 'Nobody is found under the handle that they show.',
    apply: deciding('alias', () => ({
      ownerOf: (asked, register) =>
        register.holdingsLike(asked).find(({ owner }) => owner.startsWith(`${asked}@`))?.owner,
    })),
  },
  {
    id: 'alias.accepts-empty',
    title: 'The empty alias is accepted',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'The handle of that user is an @ and a domain, which nobody can write to.',
    apply: deciding('alias', ({ isAcceptableAlias }) => ({
      isAcceptableAlias: (wanted) => wanted === '' || isAcceptableAlias(wanted),
    })),
  },
  {
    id: 'alias.accepts-at-sign',
    title: 'An alias may hold an @',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'A user can take a handle that reads like one of another server.',
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /^[\w@.-]{3,60}$/.test(wanted) })),
  },
  {
    id: 'alias.cuts-at-at-sign',
    title: 'What stands behind an @ is cut off, and the rest is taken for the alias',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'Users believe that they have a handle at another server.',
    apply: deciding('alias', ({ readAlias }) => ({ readAlias: (body) => readAlias(body)?.split('@')[0] })),
  },
  {
    id: 'alias.takes-numbers',
    title: 'A number is taken for its digits',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'Two clients send different things and fight over one name.',
    apply: deciding('alias', ({ readAlias }) => ({
      readAlias: (body) =>
        isObject(body) && typeof body.alias === 'number' ? String(body.alias) : readAlias(body),
    })),
  },
  {
    id: 'alias.takes-first-of-list',
    title: 'Of a list the first item is taken',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'A check that looks at the whole list does not see what is taken from it.',
    apply: deciding('alias', ({ readAlias }) => ({
      readAlias: (body) => {
        const wanted = isObject(body) && isArray(body.alias) ? body.alias[0] : undefined;
        return typeof wanted === 'string' ? wanted : readAlias(body);
      },
    })),
  },
  {
    id: 'alias.invents-missing-one',
    title: 'Where no alias is given the user gets one that is made up',
    breaks: ['XI-AL-02'],
    operations,
    effect: 'A client with a slip in its request takes its user out of reach.',
    apply: deciding('alias', ({ readAlias }) => {
      let made = 0;
      return { readAlias: (body) => readAlias(body) ?? (isEmpty(body) ? `user_${++made}` : undefined) };
    }),
  },
  {
    id: 'alias.rule-not-anchored',
    title: 'The rule for aliases is looked for anywhere in the text',
    breaks: ['XI-AL-02', 'XI-AL-08'],
    operations,
    effect: 'Every text with three letters in it is an alias.',
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /[A-Za-z0-9_]{3,30}/.test(wanted) })),
  },
  {
    id: 'alias.taken-from-owner',
    title: 'Whoever asks for an alias gets it, also from the user who holds it',
    breaks: ['XI-AL-03'],
    operations: resolved,
    effect: 'Anybody can receive what is meant for somebody else.',
    apply: deciding('alias', () => ({
      mayTakeFrom: () => true,
      ownerOf: (asked, register) =>
        register.holdingsLike(asked).findLast(({ alias }) => alias === asked)?.owner,
    })),
  },
  {
    id: 'alias.shared',
    title: 'Two users may hold the same alias',
    breaks: ['XI-AL-03'],
    operations,
    effect: 'Messages for one of them reach the other, or nobody knows whom.',
    apply: deciding('alias', () => ({ mayTakeFrom: () => true })),
  },
  {
    id: 'alias.kept-although-refused',
    title: 'A taken alias is refused with 409 and shown as that of the asker all the same',
    breaks: ['XI-AL-03'],
    operations: ['updateAlias', 'getIdentity'],
    effect: 'Users give away a handle under which somebody else is found.',
    apply: deciding('alias', () => ({
      claimAlias: (slot) => {
        const isFree = !slot.isTaken();
        slot.take();
        return isFree;
      },
    })),
  },
  {
    id: 'alias.keeps-old-ones',
    title: 'Old aliases go on leading to the user',
    breaks: ['XI-AL-05', 'XI-AL-09'],
    operations: resolved,
    effect: 'A name that was given up for good reasons still leads to its former owner.',
    apply: deciding('alias', () => ({ leaveFormerAliases: () => {} })),
  },
  {
    id: 'alias.checked-too-early',
    title: 'An alias is found free first and taken some time later',
    breaks: ['XI-AL-06'],
    operations,
    effect: 'Two users who are quick get the same name.',
    apply: deciding('alias', () => ({
      claimAlias: async (slot) => {
        if (slot.isTaken()) return false;
        await pause();
        slot.take();
        return true;
      },
    })),
  },
  {
    id: 'alias.nobody-wins-race',
    title: 'Of users who claim an alias at the same time none gets it',
    breaks: ['XI-AL-06'],
    operations,
    effect: 'Two clients that try again together never succeed.',
    apply: deciding('alias', () => {
      let underWay = 0;
      return {
        claimAlias: async (slot) => {
          underWay += 1;
          await pause();
          const isContested = underWay > 1;
          await pause();
          underWay -= 1;
          return !isContested && takeIfFree(slot);
        },
      };
    }),
  },
  {
    id: 'alias.tells-capitals-apart',
    title: 'Aliases that differ only by case belong to different users',
    breaks: ['XI-AL-07'],
    operations,
    effect: 'Somebody can pass for another whose name reads the same.',
    apply: deciding('alias', () => ({ isSameAlias: (a, b) => a === b })),
  },
  {
    id: 'alias.accepts-line-break',
    title: 'A line break at the end of an alias is overlooked',
    breaks: ['XI-AL-08'],
    operations,
    effect: 'Two names look the same and are not.',
    apply: deciding('alias', () => ({
      isAcceptableAlias: (wanted) => /^[A-Za-z0-9_]{3,30}\n?$/.test(wanted),
    })),
  },
  {
    id: 'alias.accepts-any-letter',
    title: 'Letters of every script may stand in an alias',
    breaks: ['XI-AL-08'],
    operations,
    effect: 'A Cyrillic letter among Latin ones makes a name that nobody can tell from another.',
    apply: deciding('alias', () => ({
      isAcceptableAlias: (wanted) => /^[\p{L}\p{N}_]{3,30}$/u.test(wanted),
    })),
  },
  {
    id: 'alias.accepts-short-ones',
    title: 'An alias of one or two characters is accepted',
    breaks: ['XI-AL-08'],
    operations,
    effect: 'The few short names are gone on the first day.',
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /^[A-Za-z0-9_]{1,30}$/.test(wanted) })),
  },
  {
    id: 'alias.accepts-long-ones',
    title: 'An alias of more than 30 characters is accepted',
    breaks: ['XI-AL-08'],
    operations,
    effect: 'Other servers refuse to look the user up.',
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /^[A-Za-z0-9_]{3,64}$/.test(wanted) })),
  },
  {
    id: 'alias.trims-white-space',
    title: 'White space around an alias is taken away',
    breaks: ['XI-AL-08'],
    operations,
    effect: 'The client shows another name than the one that was taken.',
    apply: deciding('alias', ({ readAlias }) => ({ readAlias: (body) => readAlias(body)?.trim() })),
  },
  {
    id: 'alias.leads-to-first-owner',
    title: 'An alias goes on leading to whoever held it first',
    breaks: ['XI-AL-09', 'XI-AL-05'],
    operations: resolved,
    effect: 'Messages for the new owner are encrypted for the old one.',
    apply: deciding('alias', ({ ownerOf }) => {
      const first = new Map<string, string>();
      return {
        ownerOf: (asked, register) => {
          const owner = first.get(asked) ?? ownerOf(asked, register);
          if (owner !== undefined) first.set(asked, owner);
          return owner;
        },
      };
    }),
  },
];

function isEmpty(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}

/** Faults of KeyPackages (P2-KPK). */

import type { JsonValue } from '../behaviour/facts.ts';
import { isArray } from '../behaviour/json-shapes.ts';
import { answeringOf, type Change, deciding, pause } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['getKeyPackages', 'addKeyPackages'];
const lastResort = ['getKeyPackages', 'replaceLastResortKeyPackage'];

export const keyPackageFaults: readonly Fault[] = [
  {
    id: 'key-packages.given-to-strangers',
    title: "Actors' KeyPackages are given without a token",
    breaks: ['P2-KPK-01'],
    operations: ['getKeyPackages'],
    effect: "Anybody uses up an actor's KeyPackages, so that nobody can begin a safe conversation with it.",
    apply: openTo('getKeyPackages'),
  },
  {
    id: 'key-packages.taken-from-strangers',
    title: 'KeyPackages that come without a token go to the oldest session',
    breaks: ['P2-KPK-01', 'P2-SES-03'],
    operations: ['addKeyPackages'],
    effect: 'Anybody puts keys of their own under the name of somebody else, and reads along.',
    apply: openTo('addKeyPackages'),
  },
  {
    id: 'key-packages.given-as-objects',
    title: 'KeyPackages come out as objects instead of Base64',
    breaks: ['P2-KPK-02', 'P2-GEN-04'],
    operations,
    effect: 'Clients that decode Base64 cannot begin a conversation.',
    apply: answeringOf('getKeyPackages', 200, (answer) => ({
      ...answer,
      body: isArray(answer.body) ? answer.body.map(decoded) : [],
    })),
  },
  {
    id: 'key-packages.given-as-json-text',
    title: 'KeyPackages come out as JSON text that is not Base64',
    breaks: ['P2-KPK-02'],
    operations,
    effect: 'Clients that decode Base64 get other bytes than were put in.',
    apply: deciding('keyPackages', () => ({ encode: (value) => JSON.stringify(value) })),
  },
  {
    id: 'key-packages.given-of-one-client',
    title: 'Of an actor with several clients only one gives a KeyPackage',
    breaks: ['P2-KPK-02'],
    operations,
    effect: 'Only one device of a person can read a conversation.',
    apply: deciding('keyPackages', ({ clients }) => ({
      clients: (sessions) => clients(sessions).slice(0, 1),
    })),
  },
  {
    id: 'key-packages.given-again',
    title: 'A KeyPackage is given out to everybody who asks',
    breaks: ['P2-KPK-03'],
    operations,
    effect: 'Conversations share a key that was meant for one, and lose forward secrecy.',
    apply: deciding('keyPackages', () => ({ handOut: (shelf) => shelf.peek() ?? shelf.lastResort() })),
  },
  {
    id: 'key-packages.removed-too-late',
    title: 'Simultaneous requests get the same KeyPackage',
    breaks: ['P2-KPK-03'],
    operations,
    effect: 'Conversations share a key that was meant for one, and lose forward secrecy.',
    apply: deciding('keyPackages', () => ({
      handOut: async (shelf) => {
        const next = shelf.peek();
        if (next === undefined) return shelf.lastResort();
        await pause();
        shelf.remove();
        return next;
      },
    })),
  },
  {
    id: 'key-packages.run-out',
    title: 'When no KeyPackage is left, the last-resort one is not given either',
    breaks: ['P2-KPK-04'],
    operations: lastResort,
    effect: 'Anybody who asks often enough makes a person unreachable.',
    apply: deciding('keyPackages', ({ handOut }) => ({
      handOut: (shelf) => handOut({ ...shelf, lastResort: () => undefined }),
    })),
  },
  {
    id: 'key-packages.last-resort-runs-out',
    title: 'The last-resort KeyPackage is given once',
    breaks: ['P2-KPK-04'],
    operations: lastResort,
    effect: 'Anybody who asks often enough makes a person unreachable.',
    apply: deciding('keyPackages', ({ handOut }) => {
      const given = new Set<string>();
      return {
        handOut: (shelf) =>
          handOut({
            ...shelf,
            lastResort: () => {
              const last = shelf.lastResort();
              const text = JSON.stringify(last);
              if (last === undefined || given.has(text)) return undefined;
              given.add(text);
              return last;
            },
          }),
      };
    }),
  },
  {
    id: 'key-packages.last-resort-comes-first',
    title: 'The last-resort KeyPackage is given although others are left',
    breaks: ['P2-KPK-04'],
    operations: lastResort,
    effect: 'Every conversation begins with the same key, and none has forward secrecy.',
    apply: deciding('keyPackages', ({ handOut }) => ({
      handOut: (shelf) => shelf.lastResort() ?? handOut(shelf),
    })),
  },
  {
    id: 'key-packages.added-with-200',
    title: 'Adding KeyPackages answers 200 and a body',
    breaks: ['P2-KPK-05'],
    operations: ['addKeyPackages'],
    effect: 'Clients that wait for 201 put them in again.',
    apply: answeringOf('addKeyPackages', 201, () => ({ status: 200, body: { added: true } })),
  },
  {
    id: 'key-packages.replaced-with-201',
    title: 'Replacing the last-resort KeyPackage answers 201 instead of 204',
    breaks: ['P2-KPK-05'],
    operations: ['replaceLastResortKeyPackage'],
    effect: 'Clients that wait for 204 put it in again.',
    apply: answeringOf('replaceLastResortKeyPackage', 204, () => ({ status: 201 })),
  },
  {
    id: 'key-packages.on-one-shelf',
    title: 'All clients of an actor put their KeyPackages on the shelf of the first',
    breaks: ['P2-KPK-06', 'P2-KPK-02'],
    operations: [...operations, 'replaceLastResortKeyPackage'],
    effect: "One device overwrites another's last resort, and conversations reach the wrong one.",
    apply: deciding('keyPackages', () => ({ ownerOf: (session, siblings) => siblings[0] ?? session })),
  },
  {
    id: 'key-packages.taken-from-foreigners',
    title: 'The session of a foreign actor may put in KeyPackages',
    breaks: ['P2-KPK-06', 'P2-IDN-26'],
    operations: ['addKeyPackages', 'identify'],
    effect: 'People of other servers fill the store with what nobody can ask for.',
    apply: deciding('access', ({ opens }) => ({
      opens: (session, operation) => operation === 'addKeyPackages' || opens(session, operation),
    })),
  },
  {
    id: 'key-packages.taken-twice',
    title: 'A KeyPackage that was put in before is taken in again',
    breaks: ['P2-KPK-07'],
    operations: ['addKeyPackages'],
    effect: 'A key that was meant for one conversation is given out for two.',
    apply: deciding('keyPackages', () => ({ isDuplicate: () => false })),
  },
];

/** Without a token the request passes for one of the oldest session at home. */
function openTo(operation: string): Change {
  return deciding('access', ({ needsToken, whose }) => ({
    needsToken: (asked) => asked !== operation && needsToken(asked),
    whose: (lookUp) => {
      const session = whose(lookUp);
      const isStranger = lookUp.operation === operation && lookUp.token === '';
      return session ?? (isStranger ? [...lookUp.all()].find(({ kind }) => kind === 'home') : undefined);
    },
  }));
}

function decoded(text: JsonValue): JsonValue {
  return JSON.parse(Buffer.from(String(text), 'base64').toString('utf8'));
}

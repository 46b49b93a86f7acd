/** Faults of events (P2-EVT). */

import type { Answer } from '../behaviour/facts.ts';
import { answering, answeringOf, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['getEvents'];
const LONG_POLL_MS = 20_000;

export const eventFaults: readonly Fault[] = [
  {
    id: 'events.told-to-strangers',
    title: 'Without a token the events of the oldest session are told',
    breaks: ['P2-EVT-01', 'P2-EVT-06'],
    operations,
    effect: 'Anybody reads, and takes away, what was meant for somebody.',
    apply: deciding('access', ({ needsToken, whose }) => ({
      needsToken: (asked) => asked !== 'getEvents' && needsToken(asked),
      whose: (lookUp) => {
        const isStranger = lookUp.operation === 'getEvents' && lookUp.token === '';
        return whose(lookUp) ?? (isStranger ? [...lookUp.all()][0] : undefined);
      },
    })),
  },
  {
    id: 'events.told-again',
    title: 'Events that were told are told again at every request',
    breaks: ['P2-EVT-02'],
    operations,
    effect: 'Clients act on everything twice.',
    apply: deciding('events', () => ({ take: (queue) => ({ told: queue, kept: queue }) })),
  },
  {
    id: 'events.lost',
    title: 'Of several events only the last is told',
    breaks: ['P2-EVT-02'],
    operations: [...operations, 'trustSession'],
    effect: 'Clients never learn of what happened before.',
    apply: deciding('events', ({ take }) => ({ take: (queue) => take(queue.slice(-1)) })),
  },
  {
    id: 'events.wrapped-in-object',
    title: 'Events come in an object instead of an array',
    breaks: ['P2-EVT-02', 'P2-GEN-04'],
    operations,
    effect: 'Clients that follow the documents find no events.',
    apply: answeringOf('getEvents', 200, (answer) => ({ ...answer, body: { events: answer.body ?? [] } })),
  },
  {
    id: 'events.empty-is-not-found',
    title: 'No news is answered with 404',
    breaks: ['P2-EVT-03'],
    operations,
    effect: 'Clients believe that the server has no events at all.',
    apply: answeringOf('getEvents', 204, () => ({
      status: 404,
      body: { errcode: 404, error: 'P2CORE_NO_EVENTS' },
    })),
  },
  {
    id: 'events.empty-is-null',
    title: 'No news is answered with 200 and null',
    breaks: ['P2-EVT-03', 'P2-GEN-04'],
    operations,
    effect: 'Clients that count the events break.',
    apply: answeringOf('getEvents', 204, () => ({ status: 200, body: null })),
  },
  {
    id: 'events.new-session-told-to-itself',
    title: 'A new session is told of itself',
    breaks: ['P2-EVT-04'],
    operations: [...operations, 'trustSession'],
    effect: 'Clients warn their users of themselves.',
    apply: deciding('events', () => ({ hearsOfNewSession: ({ siblings }) => siblings })),
  },
  {
    id: 'events.new-session-told-to-nobody',
    title: 'Nobody is told of a new session',
    breaks: ['P2-EVT-04'],
    operations: [...operations, 'trustSession'],
    effect: 'Nobody notices that a thief signed in.',
    apply: deciding('events', () => ({ hearsOfNewSession: () => [] })),
  },
  {
    id: 'events.new-session-told-to-all',
    title: 'A new session is told to every actor of the server',
    breaks: ['P2-EVT-06'],
    operations: [...operations, 'trustSession'],
    effect: 'Everybody sees who signs in when, and with how many devices.',
    apply: deciding('events', () => ({
      hearsOfNewSession: ({ everyone, newcomer }) =>
        [...everyone()].filter((session) => session !== newcomer),
    })),
  },
  {
    id: 'events.server-key-told-to-nobody',
    title: "Nobody is told of a rotation of the server's key",
    breaks: ['P2-EVT-05'],
    operations: [...operations, 'rotateServerKey'],
    effect: 'Clients go on with certificates that nobody accepts any more.',
    apply: deciding('events', () => ({ hearsOfServerKey: () => false })),
  },
  {
    id: 'events.waited-for',
    title: 'Where there are no events the request waits for one',
    breaks: ['P2-EVT-07'],
    operations,
    effect: 'Clients that ask before they begin never begin.',
    apply: answering('getEvents', (answer) => (answer.status === 204 ? afterLongPoll(answer) : answer)),
  },
  {
    id: 'events.told-backwards',
    title: 'Events come with the newest first',
    breaks: ['P2-EVT-08'],
    operations: [...operations, 'trustSession'],
    effect: 'Clients end with the oldest of what they were told.',
    apply: deciding('events', ({ take }) => ({
      take: (queue) => {
        const { kept, told } = take(queue);
        return { kept, told: told.toReversed() };
      },
    })),
  },
];

function afterLongPoll(answer: Answer): Promise<Answer> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(answer), LONG_POLL_MS).unref();
  });
}

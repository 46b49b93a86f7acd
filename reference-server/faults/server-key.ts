/** Faults of the rotation of the server's key, and of who may see it (P2-KEY-03 to -05, -10, -14, -15). */

import { answeringOf, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['rotateServerKey'];
const looking = ['rotateServerKey', 'getServerKey'];

export const serverKeyFaults: readonly Fault[] = [
  {
    id: 'server-key.stays-at-rotation',
    title: 'A rotation makes a new certificate for the old key',
    breaks: ['P2-KEY-03'],
    operations: looking,
    effect: 'A key that was stolen is still the key of the server.',
    apply: deciding('serverKey', () => ({ next: ({ previous }) => previous })),
  },
  {
    id: 'server-key.rotates-for-users',
    title: "Every user may rotate the server's key",
    breaks: ['P2-KEY-04', 'P2-KEY-14'],
    operations,
    effect: 'Any user makes every certificate of the server worthless.',
    apply: deciding('access', ({ mayRotateServerKey }) => ({
      mayRotateServerKey: (caller) => caller === 'session' || mayRotateServerKey(caller),
    })),
  },
  {
    id: 'server-key.rotates-for-nobody',
    title: "Without a token anybody may rotate the server's key",
    breaks: ['P2-KEY-04', 'P2-KEY-14'],
    operations,
    effect: 'Anybody makes every certificate of the server worthless.',
    apply: deciding('access', ({ mayRotateServerKey }) => ({
      mayRotateServerKey: (caller) => caller === 'nobody' || mayRotateServerKey(caller),
    })),
  },
  {
    id: 'server-key.rotates-and-then-refuses',
    title: "The server's key is rotated before anybody looks at who asked",
    breaks: ['P2-KEY-04'],
    operations: looking,
    effect: 'Anybody makes every certificate of the server worthless, and is told that it was refused.',
    apply: deciding('access', () => ({ rotatesServerKeyAnyway: () => true })),
  },
  {
    id: 'server-key.takes-users-for-unknown',
    title: 'A user who is no administrator is answered with 401',
    breaks: ['P2-KEY-14'],
    operations,
    effect: 'Clients throw a token away that is perfectly good.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => notice(reason === 'not-administrator' ? 'unauthorized' : reason),
    })),
  },
  {
    id: 'server-key.shows-empty-text',
    title: 'A rotation answers the empty text',
    breaks: ['P2-KEY-05', 'P2-KEY-15', 'P2-GEN-04'],
    operations,
    effect: 'The administrator cannot tell which key the server has now.',
    apply: deciding('serverKey', () => ({ publicText: () => '' })),
  },
  {
    id: 'server-key.shows-object',
    title: 'A rotation answers an object with the key inside',
    breaks: ['P2-KEY-05', 'P2-KEY-15', 'P2-GEN-04'],
    operations,
    effect: 'Clients that follow the documents find no key.',
    apply: answeringOf('rotateServerKey', 200, (answer) => ({
      ...answer,
      body: { public_key: answer.body ?? '' },
    })),
  },
  {
    id: 'server-key.rotates-with-204',
    title: 'A rotation answers 204 and nothing else',
    breaks: ['P2-KEY-05'],
    operations,
    effect: 'The administrator cannot tell which key the server has now.',
    apply: answeringOf('rotateServerKey', 200, () => ({ status: 204 })),
  },
  {
    id: 'server-key.shows-bare-bytes',
    title: 'A rotation answers the 32 bytes of the key in Base64',
    breaks: ['P2-KEY-15'],
    operations,
    effect: 'Tools that read PEM cannot read the key.',
    apply: deciding('serverKey', () => ({
      publicText: (publicKey) => Buffer.from(publicKey).toString('base64'),
    })),
  },
  {
    id: 'server-key.needs-token',
    title: "The server's certificate is shown only to those who have a token",
    breaks: ['P2-KEY-10'],
    operations: ['getServerKey'],
    effect: 'No other server can verify anybody from here.',
    apply: lockedTo('getServerKey'),
  },
  {
    id: 'actor-keys.need-token',
    title: "Actors' certificates are shown only to those who have a token",
    breaks: ['P2-KEY-10'],
    operations: ['getActorKeys'],
    effect: 'Nobody elsewhere can verify what actors of this server signed.',
    apply: lockedTo('getActorKeys'),
  },
];

function lockedTo(operation: string) {
  return deciding('access', ({ needsToken }) => ({
    needsToken: (asked) => asked === operation || needsToken(asked),
  }));
}

/** Faults of handing messages on (XI-DLV-01). */

import type { InboxBehaviour } from '../behaviour/inbox.ts';
import { type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const delivered = ['postInbox', 'getEvents'];

export const inboxDeliveryFaults: readonly Fault[] = [
  {
    id: 'inbox.delivers-twice',
    title: 'Every message is delivered twice',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Recipients accept two invitations of one person.',
    apply: receiving((recipient) => [recipient, recipient]),
  },
  {
    id: 'inbox.delivers-to-everybody',
    title: 'Messages are delivered to all users',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Everybody reads what was meant for one.',
    apply: receiving((_recipient, everyone) => everyone()),
  },
  {
    id: 'inbox.delivers-to-nobody',
    title: 'Messages are accepted and lost',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Senders believe that they were heard.',
    apply: receiving(() => []),
  },
  {
    id: 'inbox.delivers-repeated-messages',
    title: 'A message that comes again is delivered again',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Whoever recorded a message can repeat it.',
    apply: deciding('inbox', () => ({ isFirstReceipt: () => true })),
  },
  {
    id: 'inbox.remembers-last-message-only',
    title: 'Only the message that came last is recognised when it comes again',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Whoever recorded a message can repeat it after the next one.',
    apply: deciding('inbox', () => {
      let last = '';
      return {
        isFirstReceipt: (verified) => {
          const message = Buffer.from(verified).toString('base64');
          const isNew = message !== last;
          last = message;
          return isNew;
        },
      };
    }),
  },
  {
    id: 'inbox.recognises-messages-by-spelling',
    title: 'A message whose members come in another order is taken for a new one',
    breaks: ['XI-DLV-01'],
    operations: delivered,
    effect: 'Whoever recorded a message can repeat it with its members shuffled.',
    apply: deciding('inbox', ({ isGenuine }) => {
      const seen = new Set<string>();
      let spelling = '';
      return {
        isGenuine: (message, isSigned) => {
          spelling = JSON.stringify(message);
          return isGenuine(message, isSigned);
        },
        isFirstReceipt: () => {
          const isNew = !seen.has(spelling);
          seen.add(spelling);
          return isNew;
        },
      };
    }),
  },
];

function receiving(receivers: InboxBehaviour['receivers']): Change {
  return deciding('inbox', () => ({ receivers }));
}

/** Legal variants of external-identity: readings that a target file declares, and freedoms that it need not. */

import { signedBytes } from '../protocol/inbox-message.ts';
import { deciding, together } from './change.ts';
import type { Variant } from './fault.ts';

export const identityVariants: readonly Variant[] = [
  {
    id: 'inbox.verifies-later',
    title: 'Messages are answered 202 before their signature is verified',
    freedom: 'X9',
    targetFile: { dialect: { inboxVerification: 'deferred' } },
    apply: deciding('inbox', () => ({ answersBeforeVerifying: () => true })),
  },
  {
    id: 'inbox.signs-whole-message',
    title: 'Signatures cover RFC 8785 of the message',
    freedom: 'X1',
    targetFile: { dialect: { inboxSignature: 'jcs' } },
    apply: deciding('inbox', () => ({ bytesToVerify: (message) => signedBytes(message, 'jcs') })),
  },
  {
    id: 'inbox.accepts-any-age',
    title: 'Timestamps of messages are not looked at',
    freedom: 'X8',
    targetFile: { dialect: { maxSkewSeconds: 'none' } },
    apply: deciding('inbox', () => ({ isTimely: () => true })),
  },
  {
    id: 'identity.answers-no-content',
    title: 'Changes and messages are answered 204 without a body',
    freedom: 'X0',
    apply: together(
      deciding('alias', () => ({ answerClaim: () => ({ status: 204 }) })),
      deciding('discovery', () => ({ answerKeyUpdate: () => ({ status: 204 }) })),
      deciding('inbox', () => ({ answerAccepted: () => ({ status: 204 }) })),
    ),
  },
  {
    id: 'alias.allows-dashes',
    title: 'Aliases may be up to 40 characters long and hold dashes',
    freedom: 'X10',
    targetFile: { dialect: { aliasPattern: '^[A-Za-z0-9_-]{1,40}$' } },
    apply: deciding('alias', () => ({ isAcceptableAlias: (wanted) => /^[A-Za-z0-9_-]{1,40}$/.test(wanted) })),
  },
];

/** Faults of opening a session at home: who may, and for which request (P2-SES-05, -07 to -09, -15). */

import type { Eventually } from '../behaviour/facts.ts';
import type { Requested } from '../behaviour/issuing.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import type { TrustAttempt } from '../behaviour/session.ts';
import { claimsOf } from '../protocol/distinguished-name.ts';
import { foldCase } from '../protocol/federation-id.ts';
import { answeringOf, type Change, deciding, pause, relaxing, together } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['trustSession'];
const CERTIFYING = ['trustSession', 'rotateSessionCert'];

export const trustFaults: readonly Fault[] = [
  {
    id: 'trust.answers-200',
    title: 'A session at home is answered with 200 instead of 201',
    breaks: ['P2-SES-05'],
    operations,
    effect: 'Clients that wait for 201 throw certificate and token away.',
    apply: answeringOf('trustSession', 201, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: 'trust.gives-no-token',
    title: 'A session at home gets a certificate and no token',
    breaks: ['P2-SES-05', 'P2-GEN-04'],
    operations,
    effect: 'Actors can sign messages and open nothing at their own home.',
    apply: answeringOf('trustSession', 201, (answer) =>
      isObject(answer.body) ? { ...answer, body: { id_cert: answer.body.id_cert ?? '' } } : answer,
    ),
  },
  {
    id: 'trust.ignores-password',
    title: 'Any password opens a session',
    breaks: ['P2-SES-07'],
    operations,
    effect: 'Whoever knows a name becomes that person.',
    apply: authenticating(() => true),
  },
  {
    id: 'trust.asks-for-password-only-if-sent',
    title: 'A password that is left out is not asked for',
    breaks: ['P2-SES-07'],
    operations,
    effect: 'Leaving out the password is all it takes to become anybody.',
    apply: authenticating(({ password }) => password === undefined),
  },
  {
    id: 'trust.ignores-case-of-password',
    title: 'Passwords are compared without their case',
    breaks: ['P2-SES-07'],
    operations,
    effect: 'Passwords are much easier to guess than their owners believe.',
    apply: authenticating(async ({ matches, password = '' }) => matches(swapCase(password))),
  },
  {
    id: 'trust.ignores-end-of-password',
    title: 'Whatever follows the right password is overlooked',
    breaks: ['P2-SES-07'],
    operations,
    effect: 'Long passwords are no stronger than their beginnings.',
    apply: authenticating(async ({ matches, password = '' }) => {
      for (let length = 1; length < password.length; length += 1) {
        if (await matches(password.slice(0, length))) return true;
      }
      return false;
    }),
  },
  {
    id: 'trust.ignores-signature-of-request',
    title: "A request's own signature is not verified",
    breaks: ['P2-SES-08'],
    operations: CERTIFYING,
    effect: 'Actors get certificates for keys that are not theirs, and claim what others signed.',
    apply: requesting('own-signature', () => true),
  },
  {
    id: 'trust.takes-name-from-request',
    title: 'The certificate names whomever the request names',
    breaks: ['P2-SES-08'],
    operations: CERTIFYING,
    effect: 'Every actor of a server can become every other.',
    apply: together(
      requesting('own-name', () => true),
      deciding('issuing', ({ actorFields }) => ({
        actorFields: (issue) => {
          const fields = actorFields(issue);
          return issue.request ? { ...fields, subject: issue.request.subject } : fields;
        },
      })),
    ),
  },
  {
    id: 'trust.ignores-common-name-of-request',
    title: 'Of the name in a request only the federation ID is compared',
    breaks: ['P2-SES-08'],
    operations: CERTIFYING,
    effect: 'Requests in the name of one person are signed for another.',
    apply: requesting(
      'own-name',
      ({ fid, request }) => foldCase(claimsOf(request.subject).userIds[0] ?? '') === fid,
    ),
  },
  {
    id: 'trust.ignores-user-id-of-request',
    title: 'Of the name in a request only the common name is compared',
    breaks: ['P2-SES-08'],
    operations: CERTIFYING,
    effect: 'Requests for the federation ID of one person are signed for another.',
    apply: requesting('own-name', ({ fid, request }) =>
      fid.startsWith(`${foldCase(claimsOf(request.subject).commonNames[0] ?? '')}@`),
    ),
  },
  {
    id: 'trust.ignores-domain-of-request',
    title: 'The domain components of a request are not compared',
    breaks: ['P2-SES-08'],
    operations: CERTIFYING,
    effect: 'Requests that were meant for another server are signed by this one.',
    apply: requesting('own-domain', () => true),
  },
  {
    id: 'trust.grants-authority',
    title: 'A request that asks to be an authority gets what it asks for',
    breaks: ['P2-SES-08', 'P2-SES-06'],
    operations: CERTIFYING,
    effect: 'Every actor can certify everybody.',
    apply: together(
      requesting('asks-for-no-ca', () => true),
      deciding('issuing', ({ actorFields }) => ({
        actorFields: (issue) => {
          const fields = actorFields(issue);
          const basicConstraints = issue.request?.basicConstraints;
          return basicConstraints ? { ...fields, basicConstraints } : fields;
        },
      })),
    ),
  },
  {
    id: 'trust.grants-certificate-signing',
    title: 'A request whose key is to sign certificates gets what it asks for',
    breaks: ['P2-SES-08', 'P2-SES-06'],
    operations: CERTIFYING,
    effect: 'Every actor can certify everybody.',
    apply: together(
      requesting('asks-for-no-key-cert-sign', () => true),
      deciding('issuing', ({ actorFields }) => ({
        actorFields: (issue) => {
          const fields = actorFields(issue);
          const keyUsage = issue.request?.keyUsage;
          return keyUsage ? { ...fields, keyUsage } : fields;
        },
      })),
    ),
  },
  {
    id: 'trust.gives-session-id-twice',
    title: 'A session ID that is in use is given out again',
    breaks: ['P2-SES-09', 'P2-SES-15'],
    operations,
    effect: 'Two devices are one session, and what one signs the other must answer for.',
    apply: deciding('session', () => ({ isIdInUse: () => false })),
  },
  {
    id: 'trust.gives-session-id-twice-at-once',
    title: 'Simultaneous requests for one session ID all succeed',
    breaks: ['P2-SES-09'],
    operations,
    effect: 'Two devices are one session, and what one signs the other must answer for.',
    apply: deciding('session', () => ({
      claimId: async (slot) => {
        if (slot.isTaken()) return false;
        await pause();
        slot.take();
        return true;
      },
    })),
  },
  {
    id: 'trust.ends-session-whose-id-is-asked-for',
    title: 'A refused request for a session ID in use ends the session that has it',
    breaks: ['P2-SES-09'],
    operations: ['trustSession', 'revokeSession'],
    effect: 'A slip of one device throws out another.',
    apply: deciding('session', () => ({ survivesRefusedClaim: () => false })),
  },
  {
    id: 'trust.calls-used-session-id-bad-request',
    title: 'A session ID in use is answered with 400',
    breaks: ['P2-SES-15'],
    operations,
    effect: 'Clients do not know that another session ID would do.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => notice(reason === 'session-id-taken' ? 'unfit-signing-request' : reason),
    })),
  },
];

/** Attempts that pass besides the right ones, where the actor has a password. */
function authenticating(isWronglyAuthentic: (attempt: TrustAttempt) => Eventually<boolean>): Change {
  return deciding('session', ({ isAuthentic }) => ({
    isAuthentic: async (attempt) => (await isAuthentic(attempt)) || isWronglyAuthentic(attempt),
  }));
}

function requesting(name: string, holds: (requested: Requested) => boolean): Change {
  return deciding('issuing', ({ requestRules }) => ({ requestRules: relaxing(requestRules, name, holds) }));
}

function swapCase(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

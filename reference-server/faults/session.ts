/** Faults of tokens, revocation and the announcing of new certificates (P2-SES-01 to -04, -12 to -14, P2-IDN-26). */

import type { SessionFacts } from '../behaviour/facts.ts';
import { claimsOf } from '../protocol/distinguished-name.ts';
import { foldCase } from '../protocol/federation-id.ts';
import { answeringOf, type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';

/** What tokens of this server have: 32 bytes in Base64 without padding. */
const TOKEN_LENGTH = 43;

export const sessionFaults: readonly Fault[] = [
  {
    id: 'session.revokes-with-200',
    title: 'Revoking a session answers 200 and a body',
    breaks: ['P2-SES-01'],
    operations: ['revokeSession'],
    effect: 'Clients that wait for 204 tell their users that the session is still open.',
    apply: answeringOf('revokeSession', 204, () => ({ status: 200, body: { revoked: true } })),
  },
  {
    id: 'session.never-revokes',
    title: 'Revoking a session answers 204 and does nothing',
    breaks: ['P2-SES-02'],
    operations: ['revokeSession', 'rotateSessionCert', 'updateSessionCert', 'getEvents', 'getKeyPackages'],
    effect: 'Who stole a phone keeps its session.',
    apply: deciding('session', () => ({ endsWith: () => false })),
  },
  forgettingRevocation('revokeSession', 'A revoked token can be revoked again'),
  forgettingRevocation('rotateSessionCert', 'A revoked token still gets certificates for new keys'),
  forgettingRevocation('updateSessionCert', 'A revoked token still announces certificates'),
  forgettingRevocation('getEvents', 'A revoked token still reads events'),
  forgettingRevocation('getKeyPackages', "A revoked token still takes actors' KeyPackages"),
  forgettingRevocation('addKeyPackages', 'A revoked token still puts in KeyPackages'),
  {
    id: 'session.ends-all-with-one',
    title: 'Revoking one session ends all sessions of its actor',
    breaks: ['P2-SES-04'],
    operations: ['revokeSession'],
    effect: 'Signing out on one device signs people out everywhere.',
    apply: deciding('session', () => ({ endsWith: (revoked, other) => revoked.fid === other.fid })),
  },
  {
    id: 'session.takes-unknown-tokens-for-somebody',
    title: 'A token that nobody was given passes for that of the oldest session',
    breaks: ['P2-SES-03'],
    operations: ['revokeSession', 'rotateSessionCert', 'getEvents', 'addKeyPackages'],
    effect: 'Anybody who sends any token acts as somebody else.',
    apply: deciding('access', () => ({ whose: ({ all, found }) => found ?? oldest(all()) })),
  },
  {
    id: 'session.reads-only-beginning-of-tokens',
    title: 'Characters behind the length of a token are overlooked',
    breaks: ['P2-SES-03'],
    operations: ['revokeSession'],
    effect: 'Tokens have many spellings, and lists of blocked ones catch nothing.',
    apply: deciding('access', ({ readToken }) => ({
      readToken: (header) => readToken(header)?.slice(0, TOKEN_LENGTH),
    })),
  },
  {
    id: 'session.pretends-without-token',
    title: 'Revoking without a token answers 204, as if there had been something to revoke',
    breaks: ['P2-SES-03', 'P2-SES-14'],
    operations: ['revokeSession'],
    effect: 'Clients that lost their token believe that they signed out.',
    apply: answeringOf('revokeSession', 401, (answer, { headers }) =>
      headers.authorization === undefined ? { status: 204 } : answer,
    ),
  },
  {
    id: 'session.forbids-instead-of-401',
    title: 'A missing or unknown token is answered with 403',
    breaks: ['P2-SES-14', 'P2-KEY-14'],
    operations: ['revokeSession', 'rotateSessionCert', 'updateSessionCert', 'rotateServerKey'],
    effect: 'Clients do not notice that they have to sign in again.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => (reason === 'unauthorized' ? { ...notice(reason), status: 403 } : notice(reason)),
    })),
  },
  {
    id: 'session.updates-with-204',
    title: 'Announcing a new certificate answers 204 instead of 201',
    breaks: ['P2-SES-12'],
    operations: ['updateSessionCert'],
    effect: 'Clients that wait for 201 announce it again and again.',
    apply: answeringOf('updateSessionCert', 201, () => ({ status: 204 })),
  },
  {
    id: 'session.updates-to-anybody',
    title: 'A session may announce the certificate of any actor',
    breaks: ['P2-SES-13'],
    operations: ['updateSessionCert'],
    effect: 'An open session becomes the session of somebody else.',
    apply: deciding('session', () => ({ mayReplaceCertificate: () => true })),
  },
  {
    id: 'session.updates-to-sibling',
    title: 'A session may announce the certificate of another session of its actor',
    breaks: ['P2-SES-13'],
    operations: ['updateSessionCert'],
    effect: 'What one device did looks as if another had done it.',
    apply: deciding('session', () => ({
      mayReplaceCertificate: ({ fid }, { subject }) => foldCase(claimsOf(subject).userIds[0] ?? '') === fid,
    })),
  },
  {
    id: 'session.updates-without-asking-home',
    title: 'The certificate that a session announces is looked at, and its home is not asked for the key',
    breaks: ['P2-SES-13'],
    operations: ['updateSessionCert'],
    effect: 'Who stole a token gives the session a key of their own.',
    apply: deciding('home', ({ isAsked }) => ({
      isAsked: (domain, operation) => operation !== 'updateSessionCert' && isAsked(domain, operation),
    })),
  },
  {
    id: 'session.ends-on-refused-update',
    title: 'A session ends when a certificate that it announces is refused',
    breaks: ['P2-SES-13'],
    operations: ['updateSessionCert', 'revokeSession'],
    effect: 'A slip of a client throws its user out.',
    apply: deciding('session', () => ({ survivesRefusedUpdate: () => false })),
  },
];

function forgettingRevocation(operation: string, title: string): Fault {
  return {
    id: `session.forgets-revocation-on-${kebab(operation)}`,
    title,
    breaks: ['P2-SES-02'],
    operations: ['revokeSession', operation],
    effect: 'Who stole a phone goes on with it, although its owner signed it out.',
    apply: alwaysLiveOn(operation),
  };
}

function alwaysLiveOn(operation: string): Change {
  return deciding('session', ({ isLive }) => ({
    isLive: (token, asked) => asked === operation || isLive(token, asked),
  }));
}

function kebab(operation: string): string {
  return operation.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function oldest<Session extends SessionFacts>(sessions: Iterable<Session>): Session | undefined {
  for (const session of sessions) if (session.revokedAt === undefined) return session;
  return undefined;
}

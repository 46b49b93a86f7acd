/** Faults of a session that exchanges its key (P2-SES-10, P2-IDN-26). */

import type { SessionFacts } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import { answeringOf, deciding, relaxing, together } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['rotateSessionCert'];

export const rotationFaults: readonly Fault[] = [
  {
    id: 'rotation.answers-200',
    title: 'A rotated certificate is answered with 200 instead of 201',
    breaks: ['P2-SES-10'],
    operations,
    effect: 'Clients that wait for 201 go on with a certificate that is superseded.',
    apply: answeringOf('rotateSessionCert', 201, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: 'rotation.gives-no-token',
    title: 'A rotation gives a new certificate and no token',
    breaks: ['P2-SES-10', 'P2-GEN-04'],
    operations,
    effect: 'Clients whose old token ends with the rotation are locked out.',
    apply: answeringOf('rotateSessionCert', 201, (answer) =>
      isObject(answer.body) ? { ...answer, body: { id_cert: answer.body.id_cert ?? '' } } : answer,
    ),
  },
  {
    id: 'rotation.serves-other-actors',
    title: 'Any session gets a certificate for the session of any actor',
    breaks: ['P2-SES-10', 'P2-SES-08'],
    operations: ['rotateSessionCert', 'trustSession'],
    effect: 'Every actor of a server can become every other.',
    apply: together(
      deciding('issuing', ({ requestRules }) => ({
        requestRules: relaxing(requestRules, 'own-name', () => true),
      })),
      deciding('session', ({ rotates }) => ({
        rotates: (asked) => rotates(asked) ?? ofSessionId(asked.everyone(), asked.sessionId),
      })),
    ),
  },
  {
    id: 'rotation.serves-foreign-sessions',
    title: 'The token of a foreign actor gets certificates for the sessions of actors of this server',
    breaks: ['P2-IDN-26'],
    operations: ['rotateSessionCert', 'identify'],
    effect: 'Whoever signs in from anywhere can become any actor of the server.',
    apply: together(
      deciding('access', ({ opens }) => ({
        opens: (session, operation) => operation === 'rotateSessionCert' || opens(session, operation),
      })),
      deciding('issuing', ({ requestRules }) => ({
        requestRules: relaxing(
          requestRules,
          'own-name',
          (requested, before) => before(requested) || !requested.fid.endsWith(`@${requested.domain}`),
        ),
      })),
      deciding('session', ({ rotates }) => ({
        rotates: (asked) =>
          asked.session.kind === 'foreign' ? ofSessionId(asked.everyone(), asked.sessionId) : rotates(asked),
      })),
    ),
  },
];

function ofSessionId<Session extends SessionFacts>(
  sessions: Iterable<Session>,
  sessionId: string,
): Session | undefined {
  return [...sessions].find((session) => session.kind === 'home' && session.sessionId === sessionId);
}

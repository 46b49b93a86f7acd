/** Faults of looking up who had which certificate when (P2-KEY-02, -03, -07 to -09, -11 to -13). */

import { X509Certificate } from 'node:crypto';
import type { Answer, CertificateFacts, JsonValue } from '../behaviour/facts.ts';
import type { Instant } from '../behaviour/history.ts';
import { isArray, isObject } from '../behaviour/json-shapes.ts';
import { foldCase } from '../protocol/federation-id.ts';
import { answeringOf, type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const ofServer = ['getServerKey'];
const ofActor = ['getActorKeys'];
const ofBoth = ['getServerKey', 'getActorKeys'];
const NOW: Instant = { kind: 'now' };
const MS_OF_SECOND = 1000;
const MOST_DIGITS = 13;

export const historyFaults: readonly Fault[] = [
  {
    id: 'history.server-forgets-time',
    title: 'Whatever time is asked for, the server shows its present certificate',
    breaks: ['P2-KEY-02', 'P2-KEY-03', 'P2-KEY-13'],
    operations: ofServer,
    effect: 'What was signed before a rotation cannot be verified any more.',
    apply: deciding('history', (before) => ({
      ofServer: (issued, _instant, now) => before.ofServer(issued, NOW, now),
    })),
  },
  {
    id: 'history.server-takes-nearest',
    title: 'The server shows the certificate that was issued nearest to the time asked for',
    breaks: ['P2-KEY-03', 'P2-KEY-13'],
    operations: ofServer,
    effect: 'What was signed shortly before a rotation is verified with the wrong key.',
    apply: deciding('history', (before) => ({
      ofServer: (issued, instant, now) =>
        instant.kind === 'at' ? nearest(issued, instant.seconds) : before.ofServer(issued, instant, now),
    })),
  },
  {
    id: 'history.server-forgets-old-keys',
    title: 'After a rotation the server has no certificate for the time before',
    breaks: ['P2-KEY-02', 'P2-KEY-03'],
    operations: ofServer,
    effect: 'What was signed before a rotation cannot be verified any more.',
    apply: deciding('history', (before) => ({
      ofServer: (issued, instant, now) => before.ofServer(issued.slice(-1), instant, now),
    })),
  },
  {
    id: 'history.server-shows-first-key',
    title: 'Without a time the server shows the first certificate that it ever had',
    breaks: ['P2-KEY-02', 'P2-KEY-03'],
    operations: ofServer,
    effect: 'After a rotation nobody gets anywhere with a new certificate.',
    apply: deciding('history', (before) => ({
      ofServer: (issued, instant, now) =>
        instant.kind === 'at' ? before.ofServer(issued, instant, now) : issued[0],
    })),
  },
  {
    id: 'history.server-precedes-itself',
    title: 'For a time before the server existed it shows its first certificate',
    breaks: ['P2-KEY-13'],
    operations: ofServer,
    effect: 'Who dates something back far enough can have it verified.',
    apply: deciding('history', (before) => ({
      ofServer: (issued, instant, now) =>
        before.ofServer(issued, instant, now) ?? (instant.kind === 'at' ? issued[0] : undefined),
    })),
  },
  {
    id: 'history.reads-milliseconds',
    title: 'Timestamps are read as milliseconds',
    breaks: ['P2-KEY-02', 'P2-KEY-03', 'P2-KEY-08'],
    operations: ofBoth,
    effect: 'Every question about the past is one about January 1970.',
    apply: asking((instant) =>
      instant.kind === 'at' ? { ...instant, seconds: Math.floor(instant.seconds / MS_OF_SECOND) } : instant,
    ),
  },
  {
    id: 'history.actors-forget-time',
    title: "Whatever time is asked for, actors' present certificates are given",
    breaks: ['P2-KEY-08', 'P2-KEY-13'],
    operations: ofActor,
    effect: 'What was signed before a rotation cannot be verified any more.',
    apply: deciding('history', (before) => ({
      ofActor: (issued, _instant, now) => before.ofActor(issued, NOW, now),
    })),
  },
  {
    id: 'history.actors-take-nearest',
    title: 'Of every session the certificate that was issued nearest to the time asked for is given',
    breaks: ['P2-KEY-08', 'P2-KEY-13'],
    operations: ofActor,
    effect: 'What was signed shortly before a rotation is verified with the wrong key.',
    apply: deciding('history', (before) => ({
      ofActor: (issued, instant, now) => {
        if (instant.kind !== 'at') return before.ofActor(issued, instant, now);
        const sessions = [...new Set(issued.map(({ sessionId }) => sessionId))];
        return sessions.flatMap(
          (id) =>
            nearest(
              issued.filter(({ sessionId }) => sessionId === id),
              instant.seconds,
            ) ?? [],
        );
      },
    })),
  },
  {
    id: 'history.forgets-superseded',
    title: 'A certificate that was superseded is gone from all of the past',
    breaks: ['P2-KEY-08'],
    operations: ofActor,
    effect: 'What was signed before a rotation cannot be verified any more.',
    apply: forgetting(({ supersededAt }) => supersededAt !== undefined),
  },
  {
    id: 'history.forgets-revoked',
    title: 'A certificate that was revoked is gone from all of the past',
    breaks: ['P2-KEY-08'],
    operations: [...ofActor, 'revokeSession'],
    effect: 'Signing out makes everything unverifiable that the session ever signed.',
    apply: forgetting(({ revokedAt }) => revokedAt !== undefined),
  },
  {
    id: 'history.keeps-superseded',
    title: 'A certificate that was superseded is still given for times afterwards',
    breaks: ['P2-KEY-08'],
    operations: ofActor,
    effect: 'A key that was given up, perhaps because it was stolen, still verifies.',
    apply: deciding('history', (before) => ({
      ofActor: (issued, instant, now) =>
        issued.filter((entry) => {
          const seen = instant.kind === 'at' ? { ...entry, supersededAt: Infinity } : entry;
          return before.ofActor([seen], instant, now).length > 0;
        }),
    })),
  },
  {
    id: 'history.knows-the-future',
    title: 'A certificate is given for times before it was issued',
    breaks: ['P2-KEY-08', 'P2-KEY-13'],
    operations: ofActor,
    effect: 'A stolen session can sign things that look older than the theft.',
    apply: deciding('history', (before) => ({
      ofActor: (issued, instant, now) =>
        issued.filter((entry) => before.ofActor([{ ...entry, issuedAt: 0 }], instant, now).length > 0),
    })),
  },
  {
    id: 'history.gives-one-certificate',
    title: 'Of an actor with several sessions only the newest certificate is given',
    breaks: ['P2-KEY-08', 'P2-KEY-11'],
    operations: ofActor,
    effect: 'What all other sessions sign cannot be verified.',
    apply: deciding('history', (before) => ({
      ofActor: (issued, instant, now) => before.ofActor(issued, instant, now).slice(-1),
    })),
  },
  {
    id: 'history.caches-without-name',
    title: 'The certificates of the first actor who is asked about are given for every other',
    breaks: ['P2-KEY-07', 'P2-KEY-11'],
    operations: ofActor,
    effect: 'What one person signs verifies as the word of another.',
    apply: deciding('exchange', ({ respond }) => {
      let first: Answer | undefined;
      return {
        respond: async (answer, call, operation) => {
          const right = await respond(answer, call, operation);
          if (operation !== 'getActorKeys' || right.status !== 200) return right;
          first ??= right;
          return first;
        },
      };
    }),
  },
  {
    id: 'history.gives-bare-keys',
    title: "Actors' public keys are given instead of their certificates",
    breaks: ['P2-KEY-07', 'P2-KEY-11'],
    operations: ofActor,
    effect: 'Nobody can verify that a key is really that of the actor.',
    apply: answeringOf('getActorKeys', 200, (answer) => ({
      ...answer,
      body: isArray(answer.body) ? answer.body.map(bareKey) : [],
    })),
  },
  {
    id: 'history.gives-objects',
    title: "Actors' certificates are wrapped in objects",
    breaks: ['P2-KEY-07', 'P2-KEY-11', 'P2-GEN-04'],
    operations: ofActor,
    effect: 'Clients that follow the documents find no certificates.',
    apply: answeringOf('getActorKeys', 200, (answer) => ({
      ...answer,
      body: isArray(answer.body) ? answer.body.map((idCert) => ({ id_cert: idCert })) : [],
    })),
  },
  {
    id: 'history.minds-case-of-local-part',
    title: 'The local part of a federation ID is looked up with its case',
    breaks: ['P2-KEY-09'],
    operations: ofActor,
    effect: 'Actors are unknown to everybody who writes their names otherwise.',
    apply: deciding('history', () => ({
      fidKey: (fid) => fid.replace(/@.*$/, (domain) => foldCase(domain)),
    })),
  },
  {
    id: 'history.minds-case-of-domain',
    title: 'The domain of a federation ID is looked up with its case',
    breaks: ['P2-KEY-09'],
    operations: ofActor,
    effect: 'Actors are unknown to everybody who writes their domain otherwise.',
    apply: deciding('history', () => ({
      fidKey: (fid) => fid.replace(/^[^@]*/, (local) => foldCase(local)),
    })),
  },
  {
    id: 'history.knows-everybody',
    title: 'Actors who do not exist have an empty list of certificates',
    breaks: ['P2-KEY-12'],
    operations: ofActor,
    effect: 'A slip in a name looks like an actor who never signed in.',
    apply: deciding('history', () => ({ unknownActor: () => 'empty' })),
  },
  {
    id: 'history.breaks-on-ill-formed-times',
    title: 'A timestamp that is no number is answered with 500',
    breaks: ['P2-KEY-13', 'P2-GEN-02'],
    operations: ofBoth,
    effect: 'Every slip of a client is an alarm at the server, and perhaps its end.',
    apply: asking((instant) => {
      if (instant.kind === 'malformed') throw new SyntaxError('not a number');
      return instant;
    }),
  },
  {
    id: 'history.breaks-on-enormous-times',
    title: 'A timestamp beyond all dates is answered with 500',
    breaks: ['P2-KEY-13', 'P2-GEN-02'],
    operations: ofBoth,
    effect: 'A well-formed question is an alarm at the server, and perhaps its end.',
    apply: asking((instant, timestamp) => {
      if (typeof timestamp === 'string' && /^[0-9]+$/.test(timestamp) && timestamp.length > MOST_DIGITS) {
        throw new RangeError('no such date');
      }
      return instant;
    }),
  },
];

/** Another understanding of the instant that is asked for; `timestamp` as it was sent in the body. */
function asking(change: (instant: Instant, timestamp: JsonValue | undefined) => Instant): Change {
  return deciding('history', ({ readInstant }) => ({
    readInstant: (request) => {
      const { body } = request;
      return change(readInstant(request), isObject(body) ? body.timestamp : undefined);
    },
  }));
}

/** For questions about a time, certificates of a kind are left out, whenever they ended. */
function forgetting(isForgotten: (entry: CertificateFacts) => boolean): Change {
  return deciding('history', (before) => ({
    ofActor: (issued, instant, now) =>
      before.ofActor(issued, instant, now).filter((entry) => instant.kind !== 'at' || !isForgotten(entry)),
  }));
}

/** Of several as near the later one. */
function nearest<Entry extends CertificateFacts>(
  issued: readonly Entry[],
  seconds: number,
): Entry | undefined {
  const distance = (entry: Entry) => Math.abs(entry.issuedAt - seconds);
  return issued.toReversed().toSorted((one, other) => distance(one) - distance(other))[0];
}

function bareKey(idCert: JsonValue): string {
  const certificate = new X509Certificate(Buffer.from(String(idCert), 'base64'));
  return certificate.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
}

/** Variants that read a hole of the documents otherwise (specs/p2core/decisions.yaml), mostly declared by a target file. */

import { alphanumericText } from '../behaviour/challenge.ts';
import type { Answer, JsonValue } from '../behaviour/facts.ts';
import { isArray } from '../behaviour/json-shapes.ts';
import { decodeBase64 } from '../protocol/base64.ts';
import { certificatePem } from '../protocol/certificate-encoding.ts';
import { COMMON_NAME } from '../protocol/distinguished-name.ts';
import { answeringOf, type Change, deciding, together, withMembers } from './change.ts';
import type { Variant } from './fault.ts';

const PEM = /^-----BEGIN [A-Z ]+-----([A-Za-z0-9+/=\s]+)-----END [A-Z ]+-----\s*$/;
const OPENED = 17;
const NEW_KEY = 18;

export const decisionVariants: readonly Variant[] = [
  {
    id: 'identify.reads-challenge-field',
    title: 'The completed challenge stands under `challenge`',
    freedom: 'D1',
    targetFile: { dialect: { identifyField: 'challenge' } },
    apply: deciding('identify', ({ readCompletedChallenge }) => ({
      readCompletedChallenge: ({ challenge = null }) =>
        readCompletedChallenge({ completed_challenge: challenge }),
    })),
  },
  {
    id: 'certificate.travels-as-pem-in-base64',
    title: 'Certificates and requests travel as Base64 of PEM',
    freedom: 'D2',
    targetFile: { dialect: { certEncoding: 'base64-pem' } },
    apply: deciding('certificate', () => ({
      encode: (der) => Buffer.from(certificatePem(der)).toString('base64'),
      decode: (text) => {
        const bytes = decodeBase64(text);
        const pem = PEM.exec(Buffer.from(bytes ?? []).toString('latin1'));
        return pem ? decodeBase64((pem[1] ?? '').replace(/\s+/g, '')) : bytes;
      },
    })),
  },
  {
    id: 'identify.reads-signatures-in-hex',
    title: 'Signatures are written in hexadecimal',
    freedom: 'D3',
    targetFile: { dialect: { signatureEncoding: 'hex' } },
    apply: deciding('identify', () => ({
      decodeSignature: (text) =>
        /^([0-9a-f]{2})+$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : undefined,
    })),
  },
  {
    id: 'answers.send-bare-text',
    title: 'Bodies that are one string are sent and read as plain text',
    freedom: 'D4',
    targetFile: { dialect: { bareString: 'text' } },
    apply: together(
      answeringOf('getServerKey', 200, ({ body, ...answer }) => asText(answer, body)),
      answeringOf('rotateServerKey', 200, ({ body, ...answer }) => asText(answer, body)),
      deciding('exchange', ({ parseBody }) => ({
        parseBody: (bytes, contentType) =>
          contentType.startsWith('text/plain')
            ? Buffer.from(bytes).toString('utf8')
            : parseBody(bytes, contentType),
      })),
    ),
  },
  {
    id: 'history.reads-time-from-query',
    title: 'Timestamps are read from the query; bodies of GET are ignored',
    freedom: 'D5',
    targetFile: { dialect: { timestampIn: 'query' } },
    apply: deciding('history', ({ readInstant }) => ({
      readInstant: (request) => readInstant({ ...request, body: undefined }),
    })),
  },
  {
    id: 'session.reads-certificate-from-array',
    title: 'A new certificate is announced in an array',
    freedom: 'D6',
    targetFile: { dialect: { updateCertBody: 'array' } },
    apply: deciding('session', ({ readReplacement }) => ({
      readReplacement: (body) => (isArray(body) && body.length === 1 ? readReplacement(body[0]) : undefined),
    })),
  },
  {
    id: 'events.answers-empty-array',
    title: 'No news is an empty array',
    freedom: 'D7',
    apply: deciding('events', () => ({ whenEmpty: () => 'empty-array' })),
  },
  {
    id: 'events.answers-conflict',
    title: 'No news is 409 without a body',
    freedom: 'D7',
    apply: deciding('events', () => ({ whenEmpty: () => 'conflict' })),
  },
  {
    id: 'trust.forbids-used-session-id',
    title: 'A session ID in use is refused with 403 and a code of its own',
    freedom: 'D8',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) =>
        reason === 'session-id-taken' ? { status: 403, code: 'P2CORE_CHOOSE_ANOTHER' } : notice(reason),
    })),
  },
  {
    id: 'registration.shows-fid-in-capitals',
    title: 'Federation IDs are returned in capitals',
    freedom: 'D10',
    apply: answeringOf('register', 201, (answer) =>
      withMembers(answer, ({ fid }) => ({ fid: String(fid).toUpperCase() })),
    ),
  },
  {
    id: 'events.in-words-of-its-own',
    title: 'Events have a name space and op codes of their own',
    freedom: 'D11',
    targetFile: {
      dialect: {
        events: {
          newSession: { path: 'op', equals: OPENED },
          serverKeyChange: { path: 'op', equals: NEW_KEY },
        },
      },
    },
    apply: deciding('events', ({ newSession, serverKeyChange }) => ({
      newSession: (certificate) => ({ ...newSession(certificate), n: 'kammerton', op: OPENED }),
      serverKeyChange: (certificate, since) => ({
        ...serverKeyChange(certificate, since),
        n: 'kammerton',
        op: NEW_KEY,
      }),
    })),
  },
  {
    id: 'challenge.of-32-characters',
    title: 'Challenges are as short as they may be',
    freedom: 'D12',
    apply: ofLength(32),
  },
  {
    id: 'challenge.of-256-characters',
    title: 'Challenges are as long as they may be',
    freedom: 'D12',
    apply: ofLength(256),
  },
  {
    id: 'root.has-common-name',
    title: "The server's certificate has its domain as common name",
    freedom: 'D14',
    apply: deciding('issuing', ({ rootFields }) => ({
      rootFields: (issue) => {
        const fields = rootFields(issue);
        const commonName = { oid: COMMON_NAME, value: issue.domain, tag: 'utf8String' as const };
        const name = [...fields.subject, commonName];
        return { ...fields, issuer: name, subject: name };
      },
    })),
  },
  {
    id: 'history.knows-unknown-actors',
    title: 'Unknown actors have an empty list of certificates',
    freedom: 'D15',
    apply: deciding('history', () => ({ unknownActor: () => 'empty' })),
  },
  {
    id: 'session.keeps-old-token-after-rotation',
    title: 'The token from before a rotation goes on working',
    freedom: 'D16',
    apply: deciding('session', () => ({ rotationEndsOldToken: () => false })),
  },
  {
    id: 'rotation.serves-siblings',
    title: 'A session may exchange the certificate of another session of its actor',
    freedom: 'D16',
    apply: deciding('session', () => ({
      rotates: ({ sessionId, siblings }) =>
        siblings.find((sibling) => sibling.sessionId === sessionId && sibling.revokedAt === undefined),
    })),
  },
  {
    id: 'registration.wants-password',
    title: 'Registration is closed to those without a password',
    freedom: 'D17',
    apply: deciding('registration', () => ({ mayOmitPassword: () => false })),
  },
  {
    id: 'key-packages.in-url-safe-base64',
    title: 'KeyPackages come out in URL-safe Base64 without padding',
    freedom: 'D18',
    apply: deciding('keyPackages', ({ encode }) => ({
      encode: (value) => Buffer.from(encode(value), 'base64').toString('base64url'),
    })),
  },
  {
    id: 'events.tell-of-renewals',
    title: 'Identifying again and rotating count as new sessions',
    freedom: 'D21',
    apply: deciding('events', () => ({ isNewAgain: () => true })),
  },
];

function asText(answer: Omit<Answer, 'body'>, body: JsonValue | undefined): Answer {
  return { ...answer, headers: { 'content-type': 'text/plain' }, rawBody: String(body) };
}

function ofLength(length: number): Change {
  return deciding('challenge', () => ({ text: ({ randomness }) => alphanumericText(randomness, length) }));
}

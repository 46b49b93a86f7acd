/** Variants in how answers look: statuses, bodies, encodings ("What every check tolerates" of the specification). */

import type { Answer } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import type { RefusalReason } from '../behaviour/refusals.ts';
import { certificatePem } from '../protocol/certificate-encoding.ts';
import { type Change, deciding, withMembers } from './change.ts';
import type { Variant } from './fault.ts';

const STATUSES = 'any 4xx where no status is given';
const BODIES = 'extra members anywhere; only documented success bodies are judged';
const ENCODINGS = 'Base64 in any of its forms; DER or PEM';
const LINE = /.{76}(?=.)/g;
const CLAIMS_LENGTH = 300;
const CACHE_MS = 1000;
const SLOW_MS = 50;

export const answerVariants: readonly Variant[] = [
  {
    id: 'refusals.all-400',
    title: 'Whatever is refused is a bad request',
    freedom: STATUSES,
    apply: refusingWith(() => 400),
  },
  {
    id: 'refusals.all-422',
    title: 'Whatever is refused is unprocessable',
    freedom: STATUSES,
    apply: refusingWith(() => 422),
  },
  {
    id: 'refusals.all-404',
    title: 'Whatever is refused was not found, tokens included',
    freedom: STATUSES,
    apply: refusingWith(() => 404),
  },
  {
    id: 'refusals.methods-are-unknown-paths',
    title: 'A method that a path does not know is answered with 404',
    freedom: STATUSES,
    apply: refusingWith((reason, status) => (reason === 'method-not-allowed' ? 404 : status)),
  },
  {
    id: 'refusals.blame-the-home',
    title: 'Where a home cannot vouch, that is answered like a gateway would',
    freedom: '502, 503 and 504 where the cause lies with another server',
    apply: refusingWith((reason, status) => BLAMING.get(reason) ?? status),
  },
  {
    id: 'refusals.without-body',
    title: 'Refusals have no body, but for the documented conflict',
    freedom: BODIES,
    apply: rewordingRefusals(({ body: _, ...answer }) => answer),
  },
  {
    id: 'refusals.as-page',
    title: 'Refusals are pages in HTML, but for the documented conflict',
    freedom: BODIES,
    apply: rewordingRefusals(({ body: _, ...answer }) => ({
      ...answer,
      headers: { ...answer.headers, 'content-type': 'text/html' },
      rawBody: '<!doctype html><title>No</title>',
    })),
  },
  {
    id: 'answers.have-more-members',
    title: 'Every object in an answer has members that nobody documented',
    freedom: BODIES,
    apply: respondingWith((answer) =>
      withMembers(answer, () => ({ request_id: '7f3a', links: { self: '/' }, warnings: [] })),
    ),
  },
  {
    id: 'answers.have-payload',
    title: 'Registering and identifying answer a payload',
    freedom: '`payload` is optional',
    apply: (behaviour) => ({
      ...behaviour,
      registration: { ...behaviour.registration, payload: (fid) => ({ welcome: fid }) },
      identify: { ...behaviour.identify, payload: () => ({}) },
    }),
  },
  {
    id: 'answers.end-with-line-break',
    title: 'JSON is indented and ends with a line break',
    freedom: BODIES,
    apply: respondingWith((answer) => asJsonText(answer, 'application/json', 2)),
  },
  {
    id: 'answers.called-plain-text',
    title: 'JSON is called plain text',
    freedom: 'the content type is a SHOULD',
    apply: respondingWith((answer) => asJsonText(answer, 'text/plain', 0)),
  },
  {
    id: 'answers.without-date',
    title: 'Answers do not say the time',
    freedom: "the target's clock is learned from `Date`, else taken to be right within a minute",
    apply: respondingWith((answer) => ({ ...answer, headers: { ...answer.headers, date: '' } })),
  },
  {
    id: 'answers.slow',
    title: 'Every answer takes 50 ms longer',
    freedom: 'no duty says how fast',
    apply: deciding('exchange', ({ admit }) => ({
      admit: async (call, operation) => {
        await admit(call, operation);
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
      },
    })),
  },
  {
    id: 'answers.cached-for-a-second',
    title: 'Certificates that were shown once are shown again for a second, whatever changed',
    freedom: 'caches are recommended',
    apply: deciding('exchange', ({ respond }) => {
      const cache = new Map<string, { readonly answer: Answer; readonly at: number }>();
      return {
        respond: async (answer, call, operation) => {
          const right = await respond(answer, call, operation);
          const isLookUp = operation === 'getActorKeys' || operation === 'getServerKey';
          if (!isLookUp || right.status !== 200) return right;
          const question = JSON.stringify([call.path, call.query, call.text]);
          const known = cache.get(question);
          if (known && performance.now() - known.at < CACHE_MS) return known.answer;
          cache.set(question, { answer: right, at: performance.now() });
          return right;
        },
      };
    }),
  },
  {
    id: 'certificate.without-padding',
    title: 'Certificates come in Base64 without padding',
    freedom: ENCODINGS,
    apply: encoding((text) => text.replace(/=+$/, '')),
  },
  {
    id: 'certificate.url-safe',
    title: 'Certificates come in URL-safe Base64',
    freedom: ENCODINGS,
    apply: encoding((text) => Buffer.from(text, 'base64').toString('base64url')),
  },
  {
    id: 'certificate.wrapped',
    title: 'Certificates come in lines of 76 characters',
    freedom: ENCODINGS,
    apply: encoding((text) => `${text.replace(LINE, '$&\r\n')}\r\n`),
  },
  {
    id: 'certificate.comes-as-pem',
    title: 'Certificates come as PEM',
    freedom: ENCODINGS,
    apply: deciding('certificate', () => ({ encode: certificatePem })),
  },
  {
    id: 'session.long-tokens',
    title: 'Tokens are hundreds of characters long and have dots in them',
    freedom: 'a token is any text',
    apply: deciding('session', ({ token }) => ({
      token: (source) => `${'eyJhbGciOiJFZERTQSJ9'}.${'x'.repeat(CLAIMS_LENGTH)}.${token(source)}`,
    })),
  },
];

const BLAMING: ReadonlyMap<RefusalReason, number> = new Map([
  ['home-unknown', 502],
  ['home-silent', 504],
]);

/** Another status for every refusal but the one whose status is documented, and mistakes of our own. */
function refusingWith(statusOf: (reason: RefusalReason, status: number) => number): Change {
  return deciding('refusals', ({ notice }) => ({
    notice: (reason) => {
      const usual = notice(reason);
      const isFixed = reason === 'name-taken' || usual.status >= 500;
      return isFixed ? usual : { ...usual, status: statusOf(reason, usual.status) };
    },
  }));
}

function rewordingRefusals(change: (answer: Answer) => Answer): Change {
  return respondingWith((answer) => {
    const isDocumented = isObject(answer.body) && answer.body.error === 'P2CORE_FEDERATION_ID_TAKEN';
    return answer.status < 400 || isDocumented ? answer : change(answer);
  });
}

function respondingWith(change: (answer: Answer) => Answer): Change {
  return deciding('exchange', ({ respond }) => ({
    respond: async (answer, call, operation) => change(await respond(answer, call, operation)),
  }));
}

function asJsonText({ body, ...answer }: Answer, contentType: string, indent: number): Answer {
  if (body === undefined) return answer;
  const text = JSON.stringify(body, undefined, indent);
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': contentType },
    rawBody: indent > 0 ? `${text}\n` : text,
  };
}

function encoding(change: (base64: string) => string): Change {
  return deciding('certificate', ({ encode }) => ({ encode: (der) => change(encode(der)) }));
}

/** Faults of how requests are read and refused, whatever they are for (P2-GEN). */

import type { Answer, Call } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import { Refusal } from '../behaviour/refusals.ts';
import { type Change, deciding, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['register'];
const DEEP = '['.repeat(100);

export const generalFaults: readonly Fault[] = [
  {
    id: 'general.answers-every-method',
    title: 'A method that a path does not know is answered with 200',
    breaks: ['P2-GEN-01', 'P2-GEN-06'],
    operations: ['getChallenge', 'register'],
    effect: 'Clients believe that something was done.',
    apply: respondingTo(405, () => ({ status: 200, body: {} })),
  },
  {
    id: 'general.hides-allowed-methods',
    title: 'A method that a path does not know is answered with 405 and no `Allow` header',
    breaks: ['P2-GEN-06'],
    operations: ['getChallenge', 'register'],
    effect: 'Nobody learns what would have been right.',
    apply: respondingTo(405, ({ headers: _, ...answer }) => answer),
  },
  {
    id: 'general.breaks-on-malformed-json',
    title: 'JSON that ends in the middle is answered with 500',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'Every cut connection is an alarm at the server.',
    apply: breakingOnBody((text) => !isJson(text)),
  },
  {
    id: 'general.breaks-on-deep-nesting',
    title: 'JSON that nests deeply is answered with 500',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'A few kilobytes from anybody exhaust the stack of the server.',
    apply: breakingOnBody((text) => text.includes(DEEP)),
  },
  {
    id: 'general.breaks-on-invalid-utf-8',
    title: 'Bytes that are not UTF-8 are answered with 500',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'Anybody makes the server fail with a single byte.',
    apply: deciding('exchange', ({ parseBody }) => ({
      parseBody: (bytes, contentType) => {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        return parseBody(bytes, contentType);
      },
    })),
  },
  {
    id: 'general.breaks-on-other-content-types',
    title: 'A content type other than JSON is answered with 500',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'A form from any page makes the server fail.',
    apply: deciding('exchange', ({ parseBody }) => ({
      parseBody: (bytes, contentType) => {
        if (!contentType.includes('json')) throw new TypeError('no parser');
        return parseBody(bytes, contentType);
      },
    })),
  },
  {
    id: 'general.breaks-on-null',
    title: 'A body that is null is answered with 500',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'Anybody makes the server fail with four letters.',
    apply: breakingOn(({ body }) => body === null),
  },
  {
    id: 'general.breaks-on-wrong-types',
    title: 'A number where a text belongs is answered with 500',
    breaks: ['P2-GEN-02'],
    operations: ['identify'],
    effect: 'A slip of a client makes the server fail.',
    apply: breakingOn(({ body }) => isObject(body) && typeof body.id_cert === 'number'),
  },
  {
    id: 'general.breaks-on-megabytes',
    title: 'A body of megabytes is answered with 500',
    breaks: ['P2-GEN-02'],
    operations: ['register', 'identify'],
    effect: 'Anybody makes the server fail, and its memory grow.',
    apply: respondingTo(413, ({ body: _, ...answer }) => ({ ...answer, status: 500 })),
  },
  {
    id: 'general.never-recovers-from-megabytes',
    title: 'After a body of megabytes every further request is answered with 503',
    breaks: ['P2-GEN-02'],
    operations: ['register', 'identify'],
    effect: 'A single request takes the server away from everybody.',
    apply: deciding('exchange', ({ respond }) => {
      let isBroken = false;
      return {
        respond: async (answer, call, operation) => {
          const last: Answer = isBroken ? { status: 503 } : await respond(answer, call, operation);
          isBroken ||= last.status === 413;
          return last;
        },
      };
    }),
  },
  {
    id: 'general.breaks-on-null-characters',
    title: 'A null character in a path is answered with 500',
    breaks: ['P2-GEN-02'],
    operations: ['getActorKeys'],
    effect: 'A link makes the server fail.',
    apply: breakingOn(({ params }) => (params.fid ?? '').includes('\0')),
  },
  {
    id: 'general.never-answers-malformed-json',
    title: 'A request whose JSON cannot be read is never answered',
    breaks: ['P2-GEN-02'],
    operations,
    effect: 'Broken clients pile up open connections until nobody gets in.',
    apply: deciding('exchange', ({ respond }) => ({
      respond: (answer, call, operation) =>
        isObject(answer.body) && answer.body.error === 'P2CORE_MALFORMED_JSON'
          ? new Promise(() => {})
          : respond(answer, call, operation),
    })),
  },
  {
    id: 'general.errcode-is-text',
    title: 'The `errcode` of every refusal is a string',
    breaks: ['P2-REG-03', 'P2-GEN-03', 'P2-KEY-14'],
    operations: ['register', 'identify', 'rotateServerKey'],
    effect: 'Clients that compare it with a number take every refusal for an unknown one.',
    apply: deciding('exchange', ({ respond }) => ({
      respond: async (answer, call, operation) => {
        const last = await respond(answer, call, operation);
        return last.status < 400 ? last : withMembers(last, ({ errcode }) => ({ errcode: String(errcode) }));
      },
    })),
  },
  {
    id: 'general.conflicts-with-everything',
    title: 'Every refusal has status 409',
    breaks: ['P2-SES-14', 'P2-KEY-12', 'P2-KEY-14', 'P2-GEN-06', 'P2-GEN-07'],
    operations: ['revokeSession', 'getActorKeys', 'rotateServerKey', 'getChallenge'],
    effect: 'Clients offer another name where they should sign in again.',
    apply: deciding('refusals', ({ notice }) => ({
      notice: (reason) => ({ ...notice(reason), status: 409 }),
    })),
  },
];

function respondingTo(status: number, change: (answer: Answer) => Answer): Change {
  return deciding('exchange', ({ respond }) => ({
    respond: async (answer, call, operation) => {
      const last = await respond(answer, call, operation);
      return last.status === status ? change(last) : last;
    },
  }));
}

/** Bodies that were rightly refused end in a mistake of the server's own instead. */
function breakingOnBody(isTooMuch: (text: string) => boolean): Change {
  return deciding('exchange', ({ parseBody }) => ({
    parseBody: (bytes, contentType) => {
      try {
        return parseBody(bytes, contentType);
      } catch (error) {
        if (error instanceof Refusal && isTooMuch(Buffer.from(bytes).toString('utf8'))) {
          throw new Error('a body of an unexpected kind');
        }
        throw error;
      }
    },
  }));
}

function breakingOn(isTooMuch: (call: Call) => boolean): Change {
  return deciding('exchange', ({ admit }) => ({
    admit: async (call, operation) => {
      if (isTooMuch(call)) throw new TypeError('a value of an unexpected type');
      await admit(call, operation);
    },
  }));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Requests that no client should send, as plain data that prints well; what is valid about them is filled in later. */

import { METHODS } from 'node:http';
import fc from 'fast-check';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export const CALLERS = ['nobody', 'administrator', 'member', 'visitor', 'stranger'] as const;

/** What becomes of an operation's valid body. */
export type BodyPlan =
  | { readonly kind: 'none' }
  /** Each change replaces (or removes) the value at one of the body's paths, counted round and round. */
  | { readonly kind: 'changed'; readonly changes: readonly Change[] }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: readonly number[] }
  | { readonly kind: 'nested'; readonly depth: number; readonly open: string; readonly close: string };

export interface Change {
  readonly place: number;
  readonly value?: Json;
}

/** One request of an operation; what is undefined gets its documented or a valid value. */
export interface FuzzRequest {
  readonly operation: string;
  readonly as: (typeof CALLERS)[number];
  readonly method: string | undefined;
  readonly parameter: string | undefined;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyPlan;
}

const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\u202Ealice',
  '\uD800',
  'é'.normalize('NFD'),
  '@',
  'alice',
  'alice@',
  '@home.test',
  'alice@home.test@home.test',
  'alice@[::1]',
  'alice@foreign.test',
  'alice@hanging.test',
  'ALICE@HOME.TEST',
  `${'a'.repeat(64)}@home.test`,
  'a'.repeat(5_000),
  '../../p2core/key/server',
  '__proto__',
  'constructor',
  'toString',
  '-1',
  '9'.repeat(400),
  '1e309',
  'NaN',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  'AAAA',
  'MIIB'.repeat(40),
  '30820000',
] as const;
const ODD_NUMBERS = [0, -0, -1, 1e308, 5e-324, 2 ** 53, -(2 ** 63), 1.5, 8_640_000_000_000_001] as const;
const MALFORMED = [
  '{',
  '{"a":}',
  '[1,]',
  "{'a':1}",
  '{"a":1}{"b":2}',
  '\u{FEFF}{}',
  'nul',
  '"\\ud800"',
  '{"a":01}',
  '{"a":1e999}',
  '{"__proto__":{"x":1}}',
  '{"a":1,"a":2}',
  `"${'a'.repeat(100_000)}"`,
  `[${'0,'.repeat(50_000)}0]`,
  '// {}',
] as const;
const HEADERS = [
  'content-type',
  'accept',
  'accept-encoding',
  'content-encoding',
  'authorization',
  'expect',
  'host',
  'origin',
  'forwarded',
  'x-forwarded-for',
  'x-http-method-override',
  'if-none-match',
  'range',
  'transfer-encoding',
  'x-p2core-timestamp',
] as const;
const HEADER_VALUES = [
  '',
  '*/*',
  'text/plain',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  ';',
  'gzip',
  'Bearer',
  'Bearer ',
  'Bearer \u00ff',
  `Bearer ${'x'.repeat(4_000)}`,
  'Basic YWxpY2U6cHc=',
  '100-continue',
  'bytes=0-0',
  'a'.repeat(6_000),
] as const;

const oddText = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 12 }),
);
const oddJson: fc.Arbitrary<Json> = fc.oneof(
  oddText,
  fc.constantFrom(...ODD_NUMBERS, null, true, false),
  fc.constant([]),
  fc.constant({}),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>,
);
const change: fc.Arbitrary<Change> = fc.record(
  { place: fc.nat({ max: 40 }), value: oddJson },
  { requiredKeys: ['place'] },
);
const body: fc.Arbitrary<BodyPlan> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('changed' as const),
      changes: fc.array(change, { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('json' as const), value: oddJson }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      text: fc.oneof(fc.constantFrom(...MALFORMED), fc.string({ maxLength: 30 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      bytes: fc.array(fc.nat({ max: 255 }), { maxLength: 60 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(31, 32, 33, 1_000, 50_000), fc.boolean())
      .map(([depth, isList]) =>
        isList
          ? { kind: 'nested' as const, depth, open: '[', close: ']' }
          : { kind: 'nested' as const, depth, open: '{"a":', close: '}' },
      ),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'none' as const }) },
);

/** Any request of these operations. */
export function fuzzRequest(operations: readonly string[]): fc.Arbitrary<FuzzRequest> {
  return fc.record({
    operation: fc.constantFrom(...operations),
    as: fc.constantFrom(...CALLERS),
    method: sometimes(fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT')), 12),
    parameter: sometimes(oddText, 3),
    query: fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: oddText.map((text) => `?timestamp=${encoded(text)}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('?', '?&&=', '?timestamp=1&timestamp=2', '?timestamp[a]=1', '?%zz'),
      },
    ),
    headers: fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom(...HEADERS), fc.constantFrom(...HEADER_VALUES), {
          maxKeys: 3,
        }),
      },
    ),
    body,
  });
}

/** One in so many is odd. */
function sometimes<Value>(odd: fc.Arbitrary<Value>, oneIn: number): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd });
}

/** Bytes that hardly are a request; latin1, so that they print. */
export const fuzzBytes: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'GET\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /p2core/challenge HTTP/1.1\r\n\r\n',
    'GET /p2core/challenge HTTP/1.0\r\n\r\n',
    'GET /p2core/%zz HTTP/1.1\r\nhost: a\r\n\r\n',
    'GET http://[::1/p2core/challenge HTTP/1.1\r\nhost: a\r\n\r\n',
    'GET //p2core//challenge HTTP/1.1\r\nhost: a\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n',
    'CONNECT home.test:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    'FROBNICATE / HTTP/1.1\r\nhost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`,
    `GET /${'p'.repeat(10_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"actor_name":',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n{}',
    'POST /p2core/register HTTP/1.1\r\nhost: a\r\nexpect: 200-ok\r\ncontent-length: 2\r\n\r\n{}',
  ),
  fc
    .tuple(fc.constantFrom('GET', 'POST', 'PUT'), fc.string({ unit: 'binary-ascii', maxLength: 60 }))
    .map(([method, path]) => `${method} /${path} HTTP/1.1\r\nhost: a\r\n\r\n`),
  fc.array(fc.nat({ max: 255 }), { maxLength: 120 }).map((codes) => String.fromCharCode(...codes)),
);

/** Percent-encoded; lone surrogates become U+FFFD. */
export function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** What a hostile target may do with a request, and what one may learn of it. */

import { gzipSync } from 'node:zlib';
import { type Connection, type Hostility, response } from './hostile-server.ts';

export interface HostileCase {
  readonly title: string;
  readonly act: Hostility;
  /** What the one verdict says. */
  readonly reason: RegExp;
  readonly verdict?: 'failed' | 'passed';
}

const FID = '{"fid":"x@home.test"}';
const OK = 'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n';
const BLOCK = Buffer.alloc(65_536, 'a');
const MEGABYTES_100 = 100 * 1024 * 1024;
const TIMEOUT = /no answer within/;
const BROKEN = /not HTTP|closed the connection|larger than|no answer within/;

/** Sends the same again and again while somebody listens. */
async function forever({ send, isOpen }: Connection, bytes: string | Uint8Array): Promise<void> {
  while (isOpen()) await send(bytes);
}

async function drip({ send, isOpen, pause }: Connection, text: string): Promise<void> {
  for (let index = 0; isOpen(); index += 1) {
    await send(text[index % text.length] ?? ' ');
    await pause(20);
  }
}

/** So many bytes of a body, said to have that length. */
async function long({ send, isOpen }: Connection, open: string, close: string): Promise<void> {
  await send(`${OK}content-length: ${MEGABYTES_100}\r\n\r\n${open}`);
  for (let sent = open.length; sent < MEGABYTES_100 - close.length && isOpen(); sent += BLOCK.length) {
    await send(BLOCK.subarray(0, Math.min(BLOCK.length, MEGABYTES_100 - close.length - sent)));
  }
  if (isOpen()) await send(close);
}

/** Ends after these bytes. */
const only =
  (bytes: string | Uint8Array): Hostility =>
  async ({ send, end }) => {
    await send(bytes);
    end();
  };

/** Says no more after these bytes, and keeps the connection. */
const hang =
  (bytes: string): Hostility =>
  async ({ send }) => {
    if (bytes !== '') await send(bytes);
  };

const HANGS: readonly HostileCase[] = [
  ['before the status line', ''],
  ['within the status line', 'HTTP/1.1 2'],
  ['behind the status line', 'HTTP/1.1 201 Created\r\n'],
  ['within a header', `${OK}x-some`],
  ['before the blank line', OK],
  ['before the body', `${OK}content-length: 21\r\n\r\n`],
  ['within the body', `${OK}content-length: 21\r\n\r\n{"fid":`],
  ['before a chunk', `${OK}transfer-encoding: chunked\r\n\r\n`],
  ['within a chunk', `${OK}transfer-encoding: chunked\r\n\r\n15\r\n{"fid":`],
  ['before the last chunk', `${OK}transfer-encoding: chunked\r\n\r\n15\r\n${FID}\r\n`],
  ['within the trailers', `${OK}transfer-encoding: chunked\r\n\r\n15\r\n${FID}\r\n0\r\nx-some: `],
  ['behind a 100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
].map(([where = '', bytes = '']) => ({ title: `hangs ${where}`, act: hang(bytes), reason: BROKEN }));

const ENDLESS: readonly HostileCase[] = [
  {
    title: 'sends a body without end',
    act: async (connection) => {
      await connection.send(`${OK}\r\n`);
      await forever(connection, BLOCK);
    },
    reason: /larger than/,
  },
  {
    title: 'sends chunks without end',
    act: async (connection) => {
      await connection.send(`${OK}transfer-encoding: chunked\r\n\r\n`);
      await forever(connection, `10000\r\n${BLOCK}\r\n`);
    },
    reason: /larger than/,
  },
  {
    title: 'sends chunks of one byte without end',
    act: async (connection) => {
      await connection.send(`${OK}transfer-encoding: chunked\r\n\r\n`);
      await forever(connection, '1\r\na\r\n'.repeat(5_000));
    },
    reason: /larger than|no answer within/,
  },
  {
    title: 'sends chunk extensions without end',
    act: async (connection) => {
      await connection.send(`${OK}transfer-encoding: chunked\r\n\r\n15;x=`);
      await forever(connection, BLOCK);
    },
    reason: BROKEN,
  },
  {
    title: 'sends headers without end',
    act: async (connection) => {
      await connection.send('HTTP/1.1 201 Created\r\n');
      await forever(connection, 'x-more: and more\r\n'.repeat(1_000));
    },
    reason: /larger than/,
  },
  {
    title: 'sends one header without end',
    act: async (connection) => {
      await connection.send('HTTP/1.1 201 Created\r\nx: ');
      await forever(connection, BLOCK);
    },
    reason: /larger than/,
  },
  {
    title: 'sends a status line without end',
    act: async (connection) => {
      await connection.send('HTTP/1.1 201 ');
      await forever(connection, BLOCK);
    },
    reason: BROKEN,
  },
  {
    title: 'sends trailers without end',
    act: async (connection) => {
      await connection.send(`${OK}transfer-encoding: chunked\r\n\r\n15\r\n${FID}\r\n0\r\n`);
      await forever(connection, 'x-more: and more\r\n'.repeat(1_000));
    },
    reason: BROKEN,
  },
  {
    title: 'sends provisional answers without end',
    act: (connection) => forever(connection, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
    reason: BROKEN,
  },
  {
    title: 'sends early hints with headers without end',
    act: (connection) =>
      forever(connection, `HTTP/1.1 103 Early Hints\r\nlink: <${'a'.repeat(8_000)}>\r\n\r\n`),
    reason: BROKEN,
  },
  {
    title: 'drips headers',
    act: async (connection) => {
      await connection.send('HTTP/1.1 201 Created\r\n');
      await drip(connection, 'x-a: b\r\n');
    },
    reason: TIMEOUT,
  },
  {
    title: 'drips a body',
    act: async (connection) => {
      await connection.send(`${OK}content-length: 100000\r\n\r\n`);
      await drip(connection, ' ');
    },
    reason: TIMEOUT,
  },
  {
    title: 'sends a text of 100 MB in JSON',
    act: (connection) => long(connection, '{"fid":"', '"}'),
    reason: /larger than/,
  },
];

const NO_HTTP: readonly HostileCase[] = [
  ['answers without a status line, as HTTP/0.9', only('<html>hello</html>')],
  ['has a status of letters', only('HTTP/1.1 OK 201\r\n\r\n')],
  ['has a status of two digits', only('HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n')],
  ['has a status of six digits', only('HTTP/1.1 200000 OK\r\ncontent-length: 0\r\n\r\n')],
  ['speaks HTTP/9.9', only('HTTP/9.9 201 Created\r\ncontent-length: 0\r\n\r\n')],
  ['speaks HTTP/2', only(Buffer.from('000000040000000000', 'hex'))],
  ['speaks TLS', only(Buffer.from('15030100020228', 'hex'))],
  ['sends zeros', only(Buffer.alloc(4_096))],
  ['closes without a word', ({ end }: Connection) => end()],
  ['resets the connection', ({ reset }: Connection) => reset()],
  [
    'resets within the body',
    async ({ send, reset, pause }: Connection) => {
      await send(`${OK}content-length: 21\r\n\r\n{"fid":`);
      await pause(30);
      reset();
    },
  ],
  ['sends less than it says', only(`${OK}content-length: 900\r\n\r\n${FID}`)],
  ['sends two lengths', only(`${OK}content-length: 21\r\ncontent-length: 3\r\n\r\n${FID}`)],
  ['sends a length and chunks', only(`${OK}content-length: 21\r\ntransfer-encoding: chunked\r\n\r\n${FID}`)],
  ['sends a negative length', only(`${OK}content-length: -1\r\n\r\n${FID}`)],
  ['sends a length beyond all numbers', only(`${OK}content-length: ${'9'.repeat(40)}\r\n\r\n${FID}`)],
  [
    'sends a chunk size that is no number',
    only(`${OK}transfer-encoding: chunked\r\n\r\nzz\r\n${FID}\r\n0\r\n\r\n`),
  ],
  [
    'sends a chunk size beyond all numbers',
    only(`${OK}transfer-encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n${FID}\r\n0\r\n\r\n`),
  ],
  ['sends a header with a zero', only(`${OK}x: a\0b\r\ncontent-length: 21\r\n\r\n${FID}`)],
  ['sends a header without a name', only(`${OK}: nothing\r\ncontent-length: 21\r\n\r\n${FID}`)],
  ['switches protocols', only('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello')],
].map(([title, act]) => ({ title: String(title), act: act as Hostility, reason: BROKEN }));

const CODED: readonly HostileCase[] = [
  {
    title: 'sends a gzip bomb',
    act: only(gzipBomb()),
    reason: /encoded as gzip, although identity was asked for/,
  },
  {
    title: 'sends what is no gzip as such',
    act: only(`${OK}content-encoding: gzip\r\ncontent-length: 21\r\n\r\n${FID}`),
    reason: /encoded as gzip/,
  },
];

/** Answers that are HTTP; something about them is wrong, odd, or meant for somebody else. */
const ODD: readonly HostileCase[] = [
  {
    title: 'nests JSON 100,000 levels deep',
    act: only(response(201, `${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
    reason: /nested deeper than 128|body/,
    verdict: 'failed',
  },
  {
    title: 'nests objects 100,000 levels deep and never closes them',
    act: only(response(201, '{"a":'.repeat(100_000))),
    reason: /nested deeper than 128|body/,
    verdict: 'failed',
  },
  { title: 'sends invalid UTF-8', act: only(invalidUtf8()), reason: /./, verdict: 'failed' },
  { title: 'sends no JSON', act: only(response(201, 'fid=x@home.test')), reason: /JSON/, verdict: 'failed' },
  {
    title: 'sends a number without end',
    act: only(response(201, `{"fid":${'9'.repeat(500_000)}}`)),
    reason: /./,
    verdict: 'failed',
  },
  {
    title: 'sends a hundred thousand members',
    act: only(response(201, `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join(',')}}`)),
    reason: /fid/,
    verdict: 'failed',
  },
  {
    title: 'sends members that would change prototypes',
    act: only(
      response(201, '{"__proto__":{"fid":"x@home.test"},"constructor":{"prototype":{"polluted":true}}}'),
    ),
    reason: /fid/,
    verdict: 'failed',
  },
  {
    title: 'says what the answer is twice',
    act: only(
      response(
        201,
        FID,
        'content-type: text/html\r\nset-cookie: a=b\r\nset-cookie: c=d\r\ndate: x\r\ndate: y\r\n',
      ),
    ),
    reason: /^$/,
    verdict: 'passed',
  },
  {
    title: 'sends the next answer before it was asked',
    act: only(response(201, FID) + response(500, 'not asked for')),
    reason: /^$/,
    verdict: 'passed',
  },
  {
    title: 'promises to keep a connection that it closes',
    act: only(response(201, FID, 'connection: keep-alive\r\nkeep-alive: timeout=999999999\r\n')),
    reason: /^$/,
    verdict: 'passed',
  },
  {
    title: 'sends more than it says',
    act: only(`${response(201, FID)}and more, and more`),
    reason: /^$/,
    verdict: 'passed',
  },
  {
    title: 'asks to be asked again in ten years',
    act: only(response(429, '{}', 'retry-after: 315360000\r\n')),
    reason: /throttled/,
  },
  {
    title: 'asks to be asked again at once, for ever',
    act: only(response(429, '{}', 'retry-after: 0\r\n')),
    reason: /throttled/,
  },
  {
    title: 'redirects to itself for ever',
    act: async (connection) =>
      only(response(307, '', `location: ${connection.url}/p2core/register\r\n`))(connection),
    reason: /307/,
  },
];

function gzipBomb(): Uint8Array {
  const bomb = gzipSync(Buffer.alloc(MEGABYTES_100));
  const head = `${OK}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bomb]);
}

function invalidUtf8(): Uint8Array {
  const body = Buffer.concat([
    Buffer.from('{"fid":"'),
    Buffer.from([0xc3, 0x28, 0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  return Buffer.concat([Buffer.from(`${OK}content-length: ${body.length}\r\n\r\n`), body]);
}

export const HOSTILITIES: readonly HostileCase[] = [...HANGS, ...ENDLESS, ...NO_HTTP, ...CODED, ...ODD];

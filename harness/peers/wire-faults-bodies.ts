/** Answers that begin well. */

import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { limitInTime, resetConnection, type Scene, type WireFault } from './wire-fault.ts';

const MEBIBYTE = 1_048_576;
const BOMB_MEBIBYTES = 128;
const ENDLESS_MEBIBYTES = 128;
const ENDLESS_CHUNK_BYTES = 65_536;
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

export const BODY_FAULTS: readonly WireFault[] = [
  {
    id: 'wire.resets-mid-body',
    title: 'Resets the connection after half of the right answer',
    effect: 'Half an answer is none.',
    act: (scene) => sendHalf(scene, () => resetConnection(scene.request)),
  },
  {
    id: 'wire.truncated-body',
    title: 'Promises the whole of the right answer and ends in order after half of it',
    effect: 'A target that does not count what it was promised takes half an answer for the whole.',
    act: (scene) => sendHalf(scene, () => scene.request.socket.end()),
  },
  {
    id: 'wire.endless-body',
    title: `Sends a JSON array without end, up to ${ENDLESS_MEBIBYTES} MiB`,
    effect: 'A target without a limit of size collects until its memory is full.',
    act: async ({ response, settle }) => {
      limitInTime(response);
      response.writeHead(200, JSON_TYPE);
      settle(200);
      await pipeline(Readable.from(endlessly()), response, { end: false });
      response.destroy();
    },
  },
  {
    id: 'wire.gzip-bomb',
    title: `Sends ${BOMB_MEBIBYTES} KiB of gzip that unpack to ${BOMB_MEBIBYTES} MiB of JSON`,
    effect: 'A target that limits only what it receives, and not what it unpacks, fills its memory.',
    prepare: async () => {
      await packedBomb();
    },
    act: async ({ response, settle }) => {
      const body = await packedBomb();
      response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip', 'content-length': body.length });
      response.end(body);
      settle(200);
    },
  },
];

function* endlessly(): Generator<string> {
  yield '["';
  const chunk = 'A'.repeat(ENDLESS_CHUNK_BYTES);
  for (let sent = 0; sent < ENDLESS_MEBIBYTES * MEBIBYTE; sent += chunk.length) yield chunk;
}

let bomb: Promise<Buffer> | undefined;

function packedBomb(): Promise<Buffer> {
  bomb ??= packBomb();
  return bomb;
}

/** White space, then an empty array: valid JSON for whoever reads all of it. */
function packBomb(): Promise<Buffer> {
  const space = Buffer.alloc(MEBIBYTE, ' ');
  const parts = function* (): Generator<Buffer> {
    for (let index = 0; index < BOMB_MEBIBYTES; index += 1) yield space;
    yield Buffer.from('[]');
  };
  return buffer(Readable.from(parts()).pipe(createGzip({ level: 9 })));
}

async function sendHalf({ response, honest, settle }: Scene, end: () => void): Promise<void> {
  const { status, headers, body } = await honest();
  response.writeHead(status, { ...headers, 'content-length': body.length });
  settle(status);
  response.write(body.subarray(0, Math.floor(body.length / 2)), end);
}

/** One request at a peer: straight to the server behind it, or through a fault of the wire. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReferenceServer } from '../../reference-server/index.ts';
import type { OpenEntry } from './journal.ts';
import type { Station } from './station.ts';
import type { HonestAnswer, WireFault } from './wire-fault.ts';

export interface Meeting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: OpenEntry;
  readonly server: Promise<ReferenceServer>;
}

/** More of a request than any peer's server takes. */
const LONGEST_REQUEST = 2_097_152;

export async function serveHonestly({ request, response, entry, server }: Meeting): Promise<void> {
  response.once('finish', () => entry.settle(response.statusCode));
  response.once('close', () => entry.settle(0));
  (await server).app.routing(request, response);
}

export async function meetFault({
  request,
  response,
  entry,
  server,
  fault,
  elsewhere,
}: Meeting & {
  readonly fault: WireFault;
  readonly elsewhere: () => Promise<Station>;
}): Promise<void> {
  response.once('close', () => entry.settle(0, fault.id));
  response.on('error', () => undefined);
  const body = await readAll(request);
  await fault.act?.({
    request,
    response,
    honest: async () => honestAnswer(await server, request, body),
    elsewhere: async () => (await elsewhere()).url,
    settle: (status) => entry.settle(status, fault.id),
  });
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LONGEST_REQUEST) throw new Error('the request is longer than any server takes');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function honestAnswer(
  { app }: ReferenceServer,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: Buffer,
): Promise<HonestAnswer> {
  // Dispatched by its name as it came: the server knows what to refuse.
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(body.length === 0 ? {} : { payload: body }),
  });
  const contentType = answer.headers['content-type'];
  return {
    status: answer.statusCode,
    headers: typeof contentType === 'string' ? { 'content-type': contentType } : {},
    body: answer.rawPayload,
  };
}

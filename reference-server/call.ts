/** Fastify's requests as plain data. */

import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Call, JsonValue } from './behaviour/facts.ts';

/** What the content type parser leaves as a request's body. */
export interface ReadBody {
  readonly value: JsonValue | undefined;
  readonly text: string;
}

export function callOf(request: FastifyRequest): Call {
  const body = request.body instanceof Object ? (request.body as ReadBody) : undefined;
  return {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '',
    isSecure: request.protocol === 'https',
    params: textValues(request.params),
    query: textValues(request.query),
    headers: flatHeaders(request.raw),
    body: body?.value,
    text: body?.text,
  };
}

/** What is given twice counts as its values joined, which is no valid value anywhere. */
function textValues(values: unknown): Readonly<Record<string, string>> {
  const entries = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function flatHeaders({ headers }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

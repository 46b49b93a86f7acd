/** The HTTP side: routes become Fastify's, and every answer, refusals included, leaves through one door. */

import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Answer, Call, JsonValue } from './behaviour/facts.ts';
import { Refusal, type RefusalReason } from './behaviour/refusals.ts';
import type { Route, ServerContext } from './context.ts';
import { allowedMethods } from './route-table.ts';

const LARGEST_BODY = 1_048_576;
const LONGEST_PARAMETER = 1024;
const REQUEST_TIMEOUT_MS = 15_000;

/** One answered request, for whoever keeps a journal. */
export interface AnsweredRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly operation?: string;
  readonly body?: string;
  /** 0: the connection ended without an answer. */
  readonly status: number;
}

/** What is called after each answered request, and when a route breaks. */
export interface AppObservers {
  readonly onRequest?: (entry: AnsweredRequest) => void;
  readonly onMistake?: (error: unknown) => void;
}

/** How a profile words its refusals; the first that owns a path does. */
export interface ErrorStyle {
  owns(path: string): boolean;
  answer(context: ServerContext, reason: RefusalReason): Answer;
}

interface ReadBody {
  readonly value: JsonValue | undefined;
  readonly text: string;
}

export function createApp(
  context: ServerContext,
  routes: readonly Route[],
  errorStyles: readonly ErrorStyle[],
  observers: AppObservers,
): FastifyInstance {
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A peer that hangs on purpose must still be closable.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => {
      void serve(request, reply, undefined, () => refuseFastifyError(error));
    },
  });
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const bytes = Buffer.from(body);
      done(null, { value: context.behaviour.exchange.parseBody(bytes), text: bytes.toString('utf8') });
    } catch (error) {
      done(error instanceof Error ? error : new Error('a body could not be read'));
    }
  });

  const serve = async (
    request: FastifyRequest,
    reply: FastifyReply,
    route: Route | undefined,
    handle: (call: Call) => Answer | Promise<Answer>,
  ): Promise<FastifyReply> => {
    const call = callOf(request);
    const record = journalOf(call, request, route, context, observers);
    reply.raw.once('close', () => record(0));
    const { exchange } = context.behaviour;
    let answer: Answer;
    try {
      await exchange.admit(call, route?.operation);
      answer = await handle(call);
    } catch (error) {
      answer = refusalAnswer(error, call);
    }
    const last = await exchange.respond(answer, call, route?.operation);
    record(last.hangUp ? 0 : last.status);
    return send(reply, last, request.method === 'HEAD');
  };

  const refusalAnswer = (error: unknown, call: Call): Answer => {
    const isExpected = error instanceof Refusal;
    if (!isExpected) observers.onMistake?.(error);
    const reason = isExpected ? error.reason : 'own-mistake';
    const style = errorStyles.find((candidate) => candidate.owns(call.path)) ?? errorStyles[0];
    const answer = style?.answer(context, reason) ?? { status: 500 };
    return { ...answer, headers: { ...answer.headers, ...(isExpected ? error.headers : {}) } };
  };

  for (const route of routes) {
    app.route({
      method: route.isPureRead ? [route.method, 'HEAD'] : route.method,
      url: route.path,
      handler: (request, reply) => serve(request, reply, route, (call) => route.handle(context, call)),
    });
  }
  app.setErrorHandler((error, request, reply) => {
    const route = routes.find(
      ({ path, method }) => path === request.routeOptions.url && method === request.method,
    );
    return serve(request, reply, route, () => refuseFastifyError(error));
  });
  app.setNotFoundHandler((request, reply) =>
    serve(request, reply, undefined, ({ method, path }) => answerUnrouted(routes, method, path)),
  );
  return app;
}

/** Paths without a route of that method: 405 where another method has one (P2-GEN-01). */
function answerUnrouted(routes: readonly Route[], method: string, path: string): Answer {
  const allowed = allowedMethods(routes, path);
  if (allowed.length === 0) throw new Refusal('unknown-route');
  const allow = [...allowed, 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return { status: 204, headers: { allow } };
  throw new Refusal('method-not-allowed', { allow });
}

function refuseFastifyError(error: unknown): never {
  if (error instanceof Refusal) throw error;
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) throw new Refusal('body-too-large');
  if (status === 415) throw new Refusal('unsupported-media-type');
  if (typeof status === 'number' && status < 500) throw new Refusal('malformed-request');
  throw error;
}

function callOf(request: FastifyRequest): Call {
  const { value, text } = (request.body as ReadBody | undefined) ?? { value: undefined, text: undefined };
  return {
    method: request.method,
    isSecure: request.protocol === 'https',
    path: request.url.split('?', 1)[0] ?? '',
    params: (request.params as Record<string, string> | undefined) ?? {},
    query: flatQuery(request.query),
    headers: flatHeaders(request.raw),
    body: value,
    text,
  };
}

/** A parameter that is given twice counts as its values joined, which is no valid value anywhere. */
function flatQuery(query: unknown): Record<string, string> {
  const entries = typeof query === 'object' && query !== null ? Object.entries(query) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function flatHeaders({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Records a request once, whichever comes first: its answer, or the end of its connection. */
function journalOf(
  call: Call,
  request: FastifyRequest,
  route: Route | undefined,
  { clock }: ServerContext,
  { onRequest }: AppObservers,
): (status: number) => void {
  let isRecorded = false;
  return (status) => {
    if (isRecorded) return;
    isRecorded = true;
    onRequest?.({
      at: clock.now().toISOString(),
      method: call.method,
      path: request.url,
      ...(route && { operation: route.operation }),
      ...(call.text !== undefined && { body: call.text }),
      status,
    });
  };
}

function send(reply: FastifyReply, answer: Answer, isHead: boolean): FastifyReply {
  if (answer.hangUp) {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  reply.code(answer.status).headers({ ...answer.headers });
  if (answer.rawBody !== undefined) return reply.send(answer.rawBody);
  if (answer.body === undefined) return reply.send();
  const text = JSON.stringify(answer.body);
  reply.header('content-type', 'application/json; charset=utf-8');
  return isHead ? reply.send() : reply.send(text);
}

/** The HTTP side: routes become Fastify's, and every answer, refusals included, leaves through one door. */

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Answer, Call } from './behaviour/facts.ts';
import { Refusal, type RefusalReason } from './behaviour/refusals.ts';
import { callOf, type ReadBody } from './call.ts';
import type { Route, ServerContext } from './context.ts';
import { type Observers, recorder } from './journal.ts';
import { allowedMethods } from './route-table.ts';

const LARGEST_BODY = 1_048_576;
const LONGEST_PARAMETER = 1024;
const REQUEST_TIMEOUT_MS = 15_000;

/** How a profile words its refusals; of several the first that owns a path does. */
export interface ErrorStyle {
  owns(path: string): boolean;
  answer(context: ServerContext, reason: RefusalReason): Answer;
}

export interface AppParts extends Observers {
  readonly routes: readonly Route[];
  /** The first one also answers for paths that no profile owns. */
  readonly errorStyles: readonly ErrorStyle[];
}

type Handle = (call: Call) => Answer | Promise<Answer>;

export function createApp(context: ServerContext, parts: AppParts): FastifyInstance {
  const { routes } = parts;
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A server that hangs on purpose must still be closable.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: (error, request, reply) => {
      void serve(context, parts, { request, reply }, () => refuseFastifyError(error));
    },
  });
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  readBodies(app, context);
  for (const route of routes) {
    app.route({
      method: route.isPureRead ? [route.method, 'HEAD'] : route.method,
      url: route.path,
      handler: (request, reply) =>
        serve(context, parts, { request, reply, route }, (call) => route.handle(context, call)),
    });
  }
  app.setErrorHandler((error, request, reply) => {
    const route = routes.find(
      ({ method, path }) => path === request.routeOptions.url && method === request.method,
    );
    return serve(context, parts, { request, reply, ...(route && { route }) }, () =>
      refuseFastifyError(error),
    );
  });
  app.setNotFoundHandler((request, reply) =>
    serve(context, parts, { request, reply }, ({ method, path }) => answerUnrouted(routes, method, path)),
  );
  return app;
}

function readBodies(app: FastifyInstance, context: ServerContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      const bytes = Buffer.from(body);
      const value = context.behaviour.exchange.parseBody(bytes, headers['content-type'] ?? '');
      done(null, { value, text: bytes.toString('utf8') } satisfies ReadBody);
    } catch (error) {
      done(error instanceof Error ? error : new Error('a body could not be read'));
    }
  });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Absent where no route fits. */
  readonly route?: Route;
}

async function serve(
  context: ServerContext,
  parts: AppParts,
  { request, reply, route }: Exchange,
  handle: Handle,
): Promise<FastifyReply> {
  const call = callOf(request);
  const operation = route?.operation;
  const record = recorder(call, { at: context.clock.now(), url: request.url, operation }, parts);
  reply.raw.once('close', () => record(0));
  const answer = await answerOf(context, parts, call, operation, handle);
  record(answer.hangUp ? 0 : answer.status);
  return send(reply, answer, call.method === 'HEAD');
}

async function answerOf(
  context: ServerContext,
  parts: AppParts,
  call: Call,
  operation: string | undefined,
  handle: Handle,
): Promise<Answer> {
  const { exchange } = context.behaviour;
  let answer: Answer;
  try {
    await exchange.admit(call, operation);
    answer = await handle(call);
  } catch (error) {
    answer = refusalAnswer(context, parts, error, call);
  }
  try {
    return await exchange.respond(answer, call, operation);
  } catch (error) {
    return refusalAnswer(context, parts, error, call);
  }
}

function refusalAnswer(
  context: ServerContext,
  { errorStyles, onMistake }: AppParts,
  error: unknown,
  { path }: Call,
): Answer {
  const refusal = error instanceof Refusal ? error : undefined;
  if (!refusal) onMistake?.(error);
  const style = errorStyles.find((candidate) => candidate.owns(path)) ?? errorStyles[0];
  const answer = style?.answer(context, refusal?.reason ?? 'own-mistake') ?? { status: 500 };
  return { ...answer, headers: { ...answer.headers, ...refusal?.headers } };
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

function send(reply: FastifyReply, answer: Answer, isHead: boolean): FastifyReply {
  if (answer.hangUp) {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  reply.code(answer.status).headers({ ...answer.headers });
  if (answer.rawBody !== undefined) return reply.send(answer.rawBody);
  if (answer.body === undefined) return reply.send();
  reply.header('content-type', 'application/json; charset=utf-8');
  return isHead ? reply.send() : reply.send(JSON.stringify(answer.body));
}

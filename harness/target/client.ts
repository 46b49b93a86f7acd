/** The one HTTP client that speaks to the target: bounded in size and time, paced, and quick to notice its death. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import type { Aftermath, Observation, Response } from '../verdict/answer.ts';
import { createCircuit, TargetDead } from './circuit.ts';
import { createTargetClock, type TargetClock } from './clock.ts';
import { exchangeBody } from './exchange-body.ts';
import type { Limits } from './model.ts';
import { createPacer, retryAfterMs } from './pacer.ts';
import { ReadFailure, type Receiving, receive } from './receive.ts';
import { transportFailure } from './transport-failure.ts';

export interface ClientOptions {
  /** May hold a base path. */
  readonly baseUrl: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Pick<Limits, 'requestTimeoutMs' | 'requestsPerMinute' | 'maxWaitMs'>;
  /** A harmless GET that shows whether the target answers at all. */
  readonly probePath: string;
  /** PEM, to trust the target. */
  readonly ca?: string;
  readonly maxBodyBytes?: number;
  readonly clock?: { now(): Date };
  /** Ends everything that is under way. */
  readonly signal?: AbortSignal;
}

export interface HttpRequest {
  readonly operation?: string;
  readonly method: string;
  /** With the query, percent-encoded; relative to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A limit of its own; reaching it does not make the target suspect. */
  readonly patienceMs?: number;
}

export interface TargetClient {
  /** @throws TargetDead, Interrupted, or an Error when the request itself cannot be written. */
  send(request: HttpRequest): Promise<Observation>;
  /** What became of the target: one good request on a new connection. @throws Interrupted */
  aftermath(): Promise<Aftermath>;
  readonly clock: TargetClock;
  readonly death: TargetDead | undefined;
  close(): Promise<void>;
}

/** Thrown when the run was told to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_HEADER_BYTES = 65_536;
/** Shorter than servers keep idle connections: a request must not meet one that is being closed. */
const KEEP_ALIVE_MS = 1_000;
const MAX_THROTTLED_RETRIES = 3;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;
const DEFAULT_BACKOFF_MS = 1_000;

export function createTargetClient(options: ClientOptions): TargetClient {
  const { limits, signal } = options;
  const ownClock = options.clock ?? { now: () => new Date() };
  const base = new URL(options.baseUrl);
  const basePath = base.pathname.replace(/\/$/, '');
  const connection = {
    connect: { timeout: limits.requestTimeoutMs, ...(options.ca === undefined ? {} : { ca: options.ca }) },
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  };
  const agent = new Agent({ ...connection, pipelining: 1 });
  // Without keep-alive, every request of this one opens a connection.
  const newConnections = new Agent({ ...connection, pipelining: 0 });
  const clock = createTargetClock(ownClock);
  const pacer = createPacer(limits.requestsPerMinute);
  const underWay = new Set<Receiving>();
  const maxBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;

  const endAll = (reason: Error): void => {
    for (const receiving of underWay) receiving.abort(reason);
  };
  const interrupt = (): void => endAll(new Interrupted('interrupted'));
  signal?.addEventListener('abort', interrupt, { once: true });

  const attempt = async (dispatcher: Dispatcher, request: HttpRequest): Promise<Observation> => {
    const timeoutMs = request.patienceMs ?? limits.requestTimeoutMs;
    const headers = { 'accept-encoding': 'identity', ...options.headers, ...request.headers };
    const sentAt = ownClock.now();
    const started = performance.now();
    const receiving = receive(
      dispatcher,
      {
        origin: base.origin,
        path: basePath + request.path,
        method: request.method as Dispatcher.HttpMethod,
        headers,
        body: request.body ?? null,
      },
      maxBytes,
    );
    const timer = setTimeout(
      () => receiving.abort(new ReadFailure('timeout', `no answer within ${timeoutMs / 1_000} s`)),
      timeoutMs,
    );
    underWay.add(receiving);
    const result = await receiving.answer.then(readable, asFailure).finally(() => {
      clearTimeout(timer);
      underWay.delete(receiving);
    });
    const response = 'status' in result ? result : undefined;
    if (response !== undefined && response.headers.age === undefined) {
      clock.observe(response.headers.date, sentAt.getTime(), ownClock.now().getTime());
    }
    return observation(request, `${base.origin}${basePath}`, headers, result, {
      startedAt: sentAt.toISOString(),
      durationMs: Math.round((performance.now() - started) * 10) / 10,
    });
  };

  const aftermath = async (): Promise<Aftermath> => {
    const canary = { method: 'GET', path: options.probePath, headers: {} };
    const { response, failure } = await attempt(newConnections, canary);
    if (response !== undefined) return response.status < SERVER_ERROR ? 'answers' : 'broken';
    return failure?.kind === 'too-large' || failure?.kind === 'malformed' ? 'broken' : 'silent';
  };
  const circuit = createCircuit(async () => (await aftermath()) !== 'silent', endAll);

  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (signal?.aborted) throw new Interrupted('interrupted');
  };

  const sendOnce = async (request: HttpRequest): Promise<Observation> => {
    await circuit.guard();
    await pause(pacer.reserve(performance.now()));
    await circuit.guard();
    const seen = await attempt(agent, request);
    if (seen.failure === undefined) circuit.answered();
    else if (request.patienceMs === undefined) circuit.failed(seen.failure.kind, seen.failure.message);
    return seen;
  };

  return {
    async send(request) {
      let waitedMs = 0;
      for (let retry = 0; ; retry += 1) {
        const seen = await sendOnce(request);
        if (seen.response?.status !== TOO_MANY_REQUESTS || retry === MAX_THROTTLED_RETRIES) return seen;
        const wait =
          retryAfterMs(seen.response.headers['retry-after'], Date.now()) ?? DEFAULT_BACKOFF_MS * 2 ** retry;
        waitedMs += wait;
        if (waitedMs > limits.maxWaitMs) return seen;
        await pause(wait);
      }
    },
    aftermath,
    clock,
    get death() {
      return circuit.death;
    },
    async close() {
      signal?.removeEventListener('abort', interrupt);
      await Promise.all([agent.destroy(), newConnections.destroy()]);
    },
  };
}

/** An answer that can be read without decoding it first. */
function readable(answer: Response): Response | ReadFailure {
  const coding = (answer.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (coding === 'identity') return answer;
  return new ReadFailure('malformed', `the answer is encoded as ${coding}, although identity was asked for`);
}

/** A time-out is an outcome; a dead target or an interrupt ends the caller. */
function asFailure(error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error;
  if (error instanceof TargetDead || error instanceof Interrupted) throw error;
  const failure = transportFailure(error);
  if (failure === undefined) throw error;
  return new ReadFailure(failure.kind, failure.message);
}

function observation(
  request: HttpRequest,
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  result: Response | ReadFailure,
  timing: { readonly startedAt: string; readonly durationMs: number },
): Observation {
  const sent = request.body === undefined ? undefined : exchangeBody(request.body);
  const received = 'status' in result ? exchangeBody(result.bytes) : undefined;
  const failure = 'status' in result ? undefined : { kind: result.kind, message: result.message };
  return {
    ...('status' in result ? { response: result } : {}),
    ...(failure === undefined ? {} : { failure }),
    exchange: {
      ...(request.operation === undefined ? {} : { operation: request.operation }),
      request: {
        method: request.method,
        url: baseUrl + request.path,
        headers,
        ...(sent === undefined ? {} : { body: sent }),
      },
      ...('status' in result
        ? {
            response: {
              status: result.status,
              headers: result.headers,
              ...(received === undefined ? {} : { body: received }),
            },
          }
        : {}),
      ...(failure === undefined ? {} : { failure }),
      ...timing,
    },
  };
}

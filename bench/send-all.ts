/** The yardstick: requests with nothing around them but undici. */

import type { Dispatcher } from 'undici';

export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the answer must have; any below 500 unless set. */
  readonly status?: number;
}

const SERVER_ERROR = 500;

/** Milliseconds until all are answered; the answers are read to their ends. */
export async function sendAll(
  dispatcher: Dispatcher,
  origin: string,
  requests: Iterable<PlainRequest>,
  concurrency: number,
): Promise<number> {
  const iterator = requests[Symbol.iterator]();
  const started = performance.now();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const { method, path, headers, body, status } = next.value;
      const answer = await dispatcher.request({
        origin,
        path,
        method: method as Dispatcher.HttpMethod,
        headers: headers ?? {},
        body: body ?? null,
      });
      const text = await answer.body.text();
      const isFine = status === undefined ? answer.statusCode < SERVER_ERROR : answer.statusCode === status;
      if (!isFine) throw new Error(`${method} ${path} was answered ${answer.statusCode}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return performance.now() - started;
}

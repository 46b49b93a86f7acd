/** One request and its whole answer, bounded: collected as it comes, without a stream in between. */

import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Response } from '../verdict/answer.ts';
import type { FailureKind } from '../verdict/model.ts';

/** Why there is no answer to judge. */
export class ReadFailure extends Error {
  readonly kind: FailureKind;
  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface Receiving {
  /** Rejects with what went wrong, or with the reason that {@link abort} was given. */
  readonly answer: Promise<Response>;
  abort(reason: Error): void;
}

const FINAL_STATUS = 200;
/** So many parts of a body are kept before they are joined. */
const MOST_APART = 1_024;

/** Sends the request; of an answer beyond `maxBytes` no more is read. */
export function receive(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  maxBytes: number,
): Receiving {
  let abort = (_: Error): void => undefined;
  const answer = new Promise<Response>((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let small: Uint8Array[] = [];
    // A buffer for each byte would take a hundred times what it holds.
    const keep = (chunk: Uint8Array): void => {
      small.push(chunk);
      if (small.length < MOST_APART) return;
      chunks.push(Buffer.concat(small));
      small = [];
    };
    let size = 0;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let started: Dispatcher.DispatchController | undefined;
    let reason: Error | undefined;
    abort = (why) => {
      reason ??= why;
      started?.abort(reason);
      // Where no connection stands yet, nobody else tells the caller.
      reject(reason);
    };
    dispatcher.dispatch(request, {
      onRequestStart(controller) {
        started = controller;
        if (reason !== undefined) controller.abort(reason);
      },
      onResponseStart(_, statusCode, received) {
        if (statusCode < FINAL_STATUS) return;
        status = statusCode;
        headers = received;
      },
      onResponseData(_, chunk) {
        size += chunk.length;
        if (size <= maxBytes) keep(chunk);
        else abort(new ReadFailure('too-large', `the answer's body is larger than ${maxBytes} bytes`));
      },
      onResponseEnd() {
        resolve({ status, headers: joined(headers), bytes: Buffer.concat([...chunks, ...small]) });
      },
      onResponseError(_, error) {
        reject(error);
      },
      onRequestUpgrade(_, __, ___, socket) {
        socket.destroy();
        reject(new ReadFailure('malformed', 'the target changed to another protocol'));
      },
    });
  });
  return { answer, abort: (reason) => abort(reason) };
}

function joined(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    texts[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return texts;
}

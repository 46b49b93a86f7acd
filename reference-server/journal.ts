/** What the server tells of each request that it was sent. */

import type { Call } from './behaviour/facts.ts';

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

/** What is called once for each request, and when the server itself breaks. */
export interface Observers {
  readonly onRequest?: (entry: AnsweredRequest) => void;
  readonly onMistake?: (error: unknown) => void;
}

/** Records a request once, whichever comes first: its answer, or the end of its connection. */
export function recorder(
  call: Call,
  request: { readonly at: Date; readonly url: string; readonly operation: string | undefined },
  { onRequest }: Observers,
): (status: number) => void {
  let isRecorded = false;
  return (status) => {
    if (isRecorded) return;
    isRecorded = true;
    onRequest?.({
      at: request.at.toISOString(),
      method: call.method,
      path: request.url,
      ...(request.operation !== undefined && { operation: request.operation }),
      ...(call.text !== undefined && { body: call.text }),
      status,
    });
  };
}

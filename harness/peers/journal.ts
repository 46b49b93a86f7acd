/** What a peer was asked: every request from its arrival, bounded in number and size. */

import type { IncomingMessage } from 'node:http';
import type { JournalEntry } from './model.ts';

/** A target that asks more is not served better by a longer list. */
const LONGEST_JOURNAL = 10_000;
const LONGEST_BODY = 4_096;
const LONGEST_PATH = 2_048;

/** A request whose answer is not known yet. */
export interface OpenEntry {
  /** 0: the connection ended, or will end, without an answer. Only the first word counts. */
  settle(status: number, fault?: string): void;
}

type WritableEntry = { -readonly [Field in keyof JournalEntry]: JournalEntry[Field] };

export class Journal {
  readonly #entries: WritableEntry[] = [];
  readonly #onSettled: (entry: JournalEntry) => void;

  constructor(onSettled: (entry: JournalEntry) => void) {
    this.#onSettled = onSettled;
  }

  /** Takes a request down and listens to its body, without making it flow. */
  begin(request: IncomingMessage, at: Date, operation: string | undefined): OpenEntry {
    const { method = '', url = '', socket } = request;
    const entry: WritableEntry = {
      at: at.toISOString(),
      from: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`,
      method,
      path: url.slice(0, LONGEST_PATH),
      ...(operation === undefined ? {} : { operation }),
      status: 0,
    };
    this.#entries.push(entry);
    if (this.#entries.length > LONGEST_JOURNAL) this.#entries.shift();
    const chunks: Buffer[] = [];
    onBodyChunk(request, (chunk) => {
      const room = LONGEST_BODY - (entry.body?.length ?? 0);
      if (room <= 0) return;
      chunks.push(chunk.subarray(0, room));
      entry.body = Buffer.concat(chunks).toString('utf8').slice(0, LONGEST_BODY);
    });
    let isSettled = false;
    return {
      settle: (status, fault) => {
        if (isSettled) return;
        isSettled = true;
        entry.status = status;
        if (fault !== undefined) entry.fault = fault;
        this.#onSettled({ ...entry });
      },
    };
  }

  entries(): readonly JournalEntry[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  asked(operation: string): number {
    return this.#entries.filter((entry) => entry.operation === operation).length;
  }
}

/** A 'data' listener would start the stream before the server reads it; this one only overhears. */
function onBodyChunk(request: IncomingMessage, listener: (chunk: Buffer) => void): void {
  const emit = request.emit.bind(request);
  request.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    const [chunk] = values;
    if (event === 'data' && Buffer.isBuffer(chunk)) listener(chunk);
    return emit(event, ...values);
  };
}

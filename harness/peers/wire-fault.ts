/** Faults of the wire: what happens to an honest answer on its way, or to the connection before it. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';

/** One named way in which the connection to a peer misbehaves. */
export interface WireFault {
  /** `wire.<what>`. */
  readonly id: string;
  readonly title: string;
  /** What a target meets, and what it must not do. */
  readonly effect: string;
  /** Answers instead of the server; unset where the trouble comes before any request. */
  readonly act?: (scene: Scene) => void | Promise<void>;
  /** What takes time to make, made before the first request. */
  readonly prepare?: () => Promise<void>;
}

/** What the server behind the wire would have answered. */
export interface HonestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request that meets a fault. */
export interface Scene {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  honest(): Promise<HonestAnswer>;
  /** Base URL of another origin that answers honestly in this peer's name. */
  elsewhere(): Promise<string>;
  /** Takes down how it was answered; 0: not at all. */
  settle(status: number): void;
}

/** Nothing goes on for longer: beyond every patience that a target is allowed. */
const LONGEST_MS = 120_000;

/** Ends a connection that misbehaves without end; `onEnd` runs however it ended. */
export function limitInTime(response: ServerResponse, onEnd: () => void = () => undefined): void {
  const timer = setTimeout(() => response.destroy(), LONGEST_MS);
  timer.unref();
  response.once('close', () => {
    clearTimeout(timer);
    onEnd();
  });
}

/** Ends a connection with a reset, where the transport has one. */
export function resetConnection({ socket }: IncomingMessage): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** A server that is honest about challenges and hostile about registration: what it sends there is any bytes at all. */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Writes whatever it likes, when it likes; `isOpen` turns false once nobody listens any more. */
export type Hostility = (connection: Connection) => unknown;

export interface Connection {
  /** Resolves when more may be written. */
  send(bytes: string | Uint8Array): Promise<void>;
  pause(ms: number): Promise<void>;
  isOpen(): boolean;
  end(): void;
  reset(): void;
  /** Where it can be reached. */
  readonly url: string;
}

export interface HostileServer {
  readonly url: string;
  /** Bytes written in all. */
  written(): number;
  close(): Promise<void>;
}

const CHALLENGE = JSON.stringify({ challenge: 'c'.repeat(64), lifetime_unix: '9999999999' });

/** What is sent meets the hostility; any `GET` gets a challenge. */
export async function openHostileServer(hostility: Hostility): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let written = 0;
  let url = '';
  const server: Server = createServer((socket) => {
    sockets.add(socket.setMaxListeners(0));
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (;;) {
        const request = wholeRequest(text);
        if (request === undefined) return;
        text = text.slice(request.length);
        if (request.isHonest) socket.write(response(200, CHALLENGE));
        else void Promise.resolve(hostility(connectionOf(socket, url, count))).catch(() => undefined);
      }
    });
  });
  const count = (bytes: number): void => {
    written += bytes;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    written: () => written,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function response(status: number, body: string, headers = ''): string {
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\n${headers}content-length: ${length}\r\n\r\n${body}`;
}

function wholeRequest(text: string): { readonly isHonest: boolean; readonly length: number } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = end + 4 + Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length < length ? undefined : { isHonest: text.startsWith('GET'), length };
}

function connectionOf(socket: Socket, url: string, count: (bytes: number) => void): Connection {
  return {
    url,
    isOpen: () => !socket.destroyed && socket.writable,
    async send(bytes) {
      count(bytes.length);
      if (socket.destroyed) throw new Error('nobody listens any more');
      if (socket.write(bytes)) return;
      await new Promise<void>((resolve) => {
        socket.once('drain', resolve);
        socket.once('close', () => resolve());
      });
    },
    pause: (ms) => sleep(ms, undefined, { ref: false }),
    end: () => socket.end(),
    reset: () => socket.resetAndDestroy(),
  };
}

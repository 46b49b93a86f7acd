/** The network's control interface: JSON over HTTP on loopback, behind a token, for tests in any language. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ControlError, type ControlRoute, controlRoutes } from './control-routes.ts';
import type { Network } from './model.ts';

export interface ControlOptions {
  readonly network: Network;
  /** What every request must bear: `Authorization: Bearer <token>`. */
  readonly token: string;
  /** Any free one unless set. */
  readonly port?: number;
}

export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

interface Found {
  readonly route: ControlRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

const LOOPBACK = '127.0.0.1';
const LARGEST_BODY = 65_536;
const REQUEST_TIMEOUT_MS = 10_000;

/** Rejects with EADDRINUSE where the port is taken. */
export async function startControl({ network, token, port = 0 }: ControlOptions): Promise<Control> {
  const routes = controlRoutes(network);
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(routes, token, request).then(
      ({ status, value }) => send(response, status, value),
      (error: unknown) => {
        const isExpected = error instanceof ControlError;
        const message = isExpected ? error.message : 'the network made a mistake';
        send(response, isExpected ? error.status : 500, { error: message });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  routes: readonly ControlRoute[],
  token: string,
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly value: unknown }> {
  if (!bears(request, token))
    throw new ControlError(401, 'say "Authorization: Bearer TOKEN" with the token shown');
  const { method = '' } = request;
  const { pathname, searchParams } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  if (pathname === '/' && method === 'GET') {
    return { status: 200, value: routes.map(({ method, path, does }) => ({ method, path, does })) };
  }
  const { route, parameters } = find(routes, method, pathname);
  const body = await readJson(request);
  const value = await route.handle({
    parameter: (name) => parameters[name] ?? '',
    query: searchParams,
    body,
  });
  return { status: route.status, value };
}

/** Compared in constant time, lengths included. */
function bears({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}

function find(routes: readonly ControlRoute[], method: string, path: string): Found {
  const here = routes.flatMap((route) => {
    const parameters = match(route.path, path);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const found = here.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  if (here.length === 0) throw new ControlError(404, 'no such route; GET / lists them');
  const allowed = here.map(({ route }) => route.method).join(', ');
  throw new ControlError(405, `this route takes ${allowed}`);
}

function match(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const names = template.split('/');
  const parts = path.split('/');
  if (names.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith('{')) parameters[name.slice(1, -1)] = decode(part);
    else if (name !== part) return undefined;
  }
  return parameters;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ControlError(400, 'the path is not well encoded');
  }
}

/** undefined where there is no body. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new ControlError(413, `the body is larger than ${LARGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ControlError(400, 'the body is no JSON');
  }
}

/** One line, so that a shell can use it. */
function send(response: ServerResponse, status: number, value: unknown): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(`${JSON.stringify(value)}\n`);
}

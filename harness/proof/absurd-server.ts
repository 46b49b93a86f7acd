/** Servers without sense: what they pass, the suite does not test. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Apis } from '../spec/openapi.ts';

export type Absurdity = 'accepts-everything' | 'refuses-everything';
export const ABSURDITIES: readonly Absurdity[] = ['accepts-everything', 'refuses-everything'];

export interface AbsurdServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Listens on loopback. One answers every request as if it had been right, in the very words of the OpenAPI
 * document's examples; the other answers 403, whatever it is asked.
 */
export async function startAbsurdServer(kind: Absurdity, apis: Apis): Promise<AbsurdServer> {
  const server = createServer((request, response) => {
    request.resume();
    const { status, body } =
      kind === 'refuses-everything'
        ? { status: 403, body: { errcode: 403, error: 'P2CORE_FORBIDDEN', message: 'no' } }
        : accepted(apis, request.method ?? 'GET', request.url ?? '/');
    response.statusCode = status;
    if (body === undefined) response.end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function accepted(apis: Apis, method: string, url: string): Answer {
  const path = url.split('?')[0] ?? '/';
  const operations = apis.operationIds().flatMap((id) => apis.operation(id) ?? []);
  const onPath = operations.filter((operation) => pathPattern(operation.path).test(path));
  const operation = onPath.find((candidate) => candidate.method === method) ?? onPath[0];
  return operation?.successExample ?? { status: 200, body: {} };
}

function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]*')}$`);
}

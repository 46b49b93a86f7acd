/** Something in front of a server that changes what goes through it: a proxy, a throttle, a server with fewer routes. */

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Front {
  readonly url: string;
  close(): void;
}

/** `meet` answers itself, or changes what is passed on. */
export async function openFront(
  behind: string,
  meet: (passing: Passing) =>
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
    /** `headers`: of the answer, besides those that come back. */
    | { readonly pass: Passing; readonly headers?: Record<string, string> },
): Promise<Front> {
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const met = meet({ method, path, headers, body });
    if (!('pass' in met)) {
      outgoing.writeHead(met.status, met.headers ?? {}).end(met.body ?? '');
      return;
    }
    const { pass } = met;
    const { host: _, connection: __, 'content-length': ___, ...passed } = pass.headers;
    const answer = await request(`${behind}${pass.path}`, {
      method: pass.method as 'GET',
      headers: passed,
      body: pass.body === '' ? null : pass.body,
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const { 'transfer-encoding': ____, ...answered } = answer.headers;
    outgoing.writeHead(answer.statusCode, { ...answered, ...met.headers }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

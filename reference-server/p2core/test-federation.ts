/** For tests only: servers on real sockets that know each other's addresses. */

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { onTestFinished } from 'vitest';
import type { ReferenceServerOptions } from '../index.ts';
import { startServer, type TestServer } from './test-servers.ts';

/** Domain → base URL; filled while a test starts its servers. */
export type Addresses = Map<string, string>;

export async function joinFederation(
  addresses: Addresses,
  options: Partial<ReferenceServerOptions> & { readonly domain: string },
): Promise<TestServer> {
  const { server } = await startServer({ resolve: (domain) => addresses.get(domain), ...options });
  const { url } = await server.listen();
  addresses.set(options.domain, url);
  return { server, client: supertest(url) };
}

/** A bare HTTP server in place of a home; gives its base URL. */
export async function strangeServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';
import { preflight } from './preflight.ts';
import { TargetUnavailableError } from './problem.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function outcome(url: string): Promise<string> {
  try {
    await preflight({ url, headers: { 'x-stage': '1' }, timeoutMs: 300 });
    return 'reachable';
  } catch (error) {
    if (error instanceof TargetUnavailableError) return `${error.message}; ${error.hint}`;
    throw error;
  }
}

describe('the preflight', () => {
  it('takes any HTTP answer as a sign of life, and sends the headers of the file', async () => {
    const seen: unknown[] = [];
    const url = await listen(
      createHttpServer((request, response) => {
        seen.push(request.headers['x-stage']);
        response.writeHead(404).end('x'.repeat(1_000_000));
      }),
    );
    expect(await outcome(`${url}/`)).toBe('reachable');
    expect(seen).toEqual(['1']);
  });

  it('names a refused connection, and what to check', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    expect(await outcome(`http://${host}/p`)).toBe(
      `GET http://${host}/p: connection refused; check that the server runs and listens on ${host}`,
    );
  });

  it('gives up on a server that accepts and never answers', async () => {
    const url = await listen(createServer());
    expect(await outcome(url)).toMatch(/no answer within 300 ms; .* raise limits\.requestTimeout/);
  });

  it('says that something else than HTTP answers', async () => {
    const url = await listen(
      createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-OpenSSH\r\n')),
    );
    expect(await outcome(url)).toMatch(
      /^GET http:.*; check that 127\.0\.0\.1:\d+ speaks http and not https$/,
    );
  });

  it('names a host that does not exist', async () => {
    expect(await outcome('http://no-such-host.invalid/')).toBe(
      'GET http://no-such-host.invalid/: the name no-such-host.invalid is not known; check the url, and that the name resolves here',
    );
  });
});

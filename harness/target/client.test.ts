import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { TargetDead } from './circuit.ts';
import { type ClientOptions, createTargetClient, Interrupted, type TargetClient } from './client.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));

function client(baseUrl: string, more: Partial<ClientOptions> = {}): TargetClient {
  const made = createTargetClient({
    baseUrl,
    headers: {},
    limits: { requestTimeoutMs: 150, requestsPerMinute: 600_000, maxWaitMs: 2_000 },
    probePath: '/probe',
    ...more,
  });
  opened.push(() => made.close());
  return made;
}

const get = (path = '/'): { method: string; path: string; headers: Record<string, string> } => ({
  method: 'GET',
  path,
  headers: {},
});

describe('a request', () => {
  it('goes out byte for byte, with a body on GET, below the base path', async () => {
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, body: Buffer.concat(chunks).toString(), headers }));
      });
    });
    const { response } = await client(`${url}/base/`, { headers: { 'X-Stage': '1' } }).send({
      ...get('/p2core/key/server?x=%C3%A4'),
      headers: { authorization: 'Bearer abc' },
      body: Buffer.from('{"timestamp":"1"}'),
    });
    expect(JSON.parse(Buffer.from(response?.bytes ?? []).toString())).toMatchObject({
      method: 'GET',
      url: '/base/p2core/key/server?x=%C3%A4',
      body: '{"timestamp":"1"}',
      headers: {
        authorization: 'Bearer abc',
        'x-stage': '1',
        'accept-encoding': 'identity',
        'content-length': '17',
      },
    });
  });

  it('leaves its connection to later ones', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const { send } = client(url);
    for (let sent = 0; sent < 10; sent += 1) await send(get());
    // The next request may begin before the last connection is free again.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe('an answer', () => {
  it('that redirects is not followed', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const { response } = await client(url).send(get());
    expect(response?.status).toBe(302);
  });

  it('is recorded as text where it is UTF-8, else as Base64', async () => {
    const url = await serve((request, response) =>
      response.end(request.url === '/text' ? 'grüße' : Buffer.from([0xc3, 0x28])),
    );
    const { send } = client(url);
    expect((await send(get('/text'))).exchange.response?.body).toEqual({ text: 'grüße', bytes: 7 });
    expect((await send(get('/bytes'))).exchange.response?.body).toEqual({ base64: 'wyg=', bytes: 2 });
  });

  it('is read up to a limit and no further', async () => {
    const url = await serve((_, response) => {
      const pour = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    const { failure, exchange } = await client(url, { maxBodyBytes: 100_000 }).send(get());
    expect(failure?.kind).toBe('too-large');
    expect(exchange.response).toBeUndefined();
  });

  it('that never comes is a time-out, also when it began', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/begun') response.write('x');
    });
    const { send } = client(url);
    expect((await send(get('/begun'))).failure).toEqual({
      kind: 'timeout',
      message: 'no answer within 0.15 s',
    });
  });

  it.each([
    ['closed', (): string => ''],
    ['closed', (): string => 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['malformed', (): string => 'SSH-2.0-OpenSSH\r\n'],
    ['malformed', (): string => 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 1\r\n\r\nx'],
    ['too-large', (): string => `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ])('that is none is told as %s (%#)', async (kind, bytes) => {
    const url = await listen(
      createTcpServer((socket) => socket.on('error', () => undefined).on('data', () => socket.end(bytes()))),
    );
    expect((await client(url).send(get())).failure?.kind).toBe(kind);
  });
});

describe('a throttled request', () => {
  it('is sent again after the time that the target asks for', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(asked < 3 ? 429 : 200, { 'retry-after': '0' }).end();
    });
    expect((await client(url).send(get())).response?.status).toBe(200);
    expect(asked).toBe(3);
  });

  it('is given up after a few times, or where the target asks for too long', async () => {
    const asked = { few: 0, long: 0 };
    const url = await serve((request, response) => {
      const isLong = request.url === '/long';
      asked[isLong ? 'long' : 'few'] += 1;
      response.writeHead(429, { 'retry-after': isLong ? '3600' : '0' }).end();
    });
    const { send } = client(url);
    expect((await send(get('/few'))).response?.status).toBe(429);
    expect((await send(get('/long'))).response?.status).toBe(429);
    expect(asked).toEqual({ few: 4, long: 1 });
  });
});

describe('a dead target', () => {
  it('is noticed at once where nothing listens', async () => {
    const server = createServer();
    const url = await listen(server);
    server.close();
    const { send } = client(url);
    expect((await send(get())).failure?.kind).toBe('refused-connection');
    await expect(send(get())).rejects.toThrow(TargetDead);
  });

  it('is noticed after a few time-outs, and ends what is under way', async () => {
    let asked = 0;
    const url = await serve(() => {
      asked += 1;
    });
    const { send } = client(url);
    for (let sent = 0; sent < 3; sent += 1) expect((await send(get())).failure?.kind).toBe('timeout');
    const patient = send({ ...get(), patienceMs: 60_000 });
    await expect(send(get())).rejects.toThrow(TargetDead);
    await expect(patient).rejects.toThrow(TargetDead);
    expect(asked).toBeLessThanOrEqual(5);
  });

  it('is not suspected for what waits for somebody else', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/fast') response.end();
    });
    const { send } = client(url);
    for (let sent = 0; sent < 4; sent += 1) await send({ ...get('/slow'), patienceMs: 30 });
    expect((await send(get('/fast'))).response?.status).toBe(200);
  });

  it('is not taken for dead while the probe is answered', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/probe') response.writeHead(404).end();
    });
    const { send } = client(url);
    for (let sent = 0; sent < 5; sent += 1) expect((await send(get())).failure?.kind).toBe('timeout');
  });

  it('is told apart from one that is broken', async () => {
    let status = 200;
    const url = await serve((_, response) => response.writeHead(status).end());
    const { aftermath } = client(url);
    expect(await aftermath()).toBe('answers');
    status = 503;
    expect(await aftermath()).toBe('broken');
  });
});

describe('an interrupt', () => {
  it('ends what is under way, and lets nothing begin', async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    const { send } = client(url, { signal: controller.signal });
    const waiting = send({ ...get(), patienceMs: 60_000 });
    setTimeout(() => controller.abort(), 20);
    await expect(waiting).rejects.toThrow(Interrupted);
    await expect(send(get())).rejects.toThrow(Interrupted);
  });
});

import { describe, expect, it } from 'vitest';
import type { Exchange } from '../verdict/model.ts';
import { createRedactor } from '../verdict/redact.ts';
import { publicExchange } from './evidence.ts';

const exchange = (headers: Record<string, string>, text: string): Exchange => ({
  request: {
    method: 'POST',
    url: 'http://home.test/x?token=known-token',
    headers,
    body: { text, bytes: text.length },
  },
  response: { status: 201, headers: { 'set-cookie': 'session=unknown' }, body: { text, bytes: text.length } },
  startedAt: '2024-03-09T16:00:00.000Z',
  durationMs: 1,
});

describe('an exchange that leaves the runner', () => {
  const redactor = createRedactor(new Set(['token']));
  redactor.learn('token', 'known-token');

  it('shows no credentials, known or not', () => {
    const shown = (authorization: string): unknown =>
      publicExchange(exchange({ authorization }, ''), redactor).request.headers.authorization;
    expect(shown('Bearer known-token')).toBe('Bearer <token 1>');
    expect(shown('Bearer known-tokenx')).toBe('Bearer <secret>');
    expect(shown('Bearer never-met')).toBe('Bearer <secret>');
    expect(shown('Bearer ')).toBe('Bearer ');
    const { request, response } = publicExchange(exchange({}, '{"token":"abc","a":"known-token"}'), redactor);
    expect(request.url).toBe('http://home.test/x?token=<token 1>');
    expect(request.body?.text).toBe('{"token":"<secret>","a":"<token 1>"}');
    expect(response?.headers['set-cookie']).toBe('<secret>');
  });

  it('is cut only after its secrets are gone', () => {
    const { response } = publicExchange(
      exchange({}, `${'x'.repeat(4_090)}known-token${'y'.repeat(9_000)}`),
      redactor,
    );
    expect(response?.body).toMatchObject({ cut: true });
    expect(response?.body?.text).toHaveLength(4_096);
    expect(response?.body?.text).not.toContain('known');
  });
});

import { describe, expect, it } from 'vitest';
import { requestLine } from './network-text.ts';

const ENTRY = {
  at: '2030-01-01T08:25:02.123Z',
  from: '127.0.0.1:5123',
  method: 'GET',
  path: '/p2core/key/server',
  operation: 'getServerKey',
  status: 200,
};

describe('the line of a request', () => {
  it('says when, who was asked what, the answer, and by whom', () => {
    expect(requestLine('alpha', ENTRY)).toBe(
      '08:25:02.123  alpha   200  GET /p2core/key/server  (getServerKey, from 127.0.0.1:5123)',
    );
  });

  it('says that there was no answer, and which fault was met', () => {
    const { operation: _, ...unknown } = ENTRY;
    expect(requestLine('p0', { ...unknown, status: 0, fault: 'wire.hangs' })).toBe(
      '08:25:02.123  p0      none GET /p2core/key/server  (wire.hangs, from 127.0.0.1:5123)',
    );
  });

  it('shows what could move the cursor as an escape, and little of a long path', () => {
    const line = requestLine('alpha', { ...ENTRY, path: `/\u009b2J\u202e${'x'.repeat(500)}` });
    expect(line).toContain('GET /\\x9b2J\\u{202e}xxx');
    expect(line).toContain('more characters)');
    expect(line.length).toBeLessThan(250);
  });
});

import { describe, expect, it } from 'vitest';
import type { Answer } from './answer.ts';
import { classify } from './refusal.ts';

function answer(status: number, documented = false): Answer {
  return {
    response: { status, headers: {}, bytes: new Uint8Array() },
    body: undefined,
    documented,
    raw: false,
  };
}

function failure(kind: 'timeout' | 'closed', more: Partial<Answer> = {}): Answer {
  return { failure: { kind, message: kind }, body: undefined, documented: false, raw: false, ...more };
}

describe('what an answer says of a request', () => {
  it('accepts by a documented 2xx alone', () => {
    expect(classify(answer(201, true)).class).toBe('accepted');
    expect(classify(answer(200)).class).toBe('undocumented');
  });

  it('refuses by every 4xx that speaks of the request', () => {
    const refusing = Array.from({ length: 100 }, (_, index) => 400 + index).filter(
      (status) => ![408, 413, 421, 429].includes(status),
    );
    for (const status of refusing)
      expect(classify(answer(status)), String(status)).toEqual({ class: 'refused' });
  });

  it.each([408, 413, 421, 429, 301, 302, 307, 308, 304])('learns nothing from a %i', (status) => {
    const { class: verdict, reason } = classify(answer(status));
    expect(verdict).toBe('unclear');
    expect(reason).toContain(String(status));
  });

  it.each([502, 503, 504])('takes a %i for a refusal only where another server is at fault', (status) => {
    expect(classify(answer(status), { peerAtFault: true }).class).toBe('refused');
    expect(classify(answer(status)).class).toBe('unclear');
  });

  it.each([500, 501, 505])('takes a %i for neither, whoever is at fault', (status) => {
    expect(classify(answer(status)).class).toBe('broken');
    expect(classify(answer(status), { peerAtFault: true }).class).toBe('broken');
  });

  it('learns nothing from silence', () => {
    expect(classify(failure('timeout')).class).toBe('unclear');
    expect(classify(failure('timeout', { raw: true, aftermath: 'answers' })).class).toBe('unclear');
  });

  it('takes a close for a refusal of raw bytes by a target that goes on answering, and of nothing else', () => {
    expect(classify(failure('closed', { raw: true, aftermath: 'answers' })).class).toBe('refused');
    expect(classify(failure('closed', { raw: true, aftermath: 'silent' })).class).toBe('unclear');
    expect(classify(failure('closed', { raw: true })).class).toBe('unclear');
    expect(classify(failure('closed', { aftermath: 'answers' })).class).toBe('unclear');
  });
});

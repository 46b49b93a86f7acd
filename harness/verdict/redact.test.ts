import { describe, expect, it } from 'vitest';
import { createRedactor } from './redact.ts';

const TOKEN = 's3cr3t/token+=äöİ';
const names = new Set(['token', 'password', 'auth_payload']);

describe('a secret', () => {
  it.each([
    ['as it is', TOKEN],
    ['in JSON', JSON.stringify({ a: TOKEN })],
    ['in a URL', encodeURIComponent(TOKEN)],
    ['in Base64', Buffer.from(TOKEN).toString('base64')],
    ['in unpadded URL-safe Base64', Buffer.from(TOKEN).toString('base64url')],
    ['in hex', Buffer.from(TOKEN).toString('hex').toUpperCase()],
  ])('is hidden %s', (_, text) => {
    const redactor = createRedactor(names);
    redactor.learn('token', TOKEN);
    const shown = redactor.redact(`before ${text} after`);
    expect(shown).toContain('<token 1>');
    expect(shown.replace('<token 1>', '').length).toBeLessThan('before {"a":""} after'.length + 1);
  });

  it('keeps its placeholder', () => {
    const redactor = createRedactor(names, { $ADMIN_TOKEN: 'the-administrator' });
    redactor.learn('token', 'first-token');
    redactor.learn('token', 'second-token');
    redactor.learn('token', 'first-token');
    expect(redactor.redact('second-token first-token the-administrator')).toBe(
      '<token 2> <token 1> $ADMIN_TOKEN',
    );
  });

  it('leaves nothing of a longer one that begins with a shorter', () => {
    const redactor = createRedactor(names);
    redactor.learn('token', 'abcdef');
    redactor.learn('token', 'abcdefghij');
    expect(redactor.redact('abcdefghij abcdef')).toBe('<token 2> <token 1>');
  });

  it('is learnt from the members that the documents mark, at any depth', () => {
    const redactor = createRedactor(names);
    redactor.learnFrom([
      { inner: { token: 'deep-secret', fid: 'alice@home.test' } },
      { auth_payload: { email: 'a@example.com' } },
    ]);
    expect(redactor.redact('deep-secret alice@home.test a@example.com')).toBe(
      '<token 1> alice@home.test <secret 1>',
    );
  });

  it('too short to be searched for is hidden where its name stands', () => {
    const redactor = createRedactor(names);
    redactor.learnFrom({ password: 'abc' });
    expect(redactor.redact('{"password": "abc", "name": "abc"}')).toBe(
      '{"password": "<secret>", "name": "abc"}',
    );
  });

  it('does not make of a pattern what is a text', () => {
    const redactor = createRedactor(names);
    redactor.learn('token', '.*(a+)+$[x]');
    expect(redactor.redact('nothing here, .*(a+)+$[x] there')).toBe('nothing here, <token 1> there');
  });
});

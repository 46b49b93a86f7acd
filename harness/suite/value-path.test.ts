import { expect, it } from 'vitest';
import { parseValuePath } from './value-path.ts';

it.each([
  ['status', ['status']],
  ['headers.content-type', ['headers', 'content-type']],
  ['body', ['body']],
  ['body[0]', ['body', 0]],
  ['body.a_b[12].$c', ['body', 'a_b', 12, '$c']],
  ['rawBody', ['rawBody']],
])('reads %s', (text, path) => {
  expect(parseValuePath(text)).toEqual(path);
});

it.each([
  '',
  '.',
  '$.body',
  'body.',
  'body..a',
  'body[]',
  'body[-1]',
  'body[1',
  'body[x]',
  'body a',
  'body.a b',
  '0',
])('reads no path in %j', (text) => {
  expect(parseValuePath(text)).toBeUndefined();
});

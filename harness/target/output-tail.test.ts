import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { createOutputTail } from './output-tail.ts';

it('keeps the end of a long output and hides what is secret in it', async () => {
  const tail = createOutputTail({ $TOKEN: 'planted', $EMPTY: '' });
  const stream = new PassThrough();
  tail.follow(stream);
  stream.write('begin');
  for (let i = 0; i < 100; i += 1) stream.write('x'.repeat(1000));
  stream.write(Buffer.from('grü').subarray(0, 3));
  stream.write(Buffer.from('grü').subarray(3));
  stream.end(' token planted end');
  await new Promise((resolve) => stream.once('end', resolve));
  expect(tail.text()).toMatch(/^x+grü token \$TOKEN end$/);
  expect(tail.text().length).toBeLessThanOrEqual(16_384);
});

it('leaves no rest of a secret that stands where it is cut', async () => {
  const tail = createOutputTail({ $TOKEN: 'planted-secret' });
  const stream = new PassThrough();
  tail.follow(stream);
  stream.write('planted-secret');
  stream.end('x'.repeat(16_384 - 'secret'.length));
  await new Promise((resolve) => stream.once('end', resolve));
  expect(tail.text()).not.toContain('secret');
});

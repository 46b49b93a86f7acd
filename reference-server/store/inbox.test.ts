import { describe, expect, it } from 'vitest';
import { PendingMessages, SeenMessages } from './inbox.ts';

describe('seen messages', () => {
  it('know a message until it expires', () => {
    const seen = new SeenMessages();
    expect(seen.remember('a', new Date(0), new Date(1000))).toBe(true);
    expect(seen.remember('a', new Date(999), new Date(2000))).toBe(false);
    expect(seen.remember('a', new Date(1000), new Date(2000))).toBe(true);
  });

  it('drop what has expired without being asked for it', () => {
    const seen = new SeenMessages();
    for (let n = 0; n < 50; n++) seen.remember(`m${n}`, new Date(0), new Date(1000));
    seen.remember('last', new Date(1001), new Date(2000));
    expect(seen.size).toBe(1);
  });

  it('never hold more than their capacity and forget the oldest first', () => {
    const seen = new SeenMessages(3);
    for (const message of ['a', 'b', 'c', 'd']) seen.remember(message, new Date(0), new Date(1000));
    expect(seen.size).toBe(3);
    expect(seen.remember('d', new Date(0), new Date(1000))).toBe(false);
    expect(seen.remember('a', new Date(0), new Date(1000))).toBe(true);
  });
});

describe('pending messages', () => {
  it('are refused beyond their capacity until one is done, however it ends', async () => {
    const pending = new PendingMessages(2);
    const finish: ((isFine: boolean) => void)[] = [];
    const task = () =>
      new Promise<string>((resolve, reject) => {
        finish.push((isFine) => (isFine ? resolve('done') : reject(new Error('broken'))));
      });
    const first = pending.run(task);
    const second = pending.run(task);
    expect(pending.run(task)).toBeUndefined();
    finish[0]?.(false);
    await expect(first).rejects.toThrow('broken');
    const third = pending.run(task);
    expect(pending.run(task)).toBeUndefined();
    finish[1]?.(true);
    finish[2]?.(true);
    expect(await Promise.all([second, third])).toEqual(['done', 'done']);
  });
});

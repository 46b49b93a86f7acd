import { describe, expect, it } from 'vitest';
import type { JsonValue } from './facts.ts';
import { inbox } from './inbox.ts';

const message = {
  type: 'FRIEND_INVITE',
  from: 'alice@alpha.test',
  to: 'bob@home.test',
  timestamp: '2026-01-01T12:00:00.000Z',
  signature: '',
  payload: { note: 'hi' },
};

describe('the inbox', () => {
  it.each([
    ['exactly at the end of the past skew', '2026-01-01T12:05:00.000Z', true],
    ['a moment later', '2026-01-01T12:05:00.001Z', false],
    ['exactly at the end of the future skew', '2026-01-01T11:55:00.000Z', true],
    ['a moment earlier', '2026-01-01T11:54:59.999Z', false],
  ])('judges a timestamp %s', (_, now, isTimely) => {
    expect(inbox.isTimely(message.timestamp, new Date(now))).toBe(isTimely);
  });

  it('reads an offset and a missing fraction in a timestamp', () => {
    expect(inbox.isTimely('2026-01-01T14:00:00+02:00', new Date('2026-01-01T12:00:00Z'))).toBe(true);
  });

  it.each(['', 'yesterday', '2026-13-01T00:00:00Z', '1767268800', '2026-01-01', '2026-01-01T12:00:00'])(
    'takes %j for no timestamp at any time',
    (timestamp) => {
      expect(inbox.isTimely(timestamp, new Date('2026-01-01T12:00:00Z'))).toBe(false);
    },
  );

  it.each(['type', 'from', 'to', 'timestamp', 'signature'])(
    'reads no message without a text as %s',
    (field) => {
      const { [field]: _, ...without } = { ...message } as Record<string, JsonValue>;
      expect(inbox.readMessage(without)).toBeUndefined();
      expect(inbox.readMessage({ ...message, [field]: 1 })).toBeUndefined();
      expect(inbox.readMessage({ ...message, [field]: null })).toBeUndefined();
    },
  );

  it.each([[[]], ['x'], [1], [null]])('reads no message with the payload %j', (payload) => {
    expect(inbox.readMessage({ ...message, payload })).toBeUndefined();
  });

  it('reads a message without payload', () => {
    const { payload, ...none } = message;
    expect(inbox.readMessage(none)).toEqual(none);
  });

  it.each(['from', 'to', 'timestamp', 'type'])(
    'refuses a payload that has %s too, even with the same value',
    (key) => {
      expect(inbox.keepsToItsEnvelope({ ...message, payload: { [key]: message.from } })).toBe(false);
      expect(inbox.keepsToItsEnvelope({ ...message, payload: { nested: { [key]: 1 } } })).toBe(true);
    },
  );

  it('refuses what honest servers would write differently', () => {
    expect(inbox.hasSettledBytes(message)).toBe(true);
    expect(inbox.hasSettledBytes({ ...message, payload: { '1': 'x' } })).toBe(false);
    expect(inbox.hasSettledBytes({ ...message, to: 'b\ud800@home.test' })).toBe(false);
  });

  it('remembers a message for as long as it can be timely', () => {
    let until = new Date(0);
    const memory = {
      remember(_message: string, _now: Date, expiry: Date) {
        until = expiry;
        return true;
      },
    };
    const early = new Date('2026-01-01T11:55:00.000Z');
    expect(inbox.isTimely(message.timestamp, early)).toBe(true);
    inbox.isFirstReceipt(inbox.bytesToVerify(message), memory, early);
    expect(inbox.isTimely(message.timestamp, new Date(until.getTime() + 1))).toBe(false);
  });
});

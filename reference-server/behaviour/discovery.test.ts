import { describe, expect, it } from 'vitest';
import { discovery } from './discovery.ts';

const key = Buffer.alloc(32, 7).toString('base64');

describe('published keys', () => {
  it.each([
    [{}],
    [{ signingKey: key }],
    [{ encryptionKey: key }],
    [{ signingKey: key, encryptionKey: 1 }],
    [null],
    [[]],
  ])('are not read from %j, whatever was published before', (body) => {
    const current = { signingKey: key, encryptionKey: key };
    expect(discovery.readKeys(body, current)).toBeUndefined();
  });

  it.each(['', 'key', Buffer.alloc(31).toString('base64'), Buffer.alloc(32).toString('hex')])(
    'are not accepted as %j',
    (text) => {
      expect(discovery.isAcceptableKey(text)).toBe(false);
    },
  );
});

describe('documents', () => {
  it('show null for what is not set', () => {
    expect(discovery.identityDocument({ owner: 'a@home.test' }, 'home.test').body).toEqual({
      handle: null,
      signingKey: null,
      encryptionKey: null,
      domain: 'home.test',
    });
  });

  it('are for nobody without an alias or a signing key', () => {
    const keys = { signingKey: key, encryptionKey: key };
    const owner = 'a@home.test';
    expect(discovery.isDiscoverable({ owner, handle: 'a@home.test' })).toBe(false);
    expect(discovery.isDiscoverable({ owner, keys })).toBe(false);
    expect(discovery.isDiscoverable({ owner, handle: 'a@home.test', keys })).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { sender } from './sender.ts';

const alice = { alias: 'alice', domain: 'alpha.test' };

describe('the sender of a message', () => {
  it('is looked up at the domain of its handle', () => {
    expect(sender.domainToAsk(alice)).toBe('alpha.test');
  });

  it('is asked for each time, so that an old key is never believed after a change', async () => {
    const documents = ['old', 'new'].map((signingKey) => ({ handle: 'alice@alpha.test', signingKey }));
    const ask = async () => documents.shift() ?? 'unknown';
    expect(await sender.askForSender(alice, ask)).toMatchObject({ signingKey: 'old' });
    expect(await sender.askForSender(alice, ask)).toMatchObject({ signingKey: 'new' });
  });

  it.each([
    ['alice@alpha.test', true],
    ['ALICE@Alpha.test', true],
    ['bob@alpha.test', false],
    ['alice@beta.test', false],
    ['alice', false],
  ])('is what a document about %s describes: %s', (handle, isHers) => {
    expect(sender.isDocumentOf({ handle, signingKey: '' }, alice)).toBe(isHers);
  });

  it.each([[null], ['text'], [[]], [{ handle: 'alice@alpha.test' }], [{ handle: 1, signingKey: 'k' }]])(
    'is not described by %j',
    (body) => {
      expect(sender.readDocument(body)).toBeUndefined();
    },
  );

  it('has no key that is not 32 bytes in Base64, and none of small order', () => {
    expect(sender.decodeSenderKey(Buffer.alloc(31).toString('base64'))).toBeUndefined();
    expect(sender.decodeSenderKey('no key')).toBeUndefined();
    const identityPoint = Uint8Array.from([1, ...new Uint8Array(31)]);
    expect(sender.isTrustworthyKey(identityPoint)).toBe(false);
  });
});

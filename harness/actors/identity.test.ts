import { expect, it } from 'vitest';
import { createIdentity, keyPairFromSeed } from './identity.ts';
import { randomnessFor } from './randomness.ts';

it('derives the public key of RFC 8032, section 7.1, test 1', () => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
  expect(Buffer.from(keyPairFromSeed(seed).publicKeyRaw).toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
});

it('makes the same actor from the same randomness, and another from another', () => {
  const request = { name: 'alice', home: 'alpha', domain: 'alpha.test', runId: 'r1' };
  const one = createIdentity(randomnessFor('r1', 'alice'), request);
  const again = createIdentity(randomnessFor('r1', 'alice'), request);
  const other = createIdentity(randomnessFor('r2', 'alice'), request);
  expect({ ...again, privateKey: undefined }).toEqual({ ...one, privateKey: undefined });
  expect(one.fid).toBe(`${one.actorName}@alpha.test`);
  expect(other.actorName).not.toBe(one.actorName);
  expect(other.publicKeyRaw).not.toEqual(one.publicKeyRaw);
});

it('gives a further session its own key and session ID, and the same name', () => {
  const request = { name: 'bob', home: 'target', domain: 'home.test', runId: 'r1' };
  const bob = createIdentity(randomnessFor('bob'), request);
  const tablet = createIdentity(randomnessFor('tablet'), { ...request, name: 'tablet', sessionOf: bob });
  expect([tablet.actorName, tablet.fid, tablet.password]).toEqual([bob.actorName, bob.fid, bob.password]);
  expect(tablet.sessionId).not.toBe(bob.sessionId);
  expect(tablet.publicKeyRaw).not.toEqual(bob.publicKeyRaw);
});

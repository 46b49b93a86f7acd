/** Users for tests: registered over HTTP, with an open session and a key to sign with. */

import 'reflect-metadata';
import { createPublicKey, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { Name, Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import supertest from 'supertest';
import { encodeBase64 } from '../protocol/base64.ts';
import { rawPublicKey } from '../protocol/ed25519.ts';
import type { ReferenceServer } from '../reference-server.ts';

export interface TestUser {
  readonly name: string;
  readonly handle: string;
  readonly token: string;
  readonly privateKey: KeyObject;
  /** What `updateKeys` takes. */
  readonly keys: { readonly signingKey: string; readonly encryptionKey: string };
}

/** Registers, opens a session, and publishes keys unless told otherwise. */
export async function signUp(
  server: ReferenceServer,
  name: string,
  options: { readonly publishes?: boolean } = {},
): Promise<TestUser> {
  const client = supertest(server.app.server);
  await client.post('/p2core/register').send({ actor_name: name, password: 'pw' }).expect(201);
  const token = await openSession(server, name, 'first');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const user: TestUser = {
    name,
    handle: `${name}@${server.domain}`,
    token,
    privateKey,
    keys: { signingKey: encodeKey(publicKey), encryptionKey: encodeBase64(new Uint8Array(32).fill(9)) },
  };
  if (options.publishes ?? true) await asUser(server, user).put('/users/me/keys').send(user.keys).expect(200);
  return user;
}

/** A client that sends the user's token. */
export function asUser({ app }: ReferenceServer, { token }: Pick<TestUser, 'token'>) {
  return supertest.agent(app.server).auth(token, { type: 'bearer' });
}

/** The token of a new session. */
export async function openSession(server: ReferenceServer, name: string, sessionId: string): Promise<string> {
  const csr = encodeBase64(await certificateRequest(`${name}@${server.domain}`, sessionId));
  const answer = await supertest(server.app.server)
    .post('/p2core/session/trust')
    .send({ actor_name: name, password: 'pw', csr })
    .expect(201);
  return answer.body.token;
}

/** Padded Base64 of the raw bytes of an Ed25519 key. */
export function encodeKey(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return encodeBase64(rawPublicKey(publicKey.export({ format: 'der', type: 'spki' })) ?? new Uint8Array());
}

async function certificateRequest(fid: string, sessionId: string): Promise<Uint8Array> {
  const [local = '', domain = ''] = fid.split('@');
  const name = new Name([
    ...domain
      .split('.')
      .reverse()
      .map((label) => ({ DC: [{ ia5String: label }] })),
    { CN: [{ utf8String: local }] },
    { '0.9.2342.19200300.100.1.1': [{ utf8String: fid }] },
    { '0.9.2342.19200300.100.1.44': [{ ia5String: sessionId }] },
  ]);
  const keys = await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in keys)) throw new Error('Ed25519 keys come in pairs');
  const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: 'Ed25519' });
  return new Uint8Array(request.rawData);
}

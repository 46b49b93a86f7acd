/** What a peer shows of an actor of its own, so that targets can verify what the actor signs. */

import { createHash } from 'node:crypto';
import { base64 } from '../actors/encoding.ts';
import type { Actor } from '../actors/identity.ts';
import type { PublishRequest } from '../peers/model.ts';

/** The encryption key is any 32 bytes: nothing is ever encrypted for it. */
export function publishRequest({ actorName, publicKeyRaw }: Actor): PublishRequest {
  const encryptionKey = createHash('sha256').update('encryption').update(publicKeyRaw).digest();
  return { actorName, signingKey: base64(publicKeyRaw), encryptionKey: base64(encryptionKey) };
}

/** What external-identity decides about published keys, the caller's identity and the discovery document. */

import { decodePublicKey } from '../protocol/inbox-message.ts';
import type { SuccessAnswer } from './alias.ts';
import type { JsonObject, JsonValue } from './facts.ts';
import { isObject } from './json-shapes.ts';

/** Both keys of a user, as they were published: padded Base64 of 32 raw bytes. */
export interface PublishedKeys {
  readonly signingKey: string;
  readonly encryptionKey: string;
}

export interface ExternalIdentity {
  /** FID of the actor. */
  readonly owner: string;
  /** `alias@domain`, once there is an alias. */
  readonly handle?: string;
  readonly keys?: PublishedKeys;
}

export interface DiscoveryBehaviour {
  /** The keys that a body publishes; undefined where one is missing or no string (XI-KEY-02). */
  readKeys(body: JsonValue | undefined, current: PublishedKeys | undefined): PublishedKeys | undefined;
  /** Whether text may be published as a key (XI-KEY-03). */
  isAcceptableKey(text: string): boolean;
  /** The keys that hold from now on (XI-KEY-01). */
  keysAfterUpdate(wanted: PublishedKeys, current: PublishedKeys | undefined): PublishedKeys;
  answerKeyUpdate(): SuccessAnswer;
  /** What the owner is shown, null where unset (XI-ID-01, -03). */
  identityDocument(identity: ExternalIdentity, domain: string): SuccessAnswer;
  /** Whether others can find this user: only with an alias and a signing key (XI-DSC-02). */
  isDiscoverable(identity: ExternalIdentity): boolean;
  /** What anybody is shown: public keys and where to write to, nothing else (XI-DSC-01, -03). `inbox` is absolute. */
  discoveryDocument(identity: ExternalIdentity, inbox: string): SuccessAnswer;
}

export const discovery: DiscoveryBehaviour = {
  readKeys: (body) =>
    isObject(body) && typeof body.signingKey === 'string' && typeof body.encryptionKey === 'string'
      ? { signingKey: body.signingKey, encryptionKey: body.encryptionKey }
      : undefined,
  isAcceptableKey: (text) => decodePublicKey(text) !== undefined,
  keysAfterUpdate: (wanted) => wanted,
  answerKeyUpdate: () => ({ status: 200, body: { success: true } }),
  identityDocument: ({ handle, keys }, domain) => ({
    status: 200,
    body: { handle: handle ?? null, ...shownKeys(keys), domain },
  }),
  isDiscoverable: ({ handle, keys }) => handle !== undefined && keys !== undefined,
  discoveryDocument: ({ handle, keys }, inbox) => ({
    status: 200,
    body: { handle: handle ?? null, ...shownKeys(keys), inbox },
  }),
};

function shownKeys(keys: PublishedKeys | undefined): JsonObject {
  return { signingKey: keys?.signingKey ?? null, encryptionKey: keys?.encryptionKey ?? null };
}

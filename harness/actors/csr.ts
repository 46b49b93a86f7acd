/** Certificate requests (PKCS #10, RFC 2986) of actors. */

import { type KeyObject, sign } from 'node:crypto';
import { type Extension, encodeExtension, OID_ED25519 } from './certificate.ts';
import { bitString, context, integer, objectIdentifier, sequence, setOf } from './der-writer.ts';
import {
  type ActorNameParts,
  actorDistinguishedName,
  type DistinguishedName,
  encodeName,
  splitFid,
} from './distinguished-name.ts';
import type { Actor } from './identity.ts';

export interface CsrFields {
  readonly subject: DistinguishedName;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Asked for in an extension request (RFC 2985, section 5.4.2). */
  readonly extensions: readonly Extension[];
}

const OID_EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** A request as the protocol wants it, DER: the actor's key, and its name with the session ID (draft section 7.1.1.1). */
export function createCsr(actor: Actor): Uint8Array {
  return signCsr(honestCsr(actor), actor.privateKey);
}

export function honestCsr(actor: Actor): CsrFields {
  return {
    subject: actorDistinguishedName(nameParts(actor)),
    publicKey: actor.publicKeySpki,
    extensions: [],
  };
}

/** What the names in the actor's certificates and requests are made of. */
export function nameParts(actor: Actor): ActorNameParts {
  return { ...splitFid(actor.fid), fid: actor.fid, sessionId: actor.sessionId };
}

export function signCsr(fields: CsrFields, key: KeyObject): Uint8Array {
  const info = encodeRequestInfo(fields);
  return encodeCsr(info, new Uint8Array(sign(null, info, key)));
}

/** CertificationRequestInfo: what the request's own signature covers. */
export function encodeRequestInfo({ subject, publicKey, extensions }: CsrFields): Uint8Array {
  const asked = sequence(...extensions.map(encodeExtension));
  const attributes =
    extensions.length === 0 ? [] : [sequence(objectIdentifier(OID_EXTENSION_REQUEST), setOf(asked))];
  return sequence(integer(0), encodeName(subject), publicKey, context(0, ...attributes));
}

export function encodeCsr(info: Uint8Array, signature: Uint8Array): Uint8Array {
  return sequence(info, sequence(objectIdentifier(OID_ED25519)), bitString(signature));
}

/** The runtime value behind an actor of a scenario: one session of someone, with its key pair. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { JsonValue } from '../suite/model.ts';
import { freshName, freshPassword, freshSessionId } from './names.ts';
import type { Randomness } from './randomness.ts';

export interface Actor {
  /** As the scenario calls it. */
  readonly name: string;
  /** What it registers as; the federation ID that comes back may hold another local part. */
  readonly actorName: string;
  readonly password: string;
  readonly sessionId: string;
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicKeyRaw: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeySpki: Uint8Array;
  /** `target`, a peer's name, or `none`. */
  readonly home: string;
  readonly domain: string;
  readonly fid: string;
  /** `alias@domain` of external-identity, where it is not the federation ID. */
  readonly handle?: string;
  /** The target file's `auth_payload`, filled in for this actor. */
  readonly authPayload?: JsonValue;
  /** DER. */
  readonly idCert?: Uint8Array;
  readonly token?: string;
}

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKeyRaw: Uint8Array;
  readonly publicKeySpki: Uint8Array;
}

export interface IdentityRequest {
  readonly name: string;
  readonly home: string;
  readonly domain: string;
  readonly runId: string;
  /** Made up unless set. */
  readonly password?: string;
  /** Set for a further session of someone: what the sessions have in common. */
  readonly sessionOf?: Pick<Actor, 'actorName' | 'password' | 'fid'>;
}

/** RFC 8410, section 4: everything of an Ed25519 SubjectPublicKeyInfo but its key. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_KEY_BYTES = 32;

/** The key pair of a 32-byte seed (RFC 8032, section 5.1.5). */
export function keyPairFromSeed(seed: Uint8Array): KeyPair {
  // As a JWK, and not as DER: OpenSSL looks at raw keys about ten times as fast. It derives `x` by itself.
  const key = { kty: 'OKP', crv: 'Ed25519', d: Buffer.from(seed).toString('base64url'), x: '' };
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const publicKeyRaw = new Uint8Array(Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  return {
    privateKey,
    publicKeyRaw,
    publicKeySpki: new Uint8Array(Buffer.concat([SPKI_PREFIX, publicKeyRaw])),
  };
}

/**
 * Fresh name, password, session id and keys; registered nowhere yet, so that `fid` is what it hopes for. Session id and
 * keys are made when they are first looked at: many who only register need none.
 */
export function createIdentity(randomness: Randomness, request: IdentityRequest): Actor {
  const { name, home, domain, runId, sessionOf } = request;
  const actorName = sessionOf?.actorName ?? freshName(runId, randomness);
  const password = sessionOf?.password ?? request.password ?? freshPassword(randomness);
  let made: (KeyPair & { readonly sessionId: string }) | undefined;
  const session = (): KeyPair & { readonly sessionId: string } => {
    made ??= {
      sessionId: freshSessionId(randomness),
      ...keyPairFromSeed(randomness.bytes(RAW_KEY_BYTES)),
    };
    return made;
  };
  return {
    name,
    home,
    domain,
    actorName,
    password,
    fid: sessionOf?.fid ?? `${actorName}@${domain}`,
    get sessionId() {
      return session().sessionId;
    },
    get privateKey() {
      return session().privateKey;
    },
    get publicKeyRaw() {
      return session().publicKeyRaw;
    },
    get publicKeySpki() {
      return session().publicKeySpki;
    },
  };
}

/** From what a scenario claims of an ID-Cert to what the judge of certificates is asked. */

import type { IdCertClaims, JsonValue, Template } from '../suite/model.ts';
import { decodeBytes } from '../verdict/encoded-bytes.ts';
import type { IdCertExpectation } from '../verdict/id-cert.ts';
import { isRecord, member } from '../verdict/same-value.ts';

export interface ClaimSources {
  evaluate(template: Template): JsonValue | Uint8Array;
  readonly targetDomain: string;
  domainOfPeer(name: string): string | undefined;
  readonly clock: { now(): number; readonly toleranceSeconds: number };
}

const TARGET = 'target';
const SECOND = 1_000;
/** A clock that is known no better says nothing about a validity that begins now. */
const KNOWN_CLOCK_SECONDS = 2;

/** @throws PreconditionFailed, ExpressionError, or an Error for a claim that makes no sense. */
export function resolveClaims(claims: IdCertClaims, sources: ClaimSources): IdCertExpectation {
  const { kind = 'actor' } = claims;
  const issuer = claims.issuer === undefined ? TARGET : String(sources.evaluate(claims.issuer));
  const domain = issuer === TARGET ? sources.targetDomain : sources.domainOfPeer(issuer);
  if (domain === undefined) throw new Error(`idCert: the issuer ${issuer} is neither target nor a peer`);
  const key = claims.key === undefined ? undefined : keyOf(sources.evaluate(claims.key));
  const { clock } = sources;
  const at = clock.toleranceSeconds <= KNOWN_CLOCK_SECONDS ? { at: new Date(clock.now() * SECOND) } : {};
  if (kind === 'root') return { kind, domain, ...at, ...(key === undefined ? {} : { publicKey: key }) };
  const signedBy = claims.signedBy === undefined ? undefined : sources.evaluate(claims.signedBy);
  const fid = claims.subject === undefined ? undefined : fidOf(sources.evaluate(claims.subject));
  const session = claims.session === undefined ? undefined : sources.evaluate(claims.session);
  if (session !== undefined && typeof session !== 'string') throw new Error('idCert: the session is no text');
  return {
    kind,
    domain,
    ...at,
    ...(signedBy === undefined ? {} : { signedBy }),
    subject: {
      ...(fid === undefined ? {} : { fid }),
      ...(session === undefined ? {} : { sessionId: session }),
      ...(key === undefined ? {} : { publicKey: key }),
    },
  };
}

function fidOf(subject: JsonValue | Uint8Array): string {
  const fid = isRecord(subject) ? member(subject, 'fid') : subject;
  if (typeof fid !== 'string') throw new Error('idCert: the subject is no actor');
  return fid;
}

function keyOf(key: JsonValue | Uint8Array): Uint8Array {
  const bytes = key instanceof Uint8Array ? key : typeof key === 'string' ? decodeBytes(key) : undefined;
  if (bytes === undefined) throw new Error('idCert: the key is neither Base64 nor bytes');
  return bytes;
}

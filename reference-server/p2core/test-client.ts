/** For tests only: an actor's client, with its keys, requests, certificates and forgeries. */

import { randomBytes, sign } from 'node:crypto';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Attribute, Extensions, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { CertificateFields } from '../protocol/certificate.ts';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { encodeExtensions } from '../protocol/certificate-extensions.ts';
import {
  actorName,
  COMMON_NAME,
  type DistinguishedName,
  domainName,
  encodeName,
  USER_ID,
} from '../protocol/distinguished-name.ts';
import { ED25519_OID, type KeyPair, keyPairFromSeed, publicKeyInfo } from '../protocol/ed25519.ts';

export interface TestActor {
  readonly name: string;
  readonly domain: string;
  readonly sessionId: string;
  readonly keys: KeyPair;
}

export function testActor(name: string, domain: string, sessionId = 's1'): TestActor {
  return { name, domain, sessionId, keys: keyPairFromSeed(randomBytes(32)) };
}

export function spkiOf({ keys }: TestActor): Uint8Array {
  return publicKeyInfo(keys.publicKey);
}

export function signText({ keys }: TestActor, text: string): string {
  return sign(null, Buffer.from(text), keys.privateKey).toString('base64');
}

export interface RequestChanges {
  readonly commonName?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly domain?: string;
  readonly extensions?: Pick<CertificateFields, 'basicConstraints' | 'keyUsage'>;
}

/** A PKCS #10 request, Base64. */
export function signingRequest(actor: TestActor, changes: RequestChanges = {}): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: ED25519_OID });
  const information = new CertificationRequestInfo({
    version: 0,
    subject: encodeName(requestedName(actor, changes)),
    subjectPKInfo: new SubjectPublicKeyInfo({ algorithm, subjectPublicKey: bufferOf(actor.keys.publicKey) }),
    attributes: new Attributes(changes.extensions ? [extensionRequest(changes.extensions)] : []),
  });
  const signature = sign(null, Buffer.from(AsnConvert.serialize(information)), actor.keys.privateKey);
  const request = new CertificationRequest({
    certificationRequestInfo: information,
    signatureAlgorithm: algorithm,
    signature: bufferOf(signature),
  });
  return Buffer.from(AsnConvert.serialize(request)).toString('base64');
}

function requestedName(actor: TestActor, changes: RequestChanges): DistinguishedName {
  const { commonName = actor.name, domain = actor.domain, sessionId = actor.sessionId } = changes;
  const changed = new Map([
    [COMMON_NAME, commonName],
    [USER_ID, changes.userId ?? `${actor.name}@${domain}`],
  ]);
  return actorName(actor.name, domain, sessionId).map((entry) => ({
    ...entry,
    value: changed.get(entry.oid) ?? entry.value,
  }));
}

function extensionRequest(fields: Pick<CertificateFields, 'basicConstraints' | 'keyUsage'>): Attribute {
  const value = AsnConvert.serialize(new Extensions(encodeExtensions(fields)));
  return new Attribute({ type: '1.2.840.113549.1.9.14', values: [value] });
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

const HOUR_MS = 3_600_000;

/** A certificate that a home server's key signs, Base64; right in everything but what is changed. */
export function forgedCertificate(
  actor: TestActor,
  home: KeyPair,
  changes: Partial<CertificateFields> = {},
): string {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const { basicConstraints, keyUsage, ...rest } = changes;
  const der = issueCertificate(
    {
      version: 3,
      serial: Uint8Array.of(0x40, ...randomBytes(15)),
      issuer: domainName(actor.domain),
      subject: actorName(actor.name, actor.domain, actor.sessionId),
      notBefore: new Date(now - HOUR_MS / 2),
      notAfter: new Date(now + HOUR_MS),
      publicKey: actor.keys.publicKey,
      basicConstraints: basicConstraints ?? { critical: true, ca: false },
      keyUsage: keyUsage ?? { critical: true, flags: ['digitalSignature'] },
      ...rest,
    },
    home.privateKey,
  );
  return Buffer.from(der).toString('base64');
}

/** What a client needs to sign, and the answer: a body for `identify`. */
export function identification(actor: TestActor, challenge: string, idCert: string) {
  return { completed_challenge: { challenge, signature: signText(actor, challenge) }, id_cert: idCert };
}

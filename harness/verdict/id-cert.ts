/** Judges ID-Certs by "ID-Cert, what must hold" (draft section 7.1): every rule apart, with a reader of its own. */

import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { decodeDer } from './certificate-encoding.ts';
import { DerError } from './der-reader.ts';
import { cut, describe, escapeUnsafe } from './describe.ts';
import * as rules from './id-cert-rules.ts';
import type { Judgement } from './model.ts';
import { type Certificate, OID, readCertificate } from './x509-reader.ts';

export type IdCertExpectation =
  | {
      readonly kind: 'root';
      /** Of the server whose root it is. */
      readonly domain: string;
      /** The key that it must carry; SubjectPublicKeyInfo or raw. */
      readonly publicKey?: Uint8Array;
      /** When it must be valid: the target's now, or the time asked for. */
      readonly at?: Date;
    }
  | {
      readonly kind: 'actor';
      /** Of the server that issued it. */
      readonly domain: string;
      readonly subject?: rules.IdCertSubject;
      /** The root that must have signed it, encoded or as DER bytes. */
      readonly signedBy?: unknown;
      readonly at?: Date;
    };

const MAX_SHOWN = 1_000;

const SHARED_RULES: readonly rules.Rule[] = [
  rules.version,
  rules.sameAlgorithm,
  rules.issuerDomain,
  rules.equalDomains,
  rules.criticalBasicConstraints,
  rules.criticalKeyUsage,
  rules.validNow,
  rules.wholeKey,
  rules.strongKey,
  rules.rightKey,
];

const RULES: Readonly<Record<IdCertExpectation['kind'], readonly rules.Rule[]>> = {
  root: [
    ...SHARED_RULES,
    rules.selfIssued,
    rules.atMostOneCommonName,
    rules.rootIsAuthority,
    rules.rootPathLength,
    rules.rootSignsCertificates,
  ],
  actor: [
    ...SHARED_RULES,
    rules.oneCommonName,
    rules.oneUid,
    rules.oneSessionId,
    rules.legalSessionId,
    rules.actorIsNoAuthority,
    rules.actorSignsNoCertificates,
    rules.actorSignsMessages,
    rules.withinRoot,
  ],
};

/** Passed, or failed with every broken rule named; inconclusive where its algorithm is beyond us. */
export function judgeIdCert(encoded: unknown, expectation: IdCertExpectation): Judgement {
  const certificate = tryToRead(encoded);
  if (typeof certificate === 'string') {
    return {
      verdict: 'failed',
      message: `no certificate can be read: ${certificate}`,
      expected: 'an X.509 certificate, DER in Base64',
      actual: describe(encoded),
    };
  }
  const root = rootOf(certificate, expectation);
  if (typeof root === 'string') {
    return { verdict: 'inconclusive', message: `the root to verify with cannot be read: ${root}` };
  }
  const signature = root === undefined ? 'valid' : verifySignature(certificate, root);
  const broken = [
    ...(signature === 'invalid' ? [badSignature(expectation.kind)] : []),
    ...brokenRules(certificate, expectation, root),
  ];
  if (broken.length > 0) return describeBroken(broken);
  if (signature === 'unknown') {
    const message = `the signature algorithm ${certificate.signatureAlgorithm} cannot be verified here`;
    return { verdict: 'inconclusive', message };
  }
  return { verdict: 'passed' };
}

function brokenRules(
  certificate: Certificate,
  expectation: IdCertExpectation,
  root: Certificate | undefined,
): readonly rules.Broken[] {
  const { kind, domain, at } = expectation;
  const subject =
    expectation.kind === 'actor'
      ? (expectation.subject ?? {})
      : expectation.publicKey === undefined
        ? {}
        : { publicKey: expectation.publicKey };
  const context: rules.RuleContext = {
    domain,
    subject,
    ...(root === undefined ? {} : { root }),
    ...(at === undefined ? {} : { at }),
  };
  return RULES[kind].map((rule) => rule(certificate, context)).filter((one) => one !== undefined);
}

/** Whose key must verify the signature: a root's own, or that of the root given; or why it cannot be read. */
function rootOf(certificate: Certificate, expectation: IdCertExpectation): Certificate | undefined | string {
  if (expectation.kind === 'root') return certificate;
  return expectation.signedBy === undefined ? undefined : tryToRead(expectation.signedBy);
}

function tryToRead(encoded: unknown): Certificate | string {
  try {
    return readCertificate(decodeDer(encoded));
  } catch (error) {
    if (error instanceof DerError) return error.message;
    throw error;
  }
}

/** `unknown` where neither the reader nor OpenSSL knows the algorithm. */
function verifySignature(certificate: Certificate, root: Certificate): 'valid' | 'invalid' | 'unknown' {
  const key = publicKeyOf(root);
  if (certificate.signatureAlgorithm === OID.ed25519) {
    const isValid =
      key?.asymmetricKeyType === 'ed25519' && verify(null, certificate.tbs, key, certificate.signature);
    return isValid ? 'valid' : 'invalid';
  }
  if (key === undefined) return 'unknown';
  try {
    return new X509Certificate(certificate.der).verify(key) ? 'valid' : 'invalid';
  } catch {
    return 'unknown';
  }
}

function publicKeyOf(certificate: Certificate): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(certificate.publicKey.spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function badSignature(kind: IdCertExpectation['kind']): rules.Broken {
  const issuer = kind === 'root' ? "the root's own key" : "the server's root";
  return {
    rule: `the certificate's signature does not verify under ${issuer}`,
    expected: `a signature by ${issuer}`,
    actual: 'another signature',
  };
}

/** What a certificate says is a stranger's text: bounded, and nothing that a terminal obeys. */
function describeBroken(broken: readonly rules.Broken[]): Judgement {
  const join = (texts: readonly string[]): string => cut(escapeUnsafe(texts.join('; ')), MAX_SHOWN);
  return {
    verdict: 'failed',
    message: broken.map(({ rule }) => rule).join('; '),
    expected: join(broken.map(({ expected }) => expected)),
    actual: join(broken.map(({ actual }) => actual)),
  };
}

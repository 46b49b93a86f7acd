import { verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FORGERIES, type ForgeryName } from '../suite/forgeries.ts';
import { judgeIdCert } from '../verdict/id-cert.ts';
import { type Certificate, readCertificate } from '../verdict/x509-reader.ts';
import { signCertificate } from './certificate.ts';
import { type Artefact, base64, encodeArtefact } from './encoding.ts';
import { type ForgeContext, fieldsOf, forgeCertificate } from './forge.ts';
import { openssl, withoutOpenSsl } from './openssl-for-tests.ts';
import { randomnessFor } from './randomness.ts';
import { smallOrderPoints } from './small-order.ts';
import { testActor, testHome } from './test-home.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const alpha = testHome('alpha', NOW);
const beta = testHome('beta', NOW);
const alice = testActor('alice', alpha);
const bob = testActor('bob', alpha);

const context: ForgeContext = {
  home: alpha,
  otherKey: beta.identityKey,
  otherDomain: beta.domain,
  now: NOW,
  byMs: 86_400_000,
  point: { name: 'order-1', encoding: Uint8Array.of(1, ...new Uint8Array(31)), order: 1 },
  randomness: randomnessFor('forge'),
};

const forge = (kind: ForgeryName, changes: Partial<ForgeContext> = {}): Artefact =>
  forgeCertificate(alice, kind, { ...context, ...changes });

const judge = (encoded: unknown) =>
  judgeIdCert(encoded, {
    kind: 'actor',
    domain: alpha.domain,
    subject: { fid: alice.fid, sessionId: alice.sessionId, publicKey: alice.publicKeySpki },
    signedBy: alpha.rootCertificate,
    at: NOW,
  });

type Respect = 'version' | 'algorithm' | 'issuer' | 'subject' | 'validity' | 'key' | 'extensions' | 'signer';

/** In which respects each forgery differs from the honest certificate, and what the judge says of it. */
const EXPECTED: Readonly<Record<ForgeryName, readonly [readonly Respect[] | 'bytes', RegExp | 'passed']>> = {
  expired: [['validity'], /^the certificate is not valid at the time in question$/],
  'not-yet-valid': [['validity'], /^the certificate is not valid at the time in question$/],
  'self-signed': [['signer'], /^the certificate's signature does not verify/],
  'other-ca': [['signer'], /^the certificate's signature does not verify/],
  'unknown-ca': [['signer'], /^the certificate's signature does not verify/],
  altered: [['subject', 'signer'], /signature does not verify.*not the session ID/],
  'altered-key': [['key', 'signer'], /signature does not verify.*carries another public key/],
  'altered-validity': [['validity', 'signer'], /^the certificate's signature does not verify[^;]*$/],
  'signature-flipped': [['signer'], /^the certificate's signature does not verify/],
  'signature-missing': [['signer'], /^the certificate's signature does not verify/],
  'signature-malleable': [['signer'], /^the certificate's signature does not verify/],
  'other-home-named': [['issuer', 'subject'], /issuer is not named at the domain.*UID is not/],
  'issuer-domain-differs': [['issuer'], /issuer is not named at the domain.*different domains/],
  'subject-domain-differs': [['subject'], /different domains.*UID is not/],
  'subject-at-subdomain': [['subject'], /different domains.*UID is not/],
  'subject-domain-reversed': [['subject'], /^the certificate's subject and issuer are at different domains$/],
  'no-domain': [['subject'], /^the certificate's subject and issuer are at different domains$/],
  'no-common-name': [['subject'], /^the certificate's common name is not the actor's local name$/],
  'two-common-names': [['subject'], /^the certificate's common name is not the actor's local name$/],
  'no-uid': [['subject'], /^the certificate's UID is not the actor's federation ID$/],
  'two-uids': [['subject'], /^the certificate's UID is not the actor's federation ID$/],
  'no-session-id': [['subject'], /^the certificate's uniqueIdentifier is not the session ID$/],
  'two-session-ids': [['subject'], /^the certificate's uniqueIdentifier is not the session ID$/],
  'empty-session-id': [['subject'], /not 1 to 32 IA5 characters/],
  'long-session-id': [['subject'], /not 1 to 32 IA5 characters/],
  'uid-not-cn-at-domain': [['subject'], /^the certificate's UID is not the actor's federation ID$/],
  'uid-at-other-domain': [['subject'], /^the certificate's UID is not the actor's federation ID$/],
  'ca-true': [['extensions'], /^the actor's certificate is marked as a certificate authority$/],
  'key-cert-sign': [['extensions'], /^the actor's certificate has the key usage keyCertSign$/],
  'root-as-actor': ['bytes', /certificate authority.*keyCertSign/],
  'no-signing-usage': [
    ['extensions'],
    /^the certificate's key usage lacks digitalSignature and contentCommitment$/,
  ],
  'no-key-usage': [
    ['extensions'],
    /^the certificate's key usage lacks digitalSignature and contentCommitment$/,
  ],
  'extensions-not-critical': [
    ['extensions'],
    /basic constraints are not marked critical; .*key usage is not/,
  ],
  'basic-constraints-not-critical': [
    ['extensions'],
    /^the certificate's basic constraints are not marked critical$/,
  ],
  'key-usage-not-critical': [['extensions'], /^the certificate's key usage is not marked critical$/],
  'small-order-key': [['key'], /the certificate's key is a weak one/],
  'algorithm-contradicts-key': [['key'], /not of the algorithm that it names/],
  'short-key': [['key'], /not of the algorithm that it names/],
  'long-key': [['key'], /not of the algorithm that it names/],
  'signature-algorithms-differ': [['algorithm'], /^the signed part names another signature algorithm/],
  truncated: ['bytes', /no certificate can be read/],
  empty: ['bytes', /no certificate can be read/],
  garbage: ['bytes', /no certificate can be read/],
  'not-base64': ['bytes', /no certificate can be read/],
  'csr-instead': ['bytes', /no certificate can be read/],
  'key-instead': ['bytes', /no certificate can be read/],
  'trailing-bytes': ['bytes', /4 bytes are left over/],
  pem: ['bytes', 'passed'],
  'outlives-root': [['validity'], /^the certificate is valid outside the root's validity$/],
  'before-root': [['validity'], /^the certificate is valid outside the root's validity$/],
  'version-1': [['version', 'extensions'], /not X.509 version 3; .*lacks digitalSignature/],
  'version-1-with-extensions': [['version'], /^the certificate is not X.509 version 3$/],
  'content-commitment-only': [['extensions'], 'passed'],
  'both-usages': [['extensions'], 'passed'],
  'no-basic-constraints': [['extensions'], 'passed'],
  'other-string-type': [['subject'], 'passed'],
  'multi-valued-name': [['subject'], 'passed'],
  'other-attribute-order': [['subject'], 'passed'],
  'extra-attribute': [['subject'], 'passed'],
  'extra-extension': [['extensions'], 'passed'],
};

const KINDS = Object.keys(FORGERIES).filter((kind): kind is ForgeryName => Object.hasOwn(EXPECTED, kind));

function differences(one: Certificate, other: Certificate): readonly Respect[] {
  const respects: Readonly<Record<Respect, (certificate: Certificate) => unknown>> = {
    version: ({ version }) => version,
    algorithm: ({ signedAlgorithm }) => base64(signedAlgorithm),
    issuer: ({ issuer }) => issuer,
    subject: ({ subject }) => subject,
    validity: ({ notBefore, notAfter }) => [notBefore, notAfter],
    key: ({ publicKey }) => base64(publicKey.spki),
    extensions: ({ extensions }) =>
      extensions.map(({ oid, critical, value }) => [oid, critical, base64(value)]),
    signer: ({ tbs, signature }) => verify(null, tbs, alpha.identityKey, signature),
  };
  expect(other.serial).toBe(one.serial);
  return KEYS.filter((key) => JSON.stringify(respects[key](one)) !== JSON.stringify(respects[key](other)));
}
const KEYS: readonly Respect[] = [
  'version',
  'algorithm',
  'issuer',
  'subject',
  'validity',
  'key',
  'extensions',
  'signer',
];

describe('forged certificates', () => {
  const honest = readCertificate(alice.idCert ?? new Uint8Array());

  it('start from a certificate that the judge accepts and that can be rebuilt byte by byte', () => {
    expect(judge(alice.idCert)).toEqual({ verdict: 'passed' });
    expect(base64(signCertificate(fieldsOf(honest), alpha.identityKey))).toBe(base64(honest.der));
  });

  it('have an expectation each', () => {
    expect(KINDS).toEqual(Object.keys(FORGERIES));
  });

  it.each(KINDS)('%s: differs in what it names and in nothing else', (kind) => {
    const [respects] = EXPECTED[kind];
    const artefact = forge(kind);
    if (respects === 'bytes')
      expect('der' in artefact ? artefact.der : artefact.text).not.toEqual(honest.der);
    else if ('der' in artefact) expect(differences(honest, readCertificate(artefact.der))).toEqual(respects);
    else expect(artefact).toHaveProperty('der');
  });

  it.each(KINDS)('%s: the judge says so', (kind) => {
    const [, verdict] = EXPECTED[kind];
    const judgement = judge(encodeArtefact(forge(kind), 'base64-der'));
    if (verdict === 'passed') expect(judgement).toEqual({ verdict: 'passed' });
    else expect(judgement).toMatchObject({ verdict: 'failed', message: expect.stringMatching(verdict) });
  });

  it.each(smallOrderPoints())('the judge finds the small-order key $name', (one) => {
    const judgement = judgeIdCert(encodeArtefact(forge('small-order-key', { point: one }), 'base64-pem'), {
      kind: 'actor',
      domain: alpha.domain,
    });
    expect(judgement).toMatchObject({ verdict: 'failed', message: "the certificate's key is a weak one" });
  });

  it.skipIf(withoutOpenSsl)('verify with OpenSSL where only the name or the time is wrong', () => {
    for (const kind of ['expired', 'no-uid', 'multi-valued-name', 'extra-extension'] as const) {
      const artefact = forge(kind);
      const text = openssl(
        ['x509', '-inform', 'DER', '-noout', '-text'],
        'der' in artefact ? artefact.der : '',
      );
      expect(text).toContain('Signature Algorithm: ED25519');
    }
  });

  it('keep expired and not yet valid certificates inside the root, and refuse what cannot be', () => {
    const root = readCertificate(alpha.rootCertificate);
    for (const kind of ['expired', 'not-yet-valid'] as const) {
      const artefact = forge(kind);
      const forged = readCertificate('der' in artefact ? artefact.der : new Uint8Array());
      expect(forged.notBefore >= root.notBefore && forged.notAfter <= root.notAfter).toBe(true);
    }
    expect(() => forge('expired', { byMs: 400 * 86_400_000 })).toThrow('choose a smaller `by`');
  });

  it('take the key and the session that the options give', () => {
    const altered = forge('altered-key', { key: bob });
    const session = forge('signature-flipped', { session: 'another' });
    expect('der' in altered && readCertificate(altered.der).publicKey.bytes).toEqual(bob.publicKeyRaw);
    expect('der' in session && JSON.stringify(readCertificate(session.der).subject)).toContain('"another"');
  });

  it('say whose key is missing when the home is no peer', () => {
    expect(() => forge('expired', { home: undefined })).toThrow("alice's home, which is no peer");
    expect(() => forge('self-signed', { home: undefined })).not.toThrow();
    const { idCert: _, ...nobody } = alice;
    expect(() => forgeCertificate(nobody, 'altered', context)).toThrow('alice has no ID-Cert');
  });
});

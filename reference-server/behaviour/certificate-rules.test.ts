import { describe, expect, it } from 'vitest';
import type { CertificateFields, ParsedCertificate } from '../protocol/certificate.ts';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { parseCertificate, parseSigningRequest } from '../protocol/certificate-parsing.ts';
import { actorName, domainName } from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { actorRules, linkRules, rootRules } from './certificate-rules.ts';
import type { Rule } from './facts.ts';
import { signature as strict } from './signature.ts';

const now = new Date('2026-06-01T00:00:00Z');
const home = keyPairFromSeed(new Uint8Array(32).fill(1));
const alice = keyPairFromSeed(new Uint8Array(32).fill(2));

const rootFields: CertificateFields = {
  version: 3,
  serial: Uint8Array.of(0x41),
  issuer: domainName('alpha.test'),
  subject: domainName('alpha.test'),
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
  publicKey: home.publicKey,
  basicConstraints: { critical: true, ca: true, pathLength: 0 },
  keyUsage: { critical: true, flags: ['keyCertSign'] },
};

const actorFields: CertificateFields = {
  ...rootFields,
  subject: actorName('alice', 'alpha.test', 's1'),
  notAfter: new Date('2026-12-01T00:00:00Z'),
  publicKey: alice.publicKey,
  basicConstraints: { critical: true, ca: false },
  keyUsage: { critical: true, flags: ['digitalSignature'] },
};

function issued(fields: CertificateFields): ParsedCertificate {
  const parsed = parseCertificate(issueCertificate(fields, home.privateKey));
  if (!parsed) throw new Error('the certificate of this test is unreadable');
  return parsed;
}

function broken<Subject>(rules: readonly Rule<Subject>[], subject: Subject): readonly string[] {
  return rules.filter((rule) => !rule.holds(subject)).map(({ name }) => name);
}

const brokenByActor = (changes: Partial<CertificateFields>, at = now) =>
  broken(actorRules, { certificate: issued({ ...actorFields, ...changes }), now: at, strict });

const brokenByRoot = (changes: Partial<CertificateFields>, domain = 'alpha.test') =>
  broken(rootRules, { certificate: issued({ ...rootFields, ...changes }), now, strict, domain });

describe('the rules for an actor’s certificate', () => {
  it('all hold for a right one', () => {
    expect(brokenByActor({})).toEqual([]);
  });

  it.each<[string, Partial<CertificateFields>]>([
    ['version-3', { version: 2 }],
    ['begun', { notBefore: new Date('2026-06-01T00:00:01Z') }],
    ['not-expired', { notAfter: new Date('2026-05-31T23:59:59Z') }],
    ['not-a-ca', { basicConstraints: { critical: true, ca: true } }],
    ['no-key-cert-sign', { keyUsage: { critical: true, flags: ['digitalSignature', 'keyCertSign'] } }],
    ['may-sign', { keyUsage: { critical: true, flags: ['other'] } }],
    ['extensions-critical', { keyUsage: { critical: false, flags: ['digitalSignature'] } }],
    ['issuer-domain', { issuer: domainName('beta.test') }],
    ['session-id', { subject: actorName('alice', 'alpha.test', 'x'.repeat(33)) }],
    ['user-id-is-name-at-domain', { subject: actorName('al ice', 'alpha.test', 's1') }],
    ['strong-key', { publicKey: Uint8Array.of(1, ...new Uint8Array(31)) }],
  ])('name exactly %s where only that is broken', (rule, changes) => {
    expect(brokenByActor(changes)).toEqual([rule]);
  });

  it('count the first and last second in', () => {
    expect(brokenByActor({}, actorFields.notBefore)).toEqual([]);
    expect(brokenByActor({}, actorFields.notAfter)).toEqual([]);
  });

  it('ignore the case of names and domains', () => {
    expect(brokenByActor({ issuer: domainName('Alpha.TEST') })).toEqual([]);
  });
});

describe('the rules for a root', () => {
  it('all hold for a right one', () => {
    expect(brokenByRoot({})).toEqual([]);
  });

  it.each<[string, Partial<CertificateFields>]>([
    ['is-a-ca', { basicConstraints: { critical: true, ca: false, pathLength: 0 } }],
    ['path-length-0', { basicConstraints: { critical: true, ca: true, pathLength: 1 } }],
    ['key-cert-sign', { keyUsage: { critical: true, flags: ['digitalSignature'] } }],
    ['of-domain', { issuer: domainName('beta.test') }],
    ['self-signed', { publicKey: alice.publicKey }],
  ])('name exactly %s where only that is broken', (rule, changes) => {
    expect(brokenByRoot(changes)).toEqual([rule]);
  });

  it('want the domain that was asked', () => {
    expect(brokenByRoot({}, 'beta.test')).toEqual(['of-domain']);
  });

  it('allow a common name (D14)', () => {
    const name = { oid: '2.5.4.3', value: 'alpha.test', tag: 'utf8String' } as const;
    const named = [...domainName('alpha.test'), name];
    expect(brokenByRoot({ subject: named, issuer: named })).toEqual([]);
  });
});

describe('the rules between the two', () => {
  const root = issued(rootFields);
  const brokenByLink = (changes: Partial<CertificateFields>) =>
    broken(linkRules, { certificate: issued({ ...actorFields, ...changes }), root, strict });

  it('all hold for a right pair', () => {
    expect(brokenByLink({})).toEqual([]);
    expect(brokenByLink({ notAfter: rootFields.notAfter })).toEqual([]);
  });

  it.each<[string, Partial<CertificateFields>]>([
    ['not-before-root', { notBefore: new Date('2025-12-31T23:59:59Z') }],
    ['not-beyond-root', { notAfter: new Date('2036-01-01T00:00:01Z') }],
    ['issuer-is-root', { issuer: domainName('beta.test') }],
  ])('name exactly %s where only that is broken', (rule, changes) => {
    expect(brokenByLink(changes)).toEqual([rule]);
  });

  it('name signed-by-root where another key signed', () => {
    const other = parseCertificate(issueCertificate(actorFields, alice.privateKey));
    expect(other && broken(linkRules, { certificate: other, root, strict })).toEqual(['signed-by-root']);
  });
});

it('no change of a byte breaks the parser, and none passes all rules', () => {
  const der = issueCertificate(actorFields, home.privateKey);
  const root = issued(rootFields);
  const passes = (changed: Uint8Array): boolean => {
    parseSigningRequest(changed);
    const certificate = parseCertificate(changed);
    if (!certificate) return false;
    const own = broken(actorRules, { certificate, now, strict });
    return own.length === 0 && broken(linkRules, { certificate, root, strict }).length === 0;
  };
  expect(passes(der)).toBe(true);
  const changes = [...der.keys()].flatMap((index) => [1, 128].map((mask) => ({ index, mask })));
  const passing = changes.filter(({ index, mask }) => {
    const changed = Uint8Array.from(der);
    changed[index] = (changed[index] ?? 0) ^ mask;
    return passes(changed);
  });
  expect(passing).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../behaviour/behaviour.ts';
import { actorRules } from '../behaviour/certificate-rules.ts';
import { signature as strict } from '../behaviour/signature.ts';
import type { CertificateFields } from '../protocol/certificate.ts';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { parseCertificate } from '../protocol/certificate-parsing.ts';
import {
  actorName,
  COMMON_NAME,
  domainName,
  UNIQUE_IDENTIFIER,
  USER_ID,
} from '../protocol/distinguished-name.ts';
import { keyPairFromSeed } from '../protocol/ed25519.ts';
import { behaviourWith } from './faulty-behaviour.ts';
import { certificateFaults } from './identify-certificate.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-06-01T00:00:00Z');
const home = keyPairFromSeed(new Uint8Array(32).fill(1));
const alice = keyPairFromSeed(new Uint8Array(32).fill(2));
const subject = actorName('alice', 'alpha.test', 's1');

const honest: CertificateFields = {
  version: 3,
  serial: Uint8Array.of(0x41),
  issuer: domainName('alpha.test'),
  subject,
  notBefore: new Date(now.getTime() - DAY_MS),
  notAfter: new Date(now.getTime() + DAY_MS),
  publicKey: alice.publicKey,
  basicConstraints: { critical: true, ca: false },
  keyUsage: { critical: true, flags: ['digitalSignature'] },
};

function without(oid: string) {
  return { subject: subject.filter((attribute) => attribute.oid !== oid) };
}

function revaluing(oid: string, value: string) {
  return {
    subject: subject.map((attribute) => (attribute.oid === oid ? { ...attribute, value } : attribute)),
  };
}

function omitting(field: 'keyUsage' | 'basicConstraints'): CertificateFields {
  const { [field]: _, ...fields } = honest;
  return fields;
}

/** A certificate that the fault lets in and nobody else does. */
const WRONG: Readonly<Record<string, Partial<CertificateFields> | Uint8Array>> = {
  'certificate.ignores-expiry': { notAfter: new Date(now.getTime() - 1000) },
  'certificate.ignores-beginning': { notBefore: new Date(now.getTime() + 1000) },
  'certificate.tolerates-a-week': { notAfter: new Date(now.getTime() - DAY_MS / 2) },
  'certificate.ignores-issuer-domain': { issuer: domainName('beta.test') },
  'certificate.accepts-subdomains': { subject: actorName('alice', 'sub.alpha.test', 's1') },
  'certificate.compares-domain-labels-as-set': {
    subject: [...domainName('test.alpha'), ...subject.slice(2)],
  },
  'certificate.compares-domains-only-if-given': { subject: subject.slice(2) },
  'certificate.needs-no-common-name': without(COMMON_NAME),
  'certificate.reads-first-common-name': {
    subject: [...subject, { oid: COMMON_NAME, value: 'bob', tag: 'utf8String' }],
  },
  'certificate.needs-no-user-id': without(USER_ID),
  'certificate.needs-no-session-id': without(UNIQUE_IDENTIFIER),
  'certificate.ignores-local-part-of-user-id': revaluing(USER_ID, 'bob@alpha.test'),
  'certificate.ignores-domain-of-user-id': revaluing(USER_ID, 'alice@beta.test'),
  'certificate.accepts-authorities': { basicConstraints: { critical: true, ca: true } },
  'certificate.accepts-key-cert-sign': {
    keyUsage: { critical: true, flags: ['digitalSignature', 'keyCertSign'] },
  },
  'certificate.ignores-key-usage': { keyUsage: { critical: true, flags: ['other'] } },
  'certificate.takes-missing-key-usage-for-any': issueCertificate(omitting('keyUsage'), home.privateKey),
  'certificate.ignores-criticality': {
    basicConstraints: { critical: false, ca: false },
    keyUsage: { critical: false, flags: ['digitalSignature'] },
  },
  'certificate.minds-criticality-of-constraints-only': {
    keyUsage: { critical: false, flags: ['digitalSignature'] },
  },
  'certificate.accepts-version-1': { version: 1 },
  'certificate.ignores-trailing-bytes': Buffer.concat([
    issueCertificate(honest, home.privateKey),
    Buffer.alloc(4),
  ]),
};

function accepts(rules: Behaviour['certificate']['actorRules'], der: Uint8Array): boolean {
  const certificate = parseCertificate(der);
  return certificate !== undefined && rules.every((rule) => rule.holds({ certificate, now, strict }));
}

describe('a fault of looking at certificates', () => {
  it.each(Object.entries(WRONG))('%s lets in what it names', (id, wrong) => {
    const der =
      wrong instanceof Uint8Array ? wrong : issueCertificate({ ...honest, ...wrong }, home.privateKey);
    expect(accepts(actorRules, der)).toBe(false);
    expect(accepts(behaviourWith([id], []).certificate.actorRules, der)).toBe(true);
  });

  it.each(certificateFaults.map(({ id }) => id))('%s still knows a good certificate', (id) => {
    const der = issueCertificate(honest, home.privateKey);
    expect(accepts(behaviourWith([id], []).certificate.actorRules, der)).toBe(true);
  });
});

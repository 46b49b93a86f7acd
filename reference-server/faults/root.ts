/**
 * Faults of a server's own certificate. Of a target they break P2-KEY-01; a peer that has one is what P2-IDN-17 and
 * P2-IDN-21 are tested with. Unless the title says otherwise the key is still the one that signs for the actors.
 */

import { createHash } from 'node:crypto';
import type { CertifiedKey } from '../behaviour/server-key.ts';
import type { CertificateFields } from '../protocol/certificate.ts';
import { issueCertificate } from '../protocol/certificate-encoding.ts';
import { domainName } from '../protocol/distinguished-name.ts';
import { type KeyPair, keyPairFromSeed } from '../protocol/ed25519.ts';
import { type Change, deciding } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['getServerKey'];
const OTHER_DOMAIN = 'somebody-else.test';
const DAY_MS = 86_400_000;

export const rootFaults: readonly Fault[] = [
  {
    id: 'root.of-another-server',
    title: "The server shows another server's certificate as its own",
    breaks: ['P2-KEY-01', 'P2-KEY-07', 'P2-SES-06'],
    operations,
    effect: 'Nobody can verify what the actors of this server sign.',
    apply: showing((key, domain) => {
      const keyPair = otherKeyPair(domain);
      const name = domainName(OTHER_DOMAIN);
      const fields = { ...key.certificate, publicKey: keyPair.publicKey, issuer: name, subject: name };
      return issueCertificate(fields, keyPair.privateKey);
    }),
  },
  {
    id: 'root.of-another-key',
    title: 'The server shows a certificate in its own name for a key that signs none of its certificates',
    breaks: ['P2-KEY-07', 'P2-SES-06'],
    operations,
    effect: 'Nobody can verify what the actors of this server sign.',
    apply: showing(({ certificate }, domain) => {
      const keyPair = otherKeyPair(domain);
      return issueCertificate({ ...certificate, publicKey: keyPair.publicKey }, keyPair.privateKey);
    }),
  },
  {
    id: 'root.no-authority',
    title: "The server's certificate does not say that it is an authority",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Servers that inspect it turn all of its actors away.',
    apply: showingWith({ basicConstraints: { critical: true, ca: false } }),
  },
  {
    id: 'root.no-path-length',
    title: "The server's certificate has no path length",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Authorities below it would count, and servers that inspect it turn its actors away.',
    apply: showingWith({ basicConstraints: { critical: true, ca: true } }),
  },
  {
    id: 'root.no-certificate-signing',
    title: "The key of the server's certificate may not sign certificates",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Servers that inspect it turn all of its actors away.',
    apply: showingWith({ keyUsage: { critical: true, flags: ['digitalSignature'] } }),
  },
  {
    id: 'root.expired',
    title: "The server's certificate has expired",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Servers that inspect it turn all of its actors away.',
    apply: showing(({ certificate, keyPair }) => {
      const begun = certificate.notBefore.getTime();
      const validity = { notBefore: new Date(begun - 2 * DAY_MS), notAfter: new Date(begun - DAY_MS) };
      return issueCertificate({ ...certificate, ...validity }, keyPair.privateKey);
    }),
  },
  {
    id: 'root.not-self-signed',
    title: "Another key than its own signed the server's certificate",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Nothing shows that the server holds the key, and its actors are turned away.',
    apply: showing(({ certificate }, domain) =>
      issueCertificate(certificate, otherKeyPair(domain).privateKey),
    ),
  },
  {
    id: 'root.of-another-domain',
    title: "The server's certificate holds its key in another domain's name",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'One server claims to be another, and its actors are turned away.',
    apply: showingWith({ issuer: domainName(OTHER_DOMAIN), subject: domainName(OTHER_DOMAIN) }),
  },
  {
    id: 'root.extensions-not-critical',
    title: "The extensions of the server's certificate are not marked critical",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Readers that do not know them take the certificate for one without limits.',
    apply: showingWith({
      basicConstraints: { critical: false, ca: true, pathLength: 0 },
      keyUsage: { critical: false, flags: ['keyCertSign'] },
    }),
  },
  {
    id: 'root.in-version-1',
    title: "The server's certificate says X.509 version 1",
    breaks: ['P2-KEY-01'],
    operations,
    effect: 'Readers skip its extensions, or refuse it.',
    apply: showingWith({ version: 1 }),
  },
];

function showing(shown: (key: CertifiedKey, domain: string) => Uint8Array): Change {
  return deciding('serverKey', () => ({ shown }));
}

/** The certificate with something else in it, signed by its own key. */
function showingWith(changes: Partial<CertificateFields>): Change {
  return showing(({ certificate, keyPair }) =>
    issueCertificate({ ...certificate, ...changes }, keyPair.privateKey),
  );
}

function otherKeyPair(domain: string): KeyPair {
  return keyPairFromSeed(createHash('sha256').update(`another key than that of ${domain}`).digest());
}

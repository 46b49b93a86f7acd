import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { basicConstraints, keyUsage, OID_ED25519, signCertificate, USAGE } from '../actors/certificate.ts';
import { commonName, domainName } from '../actors/distinguished-name.ts';
import { openssl, withoutOpenSsl } from '../actors/openssl-for-tests.ts';
import { testActor, testHome } from '../actors/test-home.ts';
import { judgeIdCert } from './id-cert.ts';
import { readCertificate } from './x509-reader.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const alpha = testHome('alpha', NOW);
const alice = testActor('alice', alpha);

type Root = Parameters<typeof signCertificate>[0];

function root(changes: Partial<Root>, key = alpha.identityKey): Uint8Array {
  const name = domainName('alpha.test');
  const fields: Root = {
    version: 3,
    serial: 1n,
    signedAlgorithm: OID_ED25519,
    issuer: name,
    notBefore: new Date(NOW.getTime() - DAY_MS),
    notAfter: new Date(NOW.getTime() + DAY_MS),
    subject: name,
    publicKey: readCertificate(alpha.rootCertificate).publicKey.spki,
    extensions: [basicConstraints(true, 0), keyUsage([USAGE.keyCertSign])],
  };
  return signCertificate({ ...fields, ...changes }, key);
}

const judgeRoot = (encoded: unknown) => judgeIdCert(encoded, { kind: 'root', domain: 'alpha.test', at: NOW });
const named = [...domainName('alpha.test'), [commonName('alpha')]];

describe('roots', () => {
  it.each([
    ['without a common name', {}],
    ['with a common name (D14)', { issuer: named, subject: named }],
    ['valid from this very second', { notBefore: NOW }],
    ['with more usages', { extensions: [basicConstraints(true, 0), keyUsage([0, 1, USAGE.keyCertSign])] }],
    ['named top-level label last', { issuer: domainName('test.alpha'), subject: domainName('test.alpha') }],
  ])('%s pass', (_, changes) => {
    expect(judgeRoot(root(changes))).toEqual({ verdict: 'passed' });
  });

  const [keyCertSign, authority] = [keyUsage([USAGE.keyCertSign]), basicConstraints(true, 0)];
  it.each<readonly [string, Partial<Root>, RegExp]>([
    [
      'of another domain',
      { issuer: domainName('beta.test'), subject: domainName('beta.test') },
      /at the domain of/,
    ],
    [
      'with labels in disorder',
      { issuer: domainName('a.b.c'), subject: domainName('a.c.b') },
      /different domains/,
    ],
    ['issued by another', { issuer: named }, /^the root's issuer is not itself$/],
    [
      'with two common names',
      { issuer: [...named, [commonName('b')]], subject: [...named, [commonName('b')]] },
      /more than one common name/,
    ],
    [
      'without CA',
      { extensions: [basicConstraints(false), keyCertSign] },
      /not marked as a certificate authority/,
    ],
    ['without basic constraints', { extensions: [keyCertSign] }, /not marked as a certificate authority/],
    [
      'without a path length',
      { extensions: [basicConstraints(true), keyCertSign] },
      /^the root's path length is not 0$/,
    ],
    [
      'with path length 1',
      { extensions: [basicConstraints(true, 1), keyCertSign] },
      /^the root's path length is not 0$/,
    ],
    [
      'without keyCertSign',
      { extensions: [authority, keyUsage([0])] },
      /^the root's key usage lacks keyCertSign$/,
    ],
    [
      'with uncritical constraints',
      { extensions: [{ ...authority, critical: false }, keyCertSign] },
      /not marked critical$/,
    ],
    ['expired', { notAfter: new Date(NOW.getTime() - 3_000) }, /not valid at the time/],
    ['of version 1', { version: 1 }, /^the certificate is not X.509 version 3$/],
  ])('%s fail', (_, changes, message) => {
    expect(judgeRoot(root(changes))).toMatchObject({
      verdict: 'failed',
      message: expect.stringMatching(message),
    });
  });

  it('signed by another key fail', () => {
    expect(judgeRoot(root({}, alice.privateKey))).toMatchObject({
      verdict: 'failed',
      message: "the certificate's signature does not verify under the root's own key",
    });
  });

  it('are judged by the key that they should carry', () => {
    const claims = { kind: 'root', domain: 'alpha.test' } as const;
    const { publicKey } = readCertificate(alpha.rootCertificate);
    expect(judgeIdCert(root({}), { ...claims, publicKey: publicKey.bytes }).verdict).toBe('passed');
    expect(judgeIdCert(root({}), { ...claims, publicKey: alice.publicKeySpki }).verdict).toBe('failed');
  });
});

describe("actors' certificates", () => {
  it('are named with what was expected and what was found', () => {
    const claims = { kind: 'actor', domain: 'alpha.test', subject: { sessionId: 'another' } } as const;
    expect(judgeIdCert(alice.idCert, claims)).toEqual({
      verdict: 'failed',
      message: "the certificate's uniqueIdentifier is not the session ID",
      expected: 'exactly one, "another"',
      actual: JSON.stringify(alice.sessionId),
    });
  });

  it('show what a stranger wrote in them bounded and without what terminals obey', () => {
    const name = [...named, [commonName(`\u202e${'x'.repeat(5_000)}`)]];
    const judgement = judgeRoot(root({ issuer: name, subject: name }));
    expect(judgement).toMatchObject({
      verdict: 'failed',
      actual: expect.stringMatching(/^"alpha" and "\\u202ex{100}/),
    });
    expect(JSON.stringify(judgement).length).toBeLessThan(2_000);
  });

  it('may spell the federation ID in other case', () => {
    const subject = { fid: alice.fid.toUpperCase() };
    expect(judgeIdCert(alice.idCert, { kind: 'actor', domain: 'ALPHA.test', subject }).verdict).toBe(
      'passed',
    );
  });

  it('are inconclusive when the root to verify with cannot be read', () => {
    const judgement = judgeIdCert(alice.idCert, {
      kind: 'actor',
      domain: 'alpha.test',
      signedBy: 'nonsense!',
    });
    expect(judgement).toMatchObject({ verdict: 'inconclusive' });
  });

  it.each([undefined, null, 7, '', '%%%', {}])('fail when there is none to read (%j)', (encoded) => {
    const judgement = judgeIdCert(encoded, { kind: 'actor', domain: 'alpha.test' });
    expect(judgement).toMatchObject({
      verdict: 'failed',
      message: expect.stringContaining('no certificate can be read'),
    });
  });
});

describe.skipIf(withoutOpenSsl)('certificates made by OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kammerton-id-cert-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string): string => join(folder, name);

  /** A root and an actor's certificate of that algorithm; `-days` counts from the machine's own now. */
  function issue(algorithm: readonly string[], stringMask: string): { root: string; actor: string } {
    const config = `
[req]
prompt = no
string_mask = ${stringMask}
distinguished_name = none
[none]
[root]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign
[actor]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
`;
    writeFileSync(path('openssl.cnf'), config);
    const shared = ['-config', path('openssl.cnf'), '-nodes'];
    const rootName = ['-subj', '/DC=test/DC=home/CN=home'];
    openssl([
      'req',
      '-x509',
      '-newkey',
      ...algorithm,
      '-keyout',
      path('ca.key'),
      '-out',
      path('ca.pem'),
      '-days',
      '90',
      '-extensions',
      'root',
      ...rootName,
      ...shared,
    ]);
    const subject = '/DC=test/DC=home/CN=bob/UID=bob@home.test+0.9.2342.19200300.100.1.44=session1';
    openssl([
      'req',
      '-newkey',
      'ed25519',
      '-keyout',
      path('bob.key'),
      '-out',
      path('bob.csr'),
      '-multivalue-rdn',
      '-subj',
      subject,
      ...shared,
    ]);
    openssl([
      'x509',
      '-req',
      '-in',
      path('bob.csr'),
      '-CA',
      path('ca.pem'),
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      path('openssl.cnf'),
      '-extensions',
      'actor',
      '-out',
      path('bob.pem'),
    ]);
    return { root: readFileSync(path('ca.pem'), 'utf8'), actor: readFileSync(path('bob.pem'), 'utf8') };
  }

  it.each([
    ['Ed25519, UTF-8 strings', ['ed25519'], 'utf8only'],
    ['Ed25519, the oldest string types', ['ed25519'], 'nombstr'],
    ['RSA', ['rsa:2048'], 'default'],
    ['ECDSA', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], 'utf8only'],
    ['Ed448', ['ed448'], 'utf8only'],
  ] as const)('pass where the values are right: %s', (_, algorithm, stringMask) => {
    const made = issue(algorithm, stringMask);
    const at = new Date();
    expect(judgeIdCert(made.root, { kind: 'root', domain: 'home.test', at })).toEqual({ verdict: 'passed' });
    const subject = { fid: 'bob@home.test', sessionId: 'session1' };
    const claims = { kind: 'actor', domain: 'home.test', subject, signedBy: made.root, at } as const;
    expect(judgeIdCert(made.actor, claims)).toEqual({ verdict: 'passed' });
    expect(judgeIdCert(made.actor, { ...claims, signedBy: alpha.rootCertificate })).toMatchObject({
      verdict: 'failed',
    });
  });
});

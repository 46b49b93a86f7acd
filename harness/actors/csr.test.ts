import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CSR_KINDS, type CsrKind } from '../suite/csr-kinds.ts';
import { type DerNode, readBitString, readDer } from '../verdict/der-reader.ts';
import { readName } from '../verdict/x509-name.ts';
import { createCsr } from './csr.ts';
import { type CsrContext, forgeCsr } from './csr-forgeries.ts';
import { base64 } from './encoding.ts';
import { createIdentity } from './identity.ts';
import { openssl, withoutOpenSsl } from './openssl-for-tests.ts';
import { randomnessFor } from './randomness.ts';
import { smallOrderPoints } from './small-order.ts';

const request = { home: 'target', domain: 'home.test', runId: 'r1' };
const bob = createIdentity(randomnessFor('bob'), { ...request, name: 'bob' });
const carol = createIdentity(randomnessFor('carol'), { ...request, name: 'carol' });
const context: CsrContext = {
  otherDomain: 'beta.test',
  point: { name: 'order-1', encoding: Uint8Array.of(1, ...new Uint8Array(31)), order: 1 },
  now: new Date('2026-03-01T12:00:00.000Z'),
  randomness: randomnessFor('csr'),
};

type Respect = 'subject' | 'key' | 'attributes' | 'signature';

/** In what each kind differs from the honest request: its content, or nothing but its bytes. */
const DIFFERENCES: Readonly<Record<CsrKind, readonly Respect[] | 'bytes'>> = {
  'new-key': ['key', 'signature'],
  'wrong-signature': ['signature'],
  'signed-by-other-key': ['signature'],
  'signature-malleable': ['signature'],
  'other-actor': ['subject'],
  'other-actor-cn': ['subject'],
  'other-actor-uid': ['subject'],
  'other-domain': ['subject'],
  'other-domain-components': ['subject'],
  'other-domain-uid': ['subject'],
  'asks-for-ca': ['attributes'],
  'asks-for-key-cert-sign': ['attributes'],
  'asks-for-ca-and-key-cert-sign': ['attributes'],
  'no-common-name': ['subject'],
  'two-common-names': ['subject'],
  'no-uid': ['subject'],
  'no-session-id': ['subject'],
  'two-session-ids': ['subject'],
  'empty-session-id': ['subject'],
  'long-session-id': ['subject'],
  'non-ascii-session-id': ['subject'],
  'empty-subject': ['subject'],
  'small-order-key': ['key', 'signature'],
  'algorithm-contradicts-key': ['key'],
  truncated: 'bytes',
  empty: 'bytes',
  garbage: 'bytes',
  'not-base64': 'bytes',
  'certificate-instead': 'bytes',
  'trailing-bytes': 'bytes',
  pem: 'bytes',
};
const KINDS = Object.keys(CSR_KINDS).filter((kind): kind is CsrKind => Object.hasOwn(DIFFERENCES, kind));

interface ReadCsr {
  readonly subject: string;
  readonly key: string;
  readonly attributes: string;
  /** Whether bob's key verifies it: not when another key signed. */
  readonly signature: boolean;
}

function read(der: Uint8Array): ReadCsr {
  const [info, , signature] = readDer(der).children;
  const [, subject, key, attributes] = info?.children ?? [];
  const bytes = (node: DerNode | undefined): Uint8Array => node?.raw ?? new Uint8Array();
  return {
    subject: JSON.stringify(readName(subject, 'the subject')),
    key: base64(bytes(key)),
    attributes: base64(bytes(attributes)),
    signature: verify(
      null,
      bytes(info),
      createPublicKey(bob.privateKey),
      readBitString(signature, 'the signature').bytes,
    ),
  };
}

describe('certificate requests', () => {
  const honest = read(createCsr(bob));

  it('carry the name of the draft, top-level label first, and the key, signed by that key', () => {
    expect(JSON.parse(honest.subject)).toEqual([
      [{ type: '0.9.2342.19200300.100.1.25', value: 'test', string: 'ia5' }],
      [{ type: '0.9.2342.19200300.100.1.25', value: 'home', string: 'ia5' }],
      [{ type: '2.5.4.3', value: bob.actorName, string: 'utf8' }],
      [{ type: '0.9.2342.19200300.100.1.1', value: `${bob.actorName}@home.test`, string: 'utf8' }],
      [{ type: '0.9.2342.19200300.100.1.44', value: bob.sessionId, string: 'ia5' }],
    ]);
    expect(honest.key).toBe(base64(bob.publicKeySpki));
    expect(honest.signature).toBe(true);
  });

  it.skipIf(withoutOpenSsl)('are read and verified by OpenSSL', () => {
    const text = openssl(['req', '-inform', 'DER', '-noout', '-verify', '-text'], createCsr(bob));
    expect(text).toContain('verify OK');
    expect(text).toContain(`DC = test, DC = home, CN = ${bob.actorName}`);
  });

  it.skipIf(withoutOpenSsl)('ask for extensions in the attribute that OpenSSL knows', () => {
    const artefact = forgeCsr(bob, 'asks-for-ca-and-key-cert-sign', context);
    const text = openssl(
      ['req', '-inform', 'DER', '-noout', '-verify', '-text'],
      'der' in artefact ? artefact.der : '',
    );
    expect(text).toMatch(/CA:TRUE, pathlen:0[\s\S]*Certificate Sign/);
  });

  it('have an expectation for each kind', () => {
    expect(KINDS).toEqual(Object.keys(CSR_KINDS));
  });

  it.each(KINDS)('%s: differs in what it names and in nothing else', (kind) => {
    const expected = DIFFERENCES[kind];
    const artefact = forgeCsr(bob, kind, context);
    if (expected === 'bytes') {
      expect('der' in artefact ? artefact.der : artefact.text).not.toEqual(createCsr(bob));
      return;
    }
    if (!('der' in artefact)) throw new Error('expected DER');
    const forged = read(artefact.der);
    const found = (['subject', 'key', 'attributes', 'signature'] as const).filter(
      (respect) => forged[respect] !== honest[respect],
    );
    expect(found).toEqual(expected);
  });

  it('name another actor when one is given', () => {
    const artefact = forgeCsr(bob, 'other-actor', { ...context, other: carol });
    const { subject } = read('der' in artefact ? artefact.der : new Uint8Array());
    expect(subject).toContain(`"${carol.actorName}@home.test"`);
    expect(subject).not.toContain(bob.actorName);
  });

  it.each(smallOrderPoints())('under $name carry that very key', (point) => {
    const artefact = forgeCsr(bob, 'small-order-key', { ...context, point });
    const { key } = read('der' in artefact ? artefact.der : new Uint8Array());
    expect(Buffer.from(key, 'base64').subarray(-32).toString('hex')).toBe(
      Buffer.from(point.encoding).toString('hex'),
    );
  });
});

/** The authority behind the peers' TLS certificates: ordinary ECDSA P-256, made to be trusted by tests only. */

import 'reflect-metadata';
import {
  createECDH,
  createPrivateKey,
  KeyObject,
  randomBytes,
  type webcrypto as web,
  webcrypto,
} from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { randomnessFor } from '../actors/randomness.ts';

/** PEM, as `node:tls` takes it. */
export interface TlsIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface TlsAuthority {
  /** PEM of its own certificate. */
  readonly certificate: string;
  /** For these DNS names or addresses, and for the loopback addresses. */
  certify(names: readonly string[]): Promise<TlsIdentity>;
  /** The same by an authority of the same name that nobody trusts. */
  certifyWrongly(names: readonly string[]): Promise<TlsIdentity>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const NAME = 'CN=Kammerton mock federation, do not trust';
const DAY_MS = 86_400_000;
/** Beyond it, some verifiers refuse a server's certificate. */
const LONGEST_DAYS = 398;
const SCALAR_BYTES = 32;
const SERIAL_BYTES = 16;
const ADDRESSES = ['127.0.0.1', '::1'];

/**
 * With a secret, the same key in every run, so that a target trusts it once. Without one, a fresh key: an authority that
 * anybody could derive must be trusted by nobody.
 */
export async function createTlsAuthority(secret: string | undefined): Promise<TlsAuthority> {
  const authority = await selfSigned(secret === undefined ? await generate() : await derive(secret));
  const leaf = await generate();
  let impostor: Promise<Issuer> | undefined;
  return {
    certificate: authority.certificate.toString('pem'),
    certify: (names) => issue(authority, leaf, names),
    certifyWrongly: async (names) => {
      impostor ??= generate().then(selfSigned);
      return issue(await impostor, leaf, names);
    },
  };
}

interface Issuer {
  readonly keys: web.CryptoKeyPair;
  readonly certificate: x509.X509Certificate;
}

function generate(): Promise<web.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function derive(secret: string): Promise<web.CryptoKeyPair> {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(randomnessFor('tls authority', secret).bytes(SCALAR_BYTES));
  const point = ecdh.getPublicKey();
  const publicPart = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 1 + SCALAR_BYTES).toString('base64url'),
    y: point.subarray(1 + SCALAR_BYTES).toString('base64url'),
  };
  const privatePart = { ...publicPart, d: ecdh.getPrivateKey().toString('base64url') };
  return {
    publicKey: await webcrypto.subtle.importKey('jwk', publicPart, ALGORITHM, true, ['verify']),
    privateKey: await webcrypto.subtle.importKey('jwk', privatePart, ALGORITHM, true, ['sign']),
  };
}

async function selfSigned(keys: web.CryptoKeyPair): Promise<Issuer> {
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: NAME,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { keys, certificate };
}

async function issue(
  { keys, certificate }: Issuer,
  leaf: web.CryptoKeyPair,
  names: readonly string[],
): Promise<TlsIdentity> {
  const alternatives: x509.JsonGeneralNames = [
    ...[...names, ...ADDRESSES].map((value) => ({
      type: isIP(value) ? ('ip' as const) : ('dns' as const),
      value,
    })),
  ];
  const issued = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names[0] ?? 'peer'}`,
    issuer: certificate.subject,
    ...validity(),
    signingAlgorithm: ALGORITHM,
    publicKey: leaf.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternatives),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(leaf.publicKey),
    ],
  });
  const key = createPrivateKey(KeyObject.from(leaf.privateKey).export({ format: 'pem', type: 'pkcs8' }));
  return { key: String(key.export({ format: 'pem', type: 'pkcs8' })), cert: issued.toString('pem') };
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + LONGEST_DAYS * DAY_MS - 2 * DAY_MS) };
}

/** Positive and without leading zeros. */
function serialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** The rules of "ID-Cert, what must hold" (draft section 7.1), one function each, judged apart from one another. */

import { isSmallOrder } from './ed25519-key.ts';
import {
  describeDomain,
  describeList,
  haveSameDomain,
  isSameName,
  namesDomain,
  valuesOf,
} from './id-cert-names.ts';
import { type Certificate, OID } from './x509-reader.ts';

/** A rule that a certificate breaks. */
export interface Broken {
  /** `the certificate's key usage lacks …`: a clause that can stand in a sentence. */
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
}

/** What the certificate has to say; each thing left out is not judged. */
export interface IdCertSubject {
  readonly fid?: string;
  readonly sessionId?: string;
  /** SubjectPublicKeyInfo (DER), or the 32 raw bytes of an Ed25519 key. */
  readonly publicKey?: Uint8Array;
}

export interface RuleContext {
  readonly domain: string;
  readonly subject: IdCertSubject;
  readonly root?: Certificate;
  readonly at?: Date;
}

export type Rule = (certificate: Certificate, context: RuleContext) => Broken | undefined;

const MAX_SESSION_ID_LENGTH = 32;
const KEY_BYTES: ReadonlyMap<string, number> = new Map([
  [OID.ed25519, 32],
  [OID.ed448, 57],
]);
/** What the target's clock is known to. */
const CLOCK_TOLERANCE_MS = 2_000;

const unless = (holds: boolean, broken: () => Broken): Broken | undefined => (holds ? undefined : broken());

export const version: Rule = (certificate) =>
  unless(certificate.version === 3, () => ({
    rule: 'the certificate is not X.509 version 3',
    expected: 'version 3',
    actual: `version ${certificate.version}`,
  }));

export const sameAlgorithm: Rule = ({ signedAlgorithm, outerAlgorithm }) =>
  unless(Buffer.compare(signedAlgorithm, outerAlgorithm) === 0, () => ({
    rule: 'the signed part names another signature algorithm than the certificate',
    expected: Buffer.from(outerAlgorithm).toString('hex'),
    actual: Buffer.from(signedAlgorithm).toString('hex'),
  }));

export const validNow: Rule = ({ notBefore, notAfter }, { at }) =>
  unless(at === undefined || covers(notBefore, notAfter, at), () => ({
    rule: 'the certificate is not valid at the time in question',
    expected: `a validity that covers ${at?.toISOString()}`,
    actual: period(notBefore, notAfter),
  }));

export const strongKey: Rule = ({ publicKey }) =>
  unless(publicKey.algorithm !== OID.ed25519 || !isSmallOrder(publicKey.bytes), () => ({
    rule: "the certificate's key is a weak one",
    expected: 'a public key that is no small-order point',
    actual: Buffer.from(publicKey.bytes).toString('hex'),
  }));

/** RFC 8410, section 4: an Ed25519 key is 32 bytes, an Ed448 key 57. */
export const wholeKey: Rule = ({ publicKey: { algorithm, bytes } }) => {
  const wanted = KEY_BYTES.get(algorithm);
  return unless(wanted === undefined || bytes.length === wanted, () => ({
    rule: "the certificate's key is not of the algorithm that it names",
    expected: `${wanted} bytes for algorithm ${algorithm}`,
    actual: `${bytes.length} bytes`,
  }));
};

export const issuerDomain: Rule = ({ issuer }, { domain }) =>
  unless(namesDomain(issuer, domain), () => ({
    rule: "the certificate's issuer is not named at the domain of the server",
    expected: domain,
    actual: describeDomain(issuer),
  }));

export const equalDomains: Rule = ({ issuer, subject }) =>
  unless(haveSameDomain(issuer, subject), () => ({
    rule: "the certificate's subject and issuer are at different domains",
    expected: describeDomain(issuer),
    actual: describeDomain(subject),
  }));

export const selfIssued: Rule = ({ issuer, subject }) =>
  unless(isSameName(issuer, subject), () => ({
    rule: "the root's issuer is not itself",
    expected: 'issuer and subject equal',
    actual: `issuer ${describeName(issuer)}, subject ${describeName(subject)}`,
  }));

export const atMostOneCommonName: Rule = ({ subject }) => {
  const names = valuesOf(subject, OID.commonName);
  return unless(names.length <= 1, () => ({
    rule: 'the certificate has more than one common name',
    expected: 'at most one CN',
    actual: describeList(names, 'CN'),
  }));
};

export const rootIsAuthority: Rule = ({ basicConstraints }) =>
  unless(basicConstraints?.ca === true, () => ({
    rule: 'the root is not marked as a certificate authority',
    expected: 'basic constraints with CA true',
    actual: basicConstraints === undefined ? 'no basic constraints' : 'CA false',
  }));

export const rootPathLength: Rule = ({ basicConstraints }) =>
  unless(basicConstraints?.pathLength === 0n, () => ({
    rule: "the root's path length is not 0",
    expected: 'path length 0',
    actual: basicConstraints?.pathLength === undefined ? 'none' : String(basicConstraints.pathLength),
  }));

export const rootSignsCertificates: Rule = (certificate) =>
  unless(certificate.keyUsage?.usages.has('keyCertSign') === true, () => ({
    rule: "the root's key usage lacks keyCertSign",
    expected: 'keyCertSign',
    actual: describeUsage(certificate),
  }));

export const actorIsNoAuthority: Rule = ({ basicConstraints }) =>
  unless(basicConstraints?.ca !== true, () => ({
    rule: "the actor's certificate is marked as a certificate authority",
    expected: 'CA false or absent',
    actual: 'CA true',
  }));

export const actorSignsNoCertificates: Rule = (certificate) =>
  unless(certificate.keyUsage?.usages.has('keyCertSign') !== true, () => ({
    rule: "the actor's certificate has the key usage keyCertSign",
    expected: 'no keyCertSign',
    actual: describeUsage(certificate),
  }));

export const actorSignsMessages: Rule = (certificate) => {
  const usages = certificate.keyUsage?.usages;
  const signs = usages?.has('digitalSignature') === true || usages?.has('contentCommitment') === true;
  return unless(signs, () => ({
    rule: "the certificate's key usage lacks digitalSignature and contentCommitment",
    expected: 'digitalSignature or contentCommitment',
    actual: describeUsage(certificate),
  }));
};

export const criticalBasicConstraints: Rule = ({ basicConstraints }) =>
  unless(basicConstraints?.critical !== false, () => ({
    rule: "the certificate's basic constraints are not marked critical",
    expected: 'critical',
    actual: 'not critical',
  }));

export const criticalKeyUsage: Rule = ({ keyUsage }) =>
  unless(keyUsage?.critical !== false, () => ({
    rule: "the certificate's key usage is not marked critical",
    expected: 'critical',
    actual: 'not critical',
  }));

export const oneCommonName: Rule = ({ subject }, { subject: { fid } }) => {
  const names = valuesOf(subject, OID.commonName);
  const wanted = fid === undefined ? undefined : localPart(fid);
  const isRight = names.length === 1 && (wanted === undefined || isSameText(names[0], wanted));
  return unless(isRight, () => ({
    rule: "the certificate's common name is not the actor's local name",
    expected: wanted === undefined ? 'exactly one CN' : `exactly one CN, ${JSON.stringify(wanted)}`,
    actual: describeList(names, 'CN'),
  }));
};

export const oneUid: Rule = ({ subject }, { domain, subject: { fid } }) => {
  const uids = valuesOf(subject, OID.uid);
  const [name = ''] = valuesOf(subject, OID.commonName);
  const wanted = fid ?? `${name}@${domain}`;
  return unless(uids.length === 1 && isSameText(uids[0], wanted), () => ({
    rule: "the certificate's UID is not the actor's federation ID",
    expected: `exactly one UID, ${JSON.stringify(wanted)}`,
    actual: describeList(uids, 'UID'),
  }));
};

export const oneSessionId: Rule = ({ subject }, { subject: { sessionId } }) => {
  const found = valuesOf(subject, OID.uniqueIdentifier);
  const isRight = found.length === 1 && (sessionId === undefined || found[0] === sessionId);
  return unless(isRight, () => ({
    rule: "the certificate's uniqueIdentifier is not the session ID",
    expected: sessionId === undefined ? 'exactly one' : `exactly one, ${JSON.stringify(sessionId)}`,
    actual: describeList(found, 'uniqueIdentifier'),
  }));
};

export const legalSessionId: Rule = ({ subject }) => {
  const [found] = valuesOf(subject, OID.uniqueIdentifier);
  const isLegal =
    found === undefined || (/^[\x00-\x7f]+$/.test(found) && found.length <= MAX_SESSION_ID_LENGTH);
  return unless(isLegal, () => ({
    rule: "the certificate's session ID is not 1 to 32 IA5 characters",
    expected: '1 to 32 ASCII characters',
    actual: JSON.stringify(found),
  }));
};

export const rightKey: Rule = ({ publicKey }, { subject: { publicKey: wanted } }) => {
  const isRight =
    wanted === undefined ||
    Buffer.compare(publicKey.spki, wanted) === 0 ||
    (publicKey.algorithm === OID.ed25519 && Buffer.compare(publicKey.bytes, wanted) === 0);
  return unless(isRight, () => ({
    rule: 'the certificate carries another public key',
    expected: Buffer.from(wanted ?? []).toString('base64'),
    actual: Buffer.from(publicKey.spki).toString('base64'),
  }));
};

export const withinRoot: Rule = ({ notBefore, notAfter }, { root }) =>
  unless(root === undefined || (root.notBefore <= notBefore && notAfter <= root.notAfter), () => ({
    rule: "the certificate is valid outside the root's validity",
    expected: `within ${root === undefined ? '' : period(root.notBefore, root.notAfter)}`,
    actual: period(notBefore, notAfter),
  }));

function covers(notBefore: Date, notAfter: Date, at: Date): boolean {
  const time = at.getTime();
  return notBefore.getTime() - CLOCK_TOLERANCE_MS <= time && time <= notAfter.getTime() + CLOCK_TOLERANCE_MS;
}

function describeUsage({ keyUsage }: Certificate): string {
  return keyUsage === undefined ? 'no key usage' : [...keyUsage.usages].join(', ') || 'an empty key usage';
}

function describeName(name: Certificate['subject']): string {
  return name
    .flat()
    .map(({ type, value }) => `${type}=${JSON.stringify(value)}`)
    .join(', ');
}

const period = (from: Date, to: Date): string => `${from.toISOString()} to ${to.toISOString()}`;
const localPart = (fid: string): string => fid.slice(0, Math.max(0, fid.lastIndexOf('@')));
/** Federation IDs don't distinguish case (draft section 5). */
const isSameText = (one: string | undefined, other: string): boolean =>
  one?.toLowerCase() === other.toLowerCase();

/** One maker for each kind of harness/suite/csr-kinds.ts: a request that differs from an honest one in what its kind names. */

import { sign } from 'node:crypto';
import type { CsrKind } from '../suite/csr-kinds.ts';
import { extended, flipBit, truncated } from './byte-edits.ts';
import {
  basicConstraints,
  type Extension,
  encodePublicKey,
  keyUsage,
  OID_ED448,
  OID_ED25519,
  signCertificate,
  USAGE,
} from './certificate.ts';
import {
  type CsrFields,
  createCsr,
  encodeCsr,
  encodeRequestInfo,
  honestCsr,
  nameParts,
  signCsr,
} from './csr.ts';
import {
  type ActorNameParts,
  actorDistinguishedName,
  commonName,
  LONG_SESSION_ID_LENGTH,
  OID_COMMON_NAME,
  OID_UID,
  OID_UNIQUE_IDENTIFIER,
  otherText,
  splitFid,
  uniqueIdentifier,
  withoutAttribute,
} from './distinguished-name.ts';
import { withLargeS } from './ed25519-scalar.ts';
import { type Artefact, pem } from './encoding.ts';
import { type Actor, type KeyPair, keyPairFromSeed } from './identity.ts';
import type { Randomness } from './randomness.ts';
import { type SmallOrderPoint, signUnderSmallOrderKey } from './small-order.ts';

export interface CsrContext {
  /** Whose name a request wrongly carries; made up where absent. */
  readonly other?: Actor;
  /** Whose key stands in for the actor's; a fresh one where absent. */
  readonly key?: Actor;
  /** A domain that is not the actor's. */
  readonly otherDomain: string;
  readonly point: SmallOrderPoint;
  readonly now: Date;
  readonly randomness: Randomness;
}

type CsrMaker = (actor: Actor, context: CsrContext) => Artefact;

const DAY_MS = 86_400_000;
const SEED_BYTES = 32;
const CUT_BYTES = 10;
const EXTRA_BYTES = 4;

export function forgeCsr(actor: Actor, kind: CsrKind, context: CsrContext): Artefact {
  return MAKERS[kind](actor, context);
}

const request = (der: Uint8Array): Artefact => ({ der, label: 'CERTIFICATE REQUEST' });

/** Other content, signed by the actor's own key as it should be. */
const changing =
  (change: (fields: CsrFields, actor: Actor, context: CsrContext) => Partial<CsrFields>): CsrMaker =>
  (actor, context) => {
    const honest = honestCsr(actor);
    return request(signCsr({ ...honest, ...change(honest, actor, context) }, actor.privateKey));
  };

const naming = (change: (own: ActorNameParts, context: CsrContext) => Partial<ActorNameParts>): CsrMaker =>
  changing((_, actor, context) => {
    const own = nameParts(actor);
    return { subject: actorDistinguishedName({ ...own, ...change(own, context) }) };
  });

const withoutName = (oid: string): CsrMaker =>
  changing(({ subject }) => ({ subject: withoutAttribute(subject, oid) }));

const asking = (...extensions: readonly Extension[]): CsrMaker => changing(() => ({ extensions }));

/** The honest content with a spoilt signature. */
const withSignature =
  (spoil: (signature: Uint8Array) => Uint8Array): CsrMaker =>
  (actor) => {
    const info = encodeRequestInfo(honestCsr(actor));
    return request(encodeCsr(info, spoil(new Uint8Array(sign(null, info, actor.privateKey)))));
  };

const otherLocalPart = (own: ActorNameParts, { other }: CsrContext): string =>
  other === undefined ? otherText(own.localPart) : splitFid(other.fid).localPart;

const otherKeyPair = ({ key, randomness }: CsrContext): Pick<KeyPair, 'privateKey' | 'publicKeySpki'> =>
  key ?? keyPairFromSeed(randomness.bytes(SEED_BYTES));

const MAKERS: Readonly<Record<CsrKind, CsrMaker>> = {
  'new-key': (actor, context) => {
    const { privateKey, publicKeySpki } = otherKeyPair(context);
    return request(createCsr({ ...actor, privateKey, publicKeySpki }));
  },
  'wrong-signature': withSignature(flipBit),
  'signed-by-other-key': (actor, context) =>
    request(signCsr(honestCsr(actor), otherKeyPair(context).privateKey)),
  'signature-malleable': withSignature(withLargeS),
  'other-actor': naming((own, context) => {
    const localPart = otherLocalPart(own, context);
    return { localPart, fid: `${localPart}@${own.domain}` };
  }),
  'other-actor-cn': naming((own, context) => ({ localPart: otherLocalPart(own, context) })),
  'other-actor-uid': naming((own, context) => ({ fid: `${otherLocalPart(own, context)}@${own.domain}` })),
  'other-domain': naming((own, { otherDomain }) => ({
    domain: otherDomain,
    fid: `${own.localPart}@${otherDomain}`,
  })),
  'other-domain-components': naming((_, { otherDomain }) => ({ domain: otherDomain })),
  'other-domain-uid': naming((own, { otherDomain }) => ({ fid: `${own.localPart}@${otherDomain}` })),

  'asks-for-ca': asking(basicConstraints(true)),
  'asks-for-key-cert-sign': asking(keyUsage([USAGE.digitalSignature, USAGE.keyCertSign])),
  'asks-for-ca-and-key-cert-sign': asking(
    basicConstraints(true, 0),
    keyUsage([USAGE.digitalSignature, USAGE.keyCertSign]),
  ),

  'no-common-name': withoutName(OID_COMMON_NAME),
  'two-common-names': changing(({ subject }, actor, context) => ({
    subject: [...subject, [commonName(otherLocalPart(nameParts(actor), context))]],
  })),
  'no-uid': withoutName(OID_UID),
  'no-session-id': withoutName(OID_UNIQUE_IDENTIFIER),
  'two-session-ids': changing(({ subject }, actor) => ({
    subject: [...subject, [uniqueIdentifier(otherText(actor.sessionId))]],
  })),
  'empty-session-id': naming(() => ({ sessionId: '' })),
  'long-session-id': naming((own) => ({ sessionId: own.sessionId.padEnd(LONG_SESSION_ID_LENGTH, 'x') })),
  'non-ascii-session-id': changing(({ subject }) => ({
    subject: [
      ...withoutAttribute(subject, OID_UNIQUE_IDENTIFIER),
      [{ type: OID_UNIQUE_IDENTIFIER, value: 'séance', string: 'utf8' }],
    ],
  })),
  'empty-subject': changing(() => ({ subject: [] })),

  'small-order-key': (actor, { point }) => {
    const publicKey = encodePublicKey(OID_ED25519, point.encoding);
    const info = encodeRequestInfo({ ...honestCsr(actor), publicKey });
    return request(encodeCsr(info, signUnderSmallOrderKey(point, info)));
  },
  'algorithm-contradicts-key': changing((_, actor) => ({
    publicKey: encodePublicKey(OID_ED448, actor.publicKeyRaw),
  })),
  truncated: (actor) => request(truncated(createCsr(actor), CUT_BYTES)),
  empty: () => ({ text: '' }),
  garbage: (actor, { randomness }) => request(randomness.bytes(createCsr(actor).length)),
  'not-base64': () => ({ text: 'this is *not* Base64!' }),
  'certificate-instead': (actor, { now }) => ({ der: selfSigned(actor, now), label: 'CERTIFICATE' }),
  'trailing-bytes': (actor) => request(extended(createCsr(actor), EXTRA_BYTES)),
  pem: (actor) => ({ text: pem(createCsr(actor), 'CERTIFICATE REQUEST') }),
};

function selfSigned(actor: Actor, now: Date): Uint8Array {
  const { subject, publicKey } = honestCsr(actor);
  const fields = {
    version: 3,
    serial: 1n,
    signedAlgorithm: OID_ED25519,
    issuer: subject,
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + DAY_MS),
    subject,
    publicKey,
    extensions: [basicConstraints(false), keyUsage([USAGE.digitalSignature])],
  };
  return signCertificate(fields, actor.privateKey);
}

/** The scenario functions about certificates and requests. */

import { sign } from 'node:crypto';
import type { Peer } from '../peers/model.ts';
import { CSR_KINDS, type CsrKind } from '../suite/csr-kinds.ts';
import { FORGERIES, type ForgeryName } from '../suite/forgeries.ts';
import { decodeDer } from '../verdict/certificate-encoding.ts';
import { type Certificate, readCertificate } from '../verdict/x509-reader.ts';
import { createCsr } from './csr.ts';
import { forgeCsr } from './csr-forgeries.ts';
import { splitFid } from './distinguished-name.ts';
import { parseDuration } from './duration.ts';
import { type Artefact, base64, encodeArtefact, encodeSignature, pem } from './encoding.ts';
import { forgeCertificate } from './forge.ts';
import type { FunctionArguments, FunctionOptions } from './function-arguments.ts';
import type { FunctionContext, ScenarioFunction } from './function-context.ts';
import { type Actor, keyPairFromSeed } from './identity.ts';
import { csrOptions, forgeOptions } from './kind-options.ts';
import { type SmallOrderPoint, smallOrderPoints } from './small-order.ts';

const SEED_BYTES = 32;
const CERTIFY_OPTIONS = ['newKey', 'key', 'session'];
const DEFAULT_POINT = 'order-8-a';
const DEFAULT_SPAN = '1d';
const UNKNOWN_DOMAIN = 'elsewhere.example';

export const CERTIFICATE_FUNCTIONS = {
  forge,
  csr,
  certify: (args, context) => {
    const actor = args.actor(0);
    const options = args.options(1, CERTIFY_OPTIONS);
    const peer = context.peer(actor.home);
    if (peer === undefined) throw args.fail(`${actor.name}'s home is no peer: only peers certify here`);
    const fresh = options.flag('newKey') ? keyPairFromSeed(context.randomness.bytes(SEED_BYTES)) : undefined;
    const { idCert } = peer.provision({
      actorName: actor.actorName,
      sessionId: options.text('session') ?? actor.sessionId,
      publicKey: (options.actor('key') ?? fresh ?? actor).publicKeySpki,
    });
    return encoded({ der: idCert, label: 'CERTIFICATE' }, context);
  },
  rootOf: (args, context) =>
    encoded({ der: peerAt(args, context).rootCertificate, label: 'CERTIFICATE' }, context),
  signByHome: (args, context) =>
    encodeSignature(
      sign(null, args.data(1), peerAt(args, context).identityKey),
      context.dialect.signatureEncoding,
    ),
  pem: (args) => pem(decodeDer(args.text(0)), 'CERTIFICATE'),
  serialOf: (args) => certificateAt(args).serial.toString(16),
  publicKeyOf: (args) => base64(certificateAt(args).publicKey.spki),
  validFrom: (args) => Math.floor(certificateAt(args).notBefore.getTime() / 1000),
} as const satisfies Readonly<Record<string, ScenarioFunction>>;

function forge(args: FunctionArguments, context: FunctionContext): string {
  const actor = args.actor(0);
  const kind = args.text(1);
  if (!isForgeryName(kind)) throw args.fail(`there is no forgery "${kind}"`);
  const options = args.options(2, forgeOptions(kind));
  const key = options.actor('key');
  const session = options.text('session');
  const stranger = strangerOf(actor, context);
  const artefact = forgeCertificate(actor, kind, {
    home: context.peer(actor.home),
    otherKey: stranger?.identityKey ?? keyPairFromSeed(context.randomness.bytes(SEED_BYTES)).privateKey,
    otherDomain: options.text('domain') ?? stranger?.domain ?? UNKNOWN_DOMAIN,
    ...(key === undefined ? {} : { key }),
    ...(session === undefined ? {} : { session }),
    now: context.now(),
    byMs: spanOf(args, options),
    point: pointOf(args, options),
    randomness: context.randomness,
  });
  return encoded(artefact, context);
}

function csr(args: FunctionArguments, context: FunctionContext): string {
  const { fid, sessionId, ...rest } = args.actor(0);
  const kind = args.value(1) === undefined ? undefined : args.text(1);
  if (kind !== undefined && !isCsrKind(kind)) throw args.fail(`there is no kind of request "${kind}"`);
  const options = args.options(2, csrOptions(kind));
  const actor = { ...rest, fid: options.text('fid') ?? fid, sessionId: options.text('session') ?? sessionId };
  if (kind === undefined) {
    return encoded({ der: createCsr(actor), label: 'CERTIFICATE REQUEST' }, context);
  }
  const other = options.actor('actor');
  const key = options.actor('key');
  const artefact = forgeCsr(actor, kind, {
    ...(other === undefined ? {} : { other }),
    ...(key === undefined ? {} : { key }),
    otherDomain: options.text('domain') ?? strangerOf(actor, context)?.domain ?? UNKNOWN_DOMAIN,
    point: pointOf(args, options),
    now: context.now(),
    randomness: context.randomness,
  });
  return encoded(artefact, context);
}

function peerAt(args: FunctionArguments, context: FunctionContext): Peer {
  const name = nameOf(args.value(0));
  const peer = name === undefined ? undefined : context.peer(name);
  if (peer === undefined) throw args.fail('argument 1 must be a peer, such as peers.alpha');
  return peer;
}

const encoded = (artefact: Artefact, { dialect }: FunctionContext): string =>
  encodeArtefact(artefact, dialect.certEncoding);

const certificateAt = (args: FunctionArguments): Certificate => readCertificate(decodeDer(args.text(0)));

/** A peer that is not the actor's home, and not of its domain. */
function strangerOf(actor: Actor, context: FunctionContext): ReturnType<FunctionContext['peer']> {
  const peers = context.peerNames.filter((name) => name !== actor.home).map((name) => context.peer(name));
  return peers.find((peer) => peer !== undefined && peer.domain !== splitFid(actor.fid).domain);
}

function spanOf(args: FunctionArguments, options: FunctionOptions): number {
  const span = parseDuration(options.text('by') ?? DEFAULT_SPAN);
  if (span === undefined || span <= 0)
    throw args.fail('the option "by" must be a span such as "2d" or "90s"');
  return span;
}

function pointOf(args: FunctionArguments, options: FunctionOptions): SmallOrderPoint {
  const name = options.text('point') ?? DEFAULT_POINT;
  const point = smallOrderPoints().find((one) => one.name === name);
  if (point === undefined) {
    const names = smallOrderPoints().map((one) => one.name);
    throw args.fail(`there is no small-order point "${name}": ${names.join(', ')}`);
  }
  return point;
}

function nameOf(view: unknown): string | undefined {
  const isNamed = typeof view === 'object' && view !== null && 'name' in view;
  return isNamed && typeof view.name === 'string' ? view.name : undefined;
}

const isForgeryName = (name: string): name is ForgeryName => Object.hasOwn(FORGERIES, name);
const isCsrKind = (name: string): name is CsrKind => Object.hasOwn(CSR_KINDS, name);

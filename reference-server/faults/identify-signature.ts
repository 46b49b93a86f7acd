/** Faults of identifying: its answer, and the signature over the challenge (P2-IDN-01 to -04, -15, -16, -19, -20). */

import { createHash } from 'node:crypto';
import type { JsonObject } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';
import type { SignatureBehaviour } from '../behaviour/signature.ts';
import { KEY_LENGTH, SIGNATURE_LENGTH } from '../protocol/ed25519.ts';
import { answeringOf, deciding, withMembers } from './change.ts';
import type { Fault } from './fault.ts';

const operations = ['identify'];
/** L, the order of the base point. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The eight points of small order (specs/vectors/ed25519-edge-cases.json), each as it should be written. */
const WEAK_KEYS: ReadonlySet<string> = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]);

export const identifyFaults: readonly Fault[] = [
  {
    id: 'identify.answers-200',
    title: 'A new session is answered with 200 instead of 201',
    breaks: ['P2-IDN-01'],
    operations,
    effect: 'Clients that wait for 201 throw the token away.',
    apply: answeringOf('identify', 201, (answer) => ({ ...answer, status: 200 })),
  },
  {
    id: 'identify.gives-empty-token',
    title: 'The token of a new session is the empty text',
    breaks: ['P2-IDN-01', 'P2-IDN-02'],
    operations,
    effect: 'Clients believe that they are signed in and are refused everywhere.',
    apply: answeringOf('identify', 201, (answer) => withMembers(answer, () => ({ token: '' }))),
  },
  {
    id: 'identify.names-token-otherwise',
    title: 'The token comes as `access_token` instead of `token`',
    breaks: ['P2-IDN-01', 'P2-IDN-02', 'P2-GEN-04'],
    operations,
    effect: 'Clients that follow the documents find no token.',
    apply: answeringOf('identify', 201, (answer) =>
      isObject(answer.body) ? { ...answer, body: { access_token: answer.body.token ?? '' } } : answer,
    ),
  },
  {
    id: 'identify.token-opens-nothing',
    title: 'The token of a foreign actor opens no locked route',
    breaks: ['P2-IDN-02'],
    operations: ['identify', 'revokeSession'],
    effect: 'Actors of other servers can sign in and then do nothing, not even sign out.',
    apply: deciding('access', () => ({ opens: ({ kind }) => kind === 'home' })),
  },
  {
    id: 'identify.payload-is-text',
    title: 'The `payload` of a new session is a text',
    breaks: ['P2-IDN-03', 'P2-GEN-04'],
    operations,
    effect: 'Clients that read members of it break on signing in.',
    apply: answeringOf('identify', 201, (answer) => withMembers(answer, () => ({ payload: 'welcome' }))),
  },
  {
    id: 'identify.never-checks-signature',
    title: 'The signature over the challenge is not checked at all',
    breaks: ['P2-IDN-04', 'P2-IDN-15', 'P2-IDN-16'],
    operations,
    effect: 'Whoever has seen the public ID-Cert of somebody signs in as that person.',
    apply: deciding('identify', () => ({ provesPossession: () => true })),
  },
  {
    id: 'identify.checks-signature-once-per-key',
    title: 'The signature of a key that proved itself once is not checked again',
    breaks: ['P2-IDN-04'],
    operations,
    effect: 'Whoever signed in once can be impersonated from then on.',
    apply: deciding('identify', ({ provesPossession }) => {
      const proven = new Set<string>();
      return {
        provesPossession: (proof, strict) => {
          const key = hexOf(proof.publicKey);
          if (provesPossession(proof, strict)) proven.add(key);
          return proven.has(key);
        },
      };
    }),
  },
  {
    id: 'identify.needs-no-signature',
    title: 'Where the signature is missing or empty, it is not asked for',
    breaks: ['P2-IDN-20', 'P2-IDN-16'],
    operations,
    effect: 'Leaving out the proof is all it takes to sign in as anybody.',
    apply: deciding('identify', ({ decodeSignature, provesPossession, readCompletedChallenge }) => ({
      readCompletedChallenge: (body) => readCompletedChallenge(withSomeSignature(body)),
      decodeSignature: (text) => (text === '' ? new Uint8Array(0) : decodeSignature(text)),
      provesPossession: (proof, strict) => proof.signature.length === 0 || provesPossession(proof, strict),
    })),
  },
  {
    id: 'identify.reads-only-beginning-of-signatures',
    title: 'Bytes behind the 64 of a signature are overlooked',
    breaks: ['P2-IDN-16'],
    operations,
    effect: 'One proof has many spellings, so that lists of seen ones catch nothing.',
    apply: deciding('identify', ({ decodeSignature }) => ({
      decodeSignature: (text) => decodeSignature(text)?.slice(0, SIGNATURE_LENGTH),
    })),
  },
  {
    id: 'identify.accepts-large-s',
    title: 'A signature over the challenge passes with S + L for S',
    breaks: ['P2-IDN-15'],
    operations,
    effect: 'Anybody can make a second signature of one that was seen.',
    apply: deciding('identify', ({ provesPossession }) => ({
      provesPossession: (proof, strict) => provesPossession(proof, lax(strict)),
    })),
  },
  {
    id: 'identify.accepts-weak-keys',
    title: 'Keys of small order pass',
    breaks: ['P2-IDN-15'],
    operations,
    effect: 'For such a key anybody can make signatures, so that its owner can deny everything.',
    apply: deciding('signature', () => ({ isStrongKey: (publicKey) => publicKey.length === KEY_LENGTH })),
  },
  {
    id: 'identify.knows-weak-keys-by-one-spelling',
    title: 'Keys of small order are told by a list that lacks their non-canonical spellings',
    breaks: ['P2-IDN-15'],
    operations,
    effect: 'A weak key gets in under its other spelling.',
    apply: deciding('signature', ({ isStrongKey }) => ({
      isStrongKey: (publicKey) => isStrongKey(publicKey) || !WEAK_KEYS.has(hexOf(publicKey)),
    })),
  },
  {
    id: 'identify.gives-actor-one-token',
    title: 'All sessions of an actor have the same token',
    breaks: ['P2-IDN-19'],
    operations,
    effect: 'Revoking a lost phone is of no use, or ends every other session too.',
    apply: deciding('session', () => ({
      token: ({ fid }) => createHash('sha256').update(fid).digest('base64url'),
    })),
  },
];

function withSomeSignature(body: JsonObject): JsonObject {
  const { completed_challenge: completed } = body;
  if (!isObject(completed)) return body;
  return { ...body, completed_challenge: { ...completed, signature: completed.signature ?? '' } };
}

/** Verification that reduces S, as RFC 8032 forbids. */
export function lax(strict: SignatureBehaviour): SignatureBehaviour {
  return {
    ...strict,
    hasCanonicalScalar: (bytes) => bytes.length === SIGNATURE_LENGTH,
    holds: (message, bytes, publicKey) => strict.holds(message, reduced(bytes), publicKey),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The signature with S reduced modulo L. */
export function reduced(bytes: Uint8Array): Uint8Array {
  const scalar =
    BigInt(`0x${Buffer.from(bytes.subarray(KEY_LENGTH)).reverse().toString('hex')}`) % GROUP_ORDER;
  const hex = scalar.toString(16).padStart(2 * KEY_LENGTH, '0');
  return new Uint8Array(Buffer.concat([bytes.subarray(0, KEY_LENGTH), Buffer.from(hex, 'hex').reverse()]));
}

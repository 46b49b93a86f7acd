/** Every function of the expression language: what it takes, what it gives, one line of doc and an example. */

import { CSR_KIND_NAMES } from './csr-kinds.ts';
import { FORGERY_NAMES } from './forgeries.ts';
import { SPELLINGS } from './json-spellings.ts';

/**
 * What a parameter takes: `actor` and `peer` are the scope's own objects, `data` is text or bytes, `encoded` is an encoded
 * value (Base64, or what the target's dialect says) that is decoded, altered and encoded again.
 */
export type ParameterType =
  | 'actor'
  | 'peer'
  | 'text'
  | 'encoded'
  | 'data'
  | 'number'
  | 'options'
  | 'list'
  | 'any';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly optional?: true;
  /** A closed list: a literal argument outside it is refused when the scenario is loaded. */
  readonly words?: readonly string[];
}

export interface FunctionWord {
  readonly parameters: readonly Parameter[];
  readonly gives: 'text' | 'number' | 'bytes' | 'object' | 'list' | 'any';
  readonly doc: string;
  readonly example: string;
  /** Names that people try for it; only used to suggest the right one. */
  readonly alsoCalled?: readonly string[];
}

const actor: Parameter = { name: 'actor', type: 'actor' };
const text: Parameter = { name: 'text', type: 'text' };
const cert: Parameter = { name: 'cert', type: 'encoded' };
const encoded: Parameter = { name: 'encoded', type: 'encoded' };
const data: Parameter = { name: 'data', type: 'data' };
const options: Parameter = { name: 'options', type: 'options', optional: true };
const count: Parameter = { name: 'count', type: 'number' };
const seconds: Parameter = { name: 'seconds', type: 'number' };

const SIGNATURES = {
  sign: {
    parameters: [actor, data],
    gives: 'text',
    doc: "The actor's Ed25519 signature over the text (its UTF-8 bytes), encoded as the target wants it.",
    example: 'sign(alice, challenge)',
  },
  malleable: {
    parameters: [encoded],
    gives: 'text',
    doc: 'The same signature with S + L for S: lax verifiers take it, strict ones refuse it.',
    example: 'malleable(sign(alice, challenge))',
  },
  signSmallOrder: {
    parameters: [cert, data],
    gives: 'text',
    doc: 'A signature made without any private key that lax verifiers accept under the small-order key of a forged certificate.',
    example: "signSmallOrder(forge(alice, 'small-order-key'), challenge)",
  },
  flipBit: {
    parameters: [encoded],
    gives: 'text',
    doc: 'Flips one bit in the middle of the decoded bytes and encodes them again: signature, certificate or CSR.',
    example: 'flipBit(sign(alice, challenge))',
  },
  truncated: {
    parameters: [encoded, { ...count, optional: true }],
    gives: 'text',
    doc: 'Without its last bytes (one, unless a number is given).',
    example: 'truncated(sign(alice, challenge))',
  },
  extended: {
    parameters: [encoded, { ...count, optional: true }],
    gives: 'text',
    doc: 'With extra zero bytes at the end (one, unless a number is given).',
    example: 'extended(alice.idCert, 4)',
  },
} as const satisfies Record<string, FunctionWord>;

const CERTIFICATES = {
  forge: {
    parameters: [actor, { name: 'kind', type: 'text', words: FORGERY_NAMES }, options],
    gives: 'text',
    doc: "An ID-Cert of the actor that is wrong in the one way that the kind names; otherwise as the actor's home would issue it.",
    example: "forge(alice, 'expired')",
  },
  certify: {
    parameters: [actor, options],
    gives: 'text',
    doc: "Another valid ID-Cert from the actor's home peer, for the same key and session unless the options say otherwise (`{newKey: true, session: '…'}`).",
    example: 'certify(alice)',
    alsoCalled: ['issue', 'renew'],
  },
  csr: {
    parameters: [actor, { name: 'kind', type: 'text', optional: true, words: CSR_KIND_NAMES }, options],
    gives: 'text',
    doc: "A certificate request for the actor's key, name and session; with a kind it is wrong, or special, in that one way.",
    example: "csr(bob, 'wrong-signature')",
  },
  rootOf: {
    parameters: [{ name: 'peer', type: 'peer' }],
    gives: 'text',
    doc: "A peer's own (root) ID-Cert.",
    example: 'rootOf(peers.alpha)',
    alsoCalled: ['idCertOf'],
  },
  signByHome: {
    parameters: [{ name: 'peer', type: 'peer' }, data],
    gives: 'text',
    doc: "A signature made with a peer's own key, the one that signs its actors' ID-Certs.",
    example: 'signByHome(peers.alpha, challenge)',
  },
  pem: {
    parameters: [cert],
    gives: 'text',
    doc: 'The same certificate as PEM text.',
    example: 'pem(alice.idCert)',
  },
  serialOf: {
    parameters: [cert],
    gives: 'text',
    doc: 'The serial number of a certificate, in hex digits.',
    example: 'serialOf(bob.idCert)',
  },
  publicKeyOf: {
    parameters: [cert],
    gives: 'text',
    doc: "The public key that a certificate carries (Base64 of the DER SubjectPublicKeyInfo, like an actor's `publicKey`).",
    example: 'publicKeyOf(cert)',
  },
  validFrom: {
    parameters: [cert],
    gives: 'number',
    doc: 'When a certificate begins to be valid, in UNIX seconds.',
    example: 'validFrom(bob.idCert)',
  },
} as const satisfies Record<string, FunctionWord>;

const MESSAGES = {
  message: {
    parameters: [actor, options],
    gives: 'object',
    doc: "A signed inbox message from the actor, in the target's dialect: `to` is wanted; `type`, `timestamp`, `from` may be given, `with: {…}` (further members of the payload), `payload` (another one altogether), `bare: true` (none), `weak: true` (signed by nobody, under the neutral element as key), and `signedAs` (`payload` or `envelope`: whose values the signature covers where both have a member).",
    example: 'message(alice, {to: bob.handle})',
  },
  signMessage: {
    parameters: [actor, { name: 'message', type: 'options' }],
    gives: 'object',
    doc: "The message as it stands with a new `signature` by the actor, in the target's dialect.",
    example: 'signMessage(mallory, message(alice, {to: bob.handle}))',
  },
  spelled: {
    parameters: [
      { name: 'value', type: 'any' },
      { name: 'how', type: 'text', words: Object.keys(SPELLINGS) },
    ],
    gives: 'text',
    doc: `JSON text of a value in another legal spelling, for \`rawBody\`: ${Object.entries(SPELLINGS)
      .map(([name, meaning]) => `\`${name}\` (${meaning})`)
      .join(', ')}.`,
    example: "spelled(message(alice, {to: bob.handle}), 'reversed')",
  },
  rawKey: {
    parameters: [actor],
    gives: 'text',
    doc: "The actor's public key as Base64 of its 32 raw bytes.",
    example: 'rawKey(bob)',
  },
  keyPackage: {
    parameters: [],
    gives: 'any',
    doc: "A fresh KeyPackage: one of the target file's fixtures, or a made-up object.",
    example: 'keyPackage()',
  },
  lastResortKeyPackage: {
    parameters: [],
    gives: 'any',
    doc: 'Like keyPackage(), for the last resort.',
    example: 'lastResortKeyPackage()',
  },
  eventsOf: {
    parameters: [
      { name: 'events', type: 'list' },
      { name: 'kind', type: 'text', words: ['newSession', 'serverKeyChange'] },
    ],
    gives: 'list',
    doc: "Those of the events that are of the kind, told apart by the target's dialect.",
    example: "size(eventsOf(events, 'newSession')) == 1",
  },
} as const satisfies Record<string, FunctionWord>;

const FRESH = {
  freshName: {
    parameters: [],
    gives: 'text',
    doc: 'A local name that nobody has: lower case letters and digits, without i and k.',
    example: 'freshName()',
  },
  freshPassword: { parameters: [], gives: 'text', doc: 'A password.', example: 'freshPassword()' },
  freshChallenge: {
    parameters: [],
    gives: 'text',
    doc: 'A well-formed challenge that no server ever issued.',
    example: 'freshChallenge()',
  },
  freshSessionId: {
    parameters: [],
    gives: 'text',
    doc: 'A session ID that is not in use.',
    example: 'freshSessionId()',
  },
  randomToken: {
    parameters: [],
    gives: 'text',
    doc: 'A token that no server ever issued.',
    example: 'randomToken()',
  },
  randomBytes: {
    parameters: [count],
    gives: 'text',
    doc: 'Base64 of so many random bytes.',
    example: 'randomBytes(64)',
  },
} as const satisfies Record<string, FunctionWord>;

const TIME = {
  now: {
    parameters: [],
    gives: 'number',
    doc: "The present in UNIX seconds, by the target's clock.",
    example: 'unix(now() + 60)',
  },
  at: {
    parameters: [{ name: 'offset', type: 'text' }],
    gives: 'number',
    doc: "UNIX seconds, so far from now by the target's clock: a sign, a number, and s, m, h or d.",
    example: "at('-1h')",
  },
  unix: {
    parameters: [seconds],
    gives: 'text',
    doc: 'UNIX seconds as the decimal string that the protocol sends.',
    example: "unix(at('-1h'))",
  },
  iso: {
    parameters: [seconds],
    gives: 'text',
    doc: 'UNIX seconds as ISO 8601 text in UTC.',
    example: "iso(at('-1h'))",
  },
} as const satisfies Record<string, FunctionWord>;

const TEXT = {
  upper: {
    parameters: [text],
    gives: 'text',
    doc: 'ASCII letters in upper case.',
    example: 'upper(bob.fid)',
    alsoCalled: ['upperCase', 'toUpperCase'],
  },
  lower: {
    parameters: [text],
    gives: 'text',
    doc: 'ASCII letters in lower case.',
    example: 'lower(bob.fid)',
    alsoCalled: ['lowerCase', 'toLowerCase'],
  },
  swapCase: {
    parameters: [text],
    gives: 'text',
    doc: 'Each ASCII letter in its other case.',
    example: 'swapCase(challenge)',
  },
  repeat: {
    parameters: [text, count],
    gives: 'text',
    doc: 'The text so many times (16 MiB at most).',
    example: "repeat('a', 300)",
  },
  localOf: {
    parameters: [text],
    gives: 'text',
    doc: 'What stands before the @ of a federation ID or handle.',
    example: 'localOf(bob.fid)',
  },
  domainOf: {
    parameters: [text],
    gives: 'text',
    doc: 'What stands after the @ of a federation ID or handle.',
    example: "upper(localOf(bob.fid)) + '@' + domainOf(bob.fid)",
  },
  base64: {
    parameters: [data],
    gives: 'text',
    doc: 'Padded Base64 of bytes, or of the UTF-8 bytes of a text.',
    example: "base64('hello')",
  },
  fromBase64: {
    parameters: [text],
    gives: 'bytes',
    doc: 'The bytes of a Base64 text, for `rawBody`.',
    example: 'fromBase64(alice.idCert)',
  },
  hex: {
    parameters: [text],
    gives: 'bytes',
    doc: 'Bytes written as hex digits, for `rawBody`.',
    example: "hex('c328')",
    alsoCalled: ['bytes', 'fromHex'],
  },
  json: {
    parameters: [{ name: 'value', type: 'any' }],
    gives: 'text',
    doc: 'Compact JSON text of a value.',
    example: 'base64(json(sent))',
  },
  nested: {
    parameters: [{ name: 'depth', type: 'number' }],
    gives: 'text',
    doc: 'JSON text of arrays nested so deep, for `rawBody`.',
    example: 'nested(10000)',
  },
} as const satisfies Record<string, FunctionWord>;

/** Headings of the documentation, in reading order. */
export const FUNCTION_GROUPS = {
  Signatures: SIGNATURES,
  Certificates: CERTIFICATES,
  'Messages and packages': MESSAGES,
  'Fresh values': FRESH,
  Time: TIME,
  Text: TEXT,
} as const;

const ALL = { ...SIGNATURES, ...CERTIFICATES, ...MESSAGES, ...FRESH, ...TIME, ...TEXT } as const;

export type FunctionName = keyof typeof ALL;

export const FUNCTIONS: Readonly<Record<FunctionName, FunctionWord>> = ALL;

export const FUNCTION_NAMES: readonly string[] = Object.keys(ALL);

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(ALL, name);
}

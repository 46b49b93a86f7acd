/** Decisions about a client that proves who it is (P2-IDN). */

import { decodeBase64 } from '../protocol/base64.ts';
import type { JsonObject, JsonValue } from './facts.ts';
import { isObject } from './json-shapes.ts';
import { type SignatureBehaviour, verifiesStrictly } from './signature.ts';

export interface CompletedChallenge {
  readonly challenge: string;
  /** As sent. */
  readonly signature: string;
}

export interface Proof {
  readonly challenge: string;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

export interface IdentifyBehaviour {
  /** Where the completed challenge stands (D1); nothing: it is missing or misshapen (P2-IDN-20). */
  readCompletedChallenge(body: JsonObject): CompletedChallenge | undefined;
  /** How a signature is written (D3). */
  decodeSignature(text: string): Uint8Array | undefined;
  /** Whether the signature over the challenge is the certified key's (P2-IDN-04). */
  provesPossession(proof: Proof, strict: SignatureBehaviour): boolean;
  /** The optional `payload` of the answer (P2-IDN-03). */
  payload(): JsonObject | undefined;
}

export const identify: IdentifyBehaviour = {
  readCompletedChallenge: ({ completed_challenge: value }) => readPair(value),
  decodeSignature: decodeBase64,
  provesPossession: ({ challenge, signature, publicKey }, strict) =>
    verifiesStrictly(strict, Buffer.from(challenge, 'utf8'), signature, publicKey),
  payload: () => undefined,
};

function readPair(value: JsonValue | undefined): CompletedChallenge | undefined {
  if (!isObject(value)) return undefined;
  const { challenge, signature } = value;
  return typeof challenge === 'string' && typeof signature === 'string'
    ? { challenge, signature }
    : undefined;
}

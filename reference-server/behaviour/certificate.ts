/** Decisions about certificates that are presented to this server. */

import { decodeBase64, encodeBase64 } from '../protocol/base64.ts';
import {
  actorRules,
  type Link,
  linkRules,
  type Presented,
  type PresentedRoot,
  rootRules,
} from './certificate-rules.ts';
import type { Rule } from './facts.ts';

export interface CertificateBehaviour {
  /** From the text of a JSON string to bytes (D2, P2-IDN-16). */
  decode(text: string): Uint8Array | undefined;
  /** From bytes to the text of a JSON string. */
  encode(der: Uint8Array): string;
  /** What must hold of an actor's certificate before anyone else is asked. */
  readonly actorRules: readonly Rule<Presented>[];
  /** What must hold of a home server's own certificate (P2-IDN-21). */
  readonly rootRules: readonly Rule<PresentedRoot>[];
  /** What must hold between the two (P2-IDN-09, -22). */
  readonly linkRules: readonly Rule<Link>[];
}

export const certificate: CertificateBehaviour = {
  decode: decodeBase64,
  encode: encodeBase64,
  actorRules,
  rootRules,
  linkRules,
};

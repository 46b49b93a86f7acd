/** The mock federation as scenarios see it. */

import type { KeyObject } from 'node:crypto';

/** One request that a peer was sent, and how it answered. */
export interface JournalEntry {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly operation?: string;
  readonly body?: string;
  readonly status: number;
}

/** What a peer certifies for one session of one of its actors. */
export interface ProvisionRequest {
  readonly actorName: string;
  readonly sessionId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

export interface Peer {
  readonly name: string;
  readonly domain: string;
  readonly url: string;
  /** The key that signs its ID-Certs: forging needs it. */
  readonly identityKey: KeyObject;
  readonly rootCertificate: Uint8Array;
  provision(request: ProvisionRequest): { readonly fid: string; readonly idCert: Uint8Array };
  journal(): readonly JournalEntry[];
  setFaults(ids: readonly string[]): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A peer that scenarios call `newcomer` is another one in every story: no target has met it before. */
export const NEWCOMER_PEER = 'newcomer';
/** A peer that scenarios call `absent` has keys and a domain, but its name leads nowhere. */
export const ABSENT_PEER = 'absent';

export interface Network {
  peer(name: string): Peer | undefined;
  /** `alpha`, `beta`, … : the names that scenarios may use, `newcomer` and `absent` apart. */
  readonly names: readonly string[];
  /** A peer that nobody has met in this run; undefined once the pool is used up. */
  takeNewcomer(): Promise<Peer | undefined>;
  /** Peer domain → base URL, complete from the start. */
  readonly addresses: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

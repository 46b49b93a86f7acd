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

export interface Network {
  peer(name: string): Peer | undefined;
  /** `alpha`, `beta`, … : the names that scenarios may use. */
  readonly names: readonly string[];
  /** Peer domain → base URL, complete from the start. */
  readonly addresses: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

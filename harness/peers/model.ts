/** The mock federation as scenarios see it. */

import type { KeyObject } from 'node:crypto';

/** One request that a peer was sent, and how it answered. Text is the sender's: bounded, but not escaped. */
export interface JournalEntry {
  /** ISO 8601, by the peer's clock. */
  readonly at: string;
  /** Address and port that it came from. */
  readonly from: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Unset where no profile knows such a route. */
  readonly operation?: string;
  readonly body?: string;
  /** 0: not answered, or not yet. */
  readonly status: number;
  /** The wire fault that it met. */
  readonly fault?: string;
}

/** What a peer certifies for one session of one of its actors. */
export interface ProvisionRequest {
  readonly actorName: string;
  readonly sessionId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

/** What a peer's discovery shows of one of its actors from now on. */
export interface PublishRequest {
  readonly actorName: string;
  /** Both: padded Base64 of 32 raw bytes. */
  readonly signingKey: string;
  readonly encryptionKey: string;
}

export interface Peer {
  readonly name: string;
  readonly domain: string;
  readonly url: string;
  /** The key that signs its ID-Certs now: forging needs it. */
  readonly identityKey: KeyObject;
  /** DER of the current one. */
  readonly rootCertificate: Uint8Array;
  /** The ids last set. */
  readonly faults: readonly string[];
  provision(request: ProvisionRequest): { readonly fid: string; readonly idCert: Uint8Array };
  /** The handle is unset where the name makes no alias. */
  publish(request: PublishRequest): { readonly handle: string | undefined };
  /** Oldest first; a request is there from the moment it arrives. */
  journal(): readonly JournalEntry[];
  /** How often it was asked this operation. */
  asked(operation: string): number;
  /**
   * Replaces the faults in force, of the wire and of the reference server, from the next request on. Open connections stay,
   * unless the peer goes down or shows another certificate. Throws, naming the nearest, where an id is unknown.
   */
  setFaults(ids: readonly string[]): Promise<void>;
  /** A new identity key and root; refused for peers that other scenarios rely on. */
  rotateKey(): Promise<void>;
  /** How far its clock is ahead of the network's. */
  setClockOffset(seconds: number): void;
  /** Stops listening: connections are refused until {@link start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A peer that scenarios call `newcomer` is another one in every story: no target has met it before. */
export const NEWCOMER_PEER = 'newcomer';
/** A peer that scenarios call `absent` has keys and a domain, but its name leads nowhere. */
export const ABSENT_PEER = 'absent';

export interface Network {
  /** One that is up already: a shared peer, `absent`, or one that was summoned. */
  peer(name: string): Peer | undefined;
  /** Any peer of {@link directory} or `absent`, started if need be. */
  summon(name: string): Promise<Peer | undefined>;
  /** `alpha`, `beta`, … : the names that scenarios may use, `newcomer` and `absent` apart. */
  readonly names: readonly string[];
  /** Every peer that has an address, the pool included. */
  readonly directory: readonly { readonly name: string; readonly domain: string; readonly url: string }[];
  /** A peer that nobody has met in this run; undefined once the pool is used up. */
  takeNewcomer(): Promise<Peer | undefined>;
  /** Peer domain → base URL, complete from the start. */
  readonly addresses: Readonly<Record<string, string>>;
  /** PEM file of the authority behind the peers' TLS certificates; set where they speak TLS. */
  readonly caFile?: string;
  /** Moves the clocks of all peers. */
  setClockOffset(seconds: number): void;
  /** Told of each request once its answer is known; returns what ends that. */
  follow(listener: (peer: string, entry: JournalEntry) => void): () => void;
  close(): Promise<void>;
}

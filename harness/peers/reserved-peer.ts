/** One mock server: its port is taken at once, the server behind it begins to exist when first needed. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReferenceServer, type ReferenceServer } from '../../reference-server/index.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { JournalEntry, Peer } from './model.ts';

export interface PeerOptions {
  readonly secret: string;
  readonly runId: string;
  readonly clock: { now(): Date };
  readonly resolve: (domain: string) => string | undefined;
}

const LOOPBACK = '127.0.0.1';
const KEY_BYTES = 32;
/** Fixed, so that a peer's root certificate is the same in every run, byte for byte. */
const ROOT_VALIDITY = {
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2049-01-01T00:00:00Z'),
};
/** A peer remembers this many requests; a target that asks more is not served better by a longer list. */
const JOURNAL_LENGTH = 10_000;

export class ReservedPeer {
  readonly name: string;
  readonly domain: string;
  readonly #options: PeerOptions;
  readonly #listener: Server;
  readonly #journal: JournalEntry[] = [];
  #port: number;
  #peer: Promise<Peer> | undefined;
  #server: ReferenceServer | undefined;

  private constructor(name: string, options: PeerOptions, port = 0) {
    this.#port = port;
    this.name = name;
    this.domain = `${name}.test`;
    this.#options = options;
    this.#listener = createServer((request, response) => void this.#answer(request, response));
  }

  /** Takes `port`, or a free one, on loopback; fails with EADDRINUSE where it is taken. */
  static async reserve(name: string, options: PeerOptions, port?: number): Promise<ReservedPeer> {
    const peer = new ReservedPeer(name, options, port);
    await peer.#listen();
    return peer;
  }

  /** A peer with keys and a domain that nobody can reach. */
  static unreachable(name: string, options: PeerOptions): ReservedPeer {
    return new ReservedPeer(name, options);
  }

  get url(): string {
    return `http://${LOOPBACK}:${this.#port}`;
  }

  /** The peer itself, created on the first call. */
  summon(): Promise<Peer> {
    this.#peer ??= this.#create();
    return this.#peer;
  }

  async close(): Promise<void> {
    await this.#stopListening();
    await this.#server?.close();
  }

  async #create(): Promise<Peer> {
    const { secret, runId, clock, resolve } = this.#options;
    const lasting = randomnessFor('peer', secret, this.name);
    const identityKeySeed = lasting.bytes(KEY_BYTES);
    let stream = lasting;
    const server = await createReferenceServer({
      domain: this.domain,
      clock,
      resolve,
      identityKeySeed,
      rootValidity: ROOT_VALIDITY,
      randomness: { bytes: (count) => stream.bytes(count) },
      onRequest: (entry) => this.#record(entry),
    });
    await server.app.ready();
    // The key and the root are the same for ever; serial numbers and tokens must differ between runs.
    stream = randomnessFor('peer', secret, this.name, runId);
    this.#server = server;
    return {
      name: this.name,
      domain: this.domain,
      url: this.url,
      identityKey: server.identityKey(),
      rootCertificate: server.rootCertificate(),
      provision: (request) => server.provision(request),
      journal: () => [...this.#journal],
      setFaults: async (ids) => server.setFaults(ids),
      stop: () => this.#stopListening(),
      start: () => this.#listen(),
    };
  }

  #record(entry: JournalEntry): void {
    this.#journal.push(entry);
    if (this.#journal.length > JOURNAL_LENGTH) this.#journal.shift();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.summon();
    this.#server?.app.routing(request, response);
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(this.#port, LOOPBACK, () => {
        this.#listener.removeListener('error', reject);
        this.#port = (this.#listener.address() as AddressInfo).port;
        this.#listener.unref();
        resolve();
      });
    });
  }

  #stopListening(): Promise<void> {
    if (!this.#listener.listening) return Promise.resolve();
    return new Promise((resolve) => {
      this.#listener.close(() => resolve());
      this.#listener.closeAllConnections();
    });
  }
}

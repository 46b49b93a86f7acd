/** One mock server: its address is taken at once, the server behind it begins to exist when first needed. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createReferenceServer, type ReferenceServer } from '../../reference-server/index.ts';
import { randomnessFor } from '../actors/randomness.ts';
import { type ChosenFaults, chooseFaults } from './chosen-faults.ts';
import { Journal } from './journal.ts';
import type { JournalEntry, Peer } from './model.ts';
import type { OperationOf } from './operations.ts';
import { meetFault, serveHonestly } from './serve-request.ts';
import type { Station } from './station.ts';
import type { TlsIdentity } from './tls-authority.ts';

export interface PeerOptions {
  readonly secret: string;
  readonly runId: string;
  /** The network's. */
  readonly clock: { now(): Date };
  readonly resolve: (domain: string) => string | undefined;
  readonly operationOf: OperationOf;
  readonly onRequest: (peer: string, entry: JournalEntry) => void;
}

/** What is the peer's own. */
export interface PeerIdentity {
  readonly name: string;
  readonly domain: string;
  /** Whether others rely on its key, so that it must never change. */
  readonly keepsKey: boolean;
}

/** How the world reaches a peer; nothing: it does not. */
export interface PeerAddress {
  readonly station: Station;
  /** A second origin that answers honestly in its name; opened when first needed. */
  readonly elsewhere: (
    serve: (request: IncomingMessage, response: ServerResponse) => void,
  ) => Promise<Station>;
  readonly tls?: {
    certify(): Promise<TlsIdentity>;
    certifyWrongly(): Promise<TlsIdentity>;
  };
}

const KEY_BYTES = 32;
/** Fixed, so that a peer's root certificate is the same in every run, byte for byte. */
const ROOT_VALIDITY = {
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2049-01-01T00:00:00Z'),
};
const NO_FAULTS: ChosenFaults = { isDown: false, isTlsInvalid: false, ofServer: [] };

export class ReservedPeer {
  readonly name: string;
  readonly domain: string;
  readonly #identity: PeerIdentity;
  readonly #options: PeerOptions;
  readonly #journal: Journal;
  #address: PeerAddress | undefined;
  #elsewhere: Promise<Station> | undefined;
  #server: Promise<ReferenceServer> | undefined;
  #peer: Promise<Peer> | undefined;
  #faults: readonly string[] = [];
  #chosen = NO_FAULTS;
  #isStopped = false;
  #clockOffsetMs = 0;

  constructor(identity: PeerIdentity, options: PeerOptions) {
    this.#identity = identity;
    this.name = identity.name;
    this.domain = identity.domain;
    this.#options = options;
    this.#journal = new Journal((entry) => options.onRequest(identity.name, entry));
  }

  /** Gives it an address; without one it is unreachable. */
  settleAt(address: PeerAddress): void {
    this.#address = address;
  }

  get url(): string {
    return this.#address?.station.url ?? `http://${this.domain}`;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  get isUp(): boolean {
    return this.#peer !== undefined;
  }

  /** The peer itself, created on the first call. */
  summon(): Promise<Peer> {
    this.#peer ??= this.#create();
    return this.#peer;
  }

  /** Answers a request that came to its address. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const { acting } = this.#chosen;
    const entry = this.#begin(request);
    const server = this.#startServer();
    const done = acting
      ? meetFault({ request, response, fault: acting, entry, server, elsewhere: () => this.#openElsewhere() })
      : serveHonestly({ request, response, entry, server });
    done.catch(() => response.destroy());
  }

  async close(): Promise<void> {
    this.#address?.station.shut();
    (await this.#elsewhere)?.shut();
    await (await this.#server)?.close();
  }

  async #create(): Promise<Peer> {
    const server = await this.#startServer();
    const self = this;
    return {
      name: this.name,
      domain: this.domain,
      url: this.url,
      get identityKey() {
        return server.identityKey();
      },
      get rootCertificate() {
        return server.rootCertificate();
      },
      get faults() {
        return self.#faults;
      },
      provision: (request) => server.provision(request),
      publish: (request) => server.publish(request),
      journal: () => this.#journal.entries(),
      asked: (operation) => this.#journal.asked(operation),
      setFaults: (ids) => this.#setFaults(server, ids),
      rotateKey: () => this.#rotateKey(server),
      setClockOffset: (seconds) => {
        this.#clockOffsetMs = seconds * 1000;
      },
      stop: async () => {
        this.#isStopped = true;
        await this.#openOrShut();
      },
      start: async () => {
        this.#isStopped = false;
        await this.#openOrShut();
      },
    };
  }

  #startServer(): Promise<ReferenceServer> {
    this.#server ??= this.#createServer();
    return this.#server;
  }

  async #createServer(): Promise<ReferenceServer> {
    const { secret, runId, resolve } = this.#options;
    const lasting = randomnessFor('peer', secret, this.name);
    const identityKeySeed = lasting.bytes(KEY_BYTES);
    let stream = lasting;
    const server = await createReferenceServer({
      domain: this.domain,
      clock: { now: () => this.#now() },
      resolve,
      identityKeySeed,
      rootValidity: ROOT_VALIDITY,
      since: ROOT_VALIDITY.notBefore,
      randomness: { bytes: (count) => stream.bytes(count) },
    });
    // The key and the root are the same for ever; serial numbers and tokens must differ between runs.
    stream = randomnessFor('peer', secret, this.name, runId);
    return server;
  }

  async #setFaults(server: ReferenceServer, ids: readonly string[]): Promise<void> {
    const tls = this.#address?.tls;
    const chosen = chooseFaults(ids, { tls: tls !== undefined });
    await chosen.acting?.prepare?.();
    server.setFaults(chosen.ofServer);
    if (tls && chosen.isTlsInvalid !== this.#chosen.isTlsInvalid) {
      this.#address?.station.showCertificate(() =>
        chosen.isTlsInvalid ? tls.certifyWrongly() : tls.certify(),
      );
    }
    this.#faults = [...ids];
    this.#chosen = chosen;
    await this.#openOrShut();
  }

  /** By its own route, as an administrator would; the journal keeps what others asked. */
  async #rotateKey({ app, adminToken }: ReferenceServer): Promise<void> {
    if (this.#identity.keepsKey) {
      throw new Error(
        `${this.name} keeps its key for ever, since targets remember it: rotate that of a newcomer`,
      );
    }
    const answer = await app.inject({
      method: 'PUT',
      url: '/p2core/key/server',
      headers: { authorization: `Bearer ${adminToken}` },
    });
    if (answer.statusCode !== 200)
      throw new Error(`${this.name} cannot rotate its key: ${answer.statusCode}`);
  }

  async #openOrShut(): Promise<void> {
    const station = this.#address?.station;
    if (this.#isStopped || this.#chosen.isDown) station?.shut();
    else await station?.open();
  }

  #openElsewhere(): Promise<Station> {
    if (this.#address === undefined) throw new Error(`${this.name} has no address`);
    this.#elsewhere ??= this.#address.elsewhere((request, response) => {
      const server = this.#startServer();
      serveHonestly({ request, response, entry: this.#begin(request), server }).catch(() =>
        response.destroy(),
      );
    });
    return this.#elsewhere;
  }

  #begin(request: IncomingMessage): ReturnType<Journal['begin']> {
    const { method = '', url = '' } = request;
    return this.#journal.begin(request, this.#now(), this.#options.operationOf(method, url));
  }

  #now(): Date {
    return new Date(this.#options.clock.now().getTime() + this.#clockOffsetMs);
  }
}

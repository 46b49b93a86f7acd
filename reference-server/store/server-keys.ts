/** The server's own keys and certificates, the current one last. */

import type { CertificateFacts } from '../behaviour/facts.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import type { KeyPair } from '../protocol/ed25519.ts';
import type { UnixSeconds } from '../protocol/unix-time.ts';

export interface ServerKey extends CertificateFacts {
  readonly keyPair: KeyPair;
  supersededAt?: UnixSeconds;
}

export class ServerKeys {
  readonly #keys: ServerKey[];

  constructor(first: ServerKey) {
    this.#keys = [first];
  }

  replace(keyPair: KeyPair, certificate: ParsedCertificate, issuedAt: UnixSeconds): void {
    this.current().supersededAt = issuedAt;
    this.#keys.push({ keyPair, certificate, issuedAt });
  }

  current(): ServerKey {
    const key = this.#keys.at(-1);
    if (!key) throw new Error('a server always has a key');
    return key;
  }

  /** Oldest first. */
  all(): readonly ServerKey[] {
    return this.#keys;
  }
}

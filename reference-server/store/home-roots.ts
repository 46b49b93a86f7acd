/** Certificates of other home servers, remembered for a while. */

import type { ParsedCertificate } from '../protocol/certificate.ts';

const MOST_HOMES = 2000;

export interface HomeRoot {
  readonly domain: string;
  readonly certificate: ParsedCertificate;
  readonly fetchedAt: Date;
}

export class HomeRoots {
  readonly #roots = new Map<string, HomeRoot>();

  find(domain: string): HomeRoot | undefined {
    return this.#roots.get(domain);
  }

  /** The oldest makes room when there are too many. */
  remember(root: HomeRoot): void {
    this.#roots.delete(root.domain);
    const [oldest] = this.#roots.keys();
    if (this.#roots.size >= MOST_HOMES && oldest !== undefined) this.#roots.delete(oldest);
    this.#roots.set(root.domain, root);
  }

  forget(domain: string): void {
    this.#roots.delete(domain);
  }
}

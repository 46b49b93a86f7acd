/** KeyPackages of each session, and which ones an actor ever uploaded. */

import type { JsonValue, SessionFacts } from '../behaviour/facts.ts';
import type { Shelf } from '../behaviour/key-packages.ts';
import { Refusal } from '../behaviour/refusals.ts';

const MOST_ON_ONE_SHELF = 200;
const MOST_EVER_OF_ONE_ACTOR = 10_000;

interface Stock {
  readonly packages: JsonValue[];
  lastResort?: JsonValue;
}

export class KeyPackageShelves {
  readonly #stocks = new WeakMap<SessionFacts, Stock>();
  readonly #fingerprints = new Map<string, Set<string>>();

  shelf(session: SessionFacts): Shelf {
    const stock = this.#stock(session);
    return {
      peek: () => stock.packages[0],
      remove: () => {
        stock.packages.shift();
      },
      lastResort: () => stock.lastResort,
    };
  }

  /** Adds all or none. */
  add(session: SessionFacts, packages: readonly JsonValue[], fingerprints: readonly string[]): void {
    const stock = this.#stock(session);
    const known = this.#fingerprints.get(session.fid) ?? new Set();
    const isFull =
      stock.packages.length + packages.length > MOST_ON_ONE_SHELF ||
      known.size + fingerprints.length > MOST_EVER_OF_ONE_ACTOR;
    if (isFull) throw new Refusal('too-many');
    stock.packages.push(...packages);
    this.#fingerprints.set(session.fid, new Set([...known, ...fingerprints]));
  }

  replaceLastResort(session: SessionFacts, keyPackage: JsonValue): void {
    this.#stock(session).lastResort = keyPackage;
  }

  fingerprints(fid: string): ReadonlySet<string> {
    return this.#fingerprints.get(fid) ?? new Set();
  }

  #stock(session: SessionFacts): Stock {
    const stock = this.#stocks.get(session) ?? { packages: [] };
    this.#stocks.set(session, stock);
    return stock;
  }
}

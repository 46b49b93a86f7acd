/** Who is registered here. */

import type { Slot } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { PasswordHash } from '../protocol/password.ts';

const MOST_ACTORS = 50_000;

export interface Actor {
  readonly nameKey: string;
  readonly local: string;
  readonly fid: string;
  password: PasswordHash | undefined;
}

export class Actors {
  readonly #reserved = new Set<string>();
  readonly #byName = new Map<string, Actor>();
  readonly #byFid = new Map<string, Actor>();

  /** The one place that a name has; it stays taken for ever. */
  nameSlot(nameKey: string): Slot {
    return {
      isTaken: () => this.#reserved.has(nameKey),
      take: () => {
        if (this.#reserved.size >= MOST_ACTORS) throw new Refusal('too-many');
        this.#reserved.add(nameKey);
      },
    };
  }

  add(actor: Actor): void {
    this.#reserved.add(actor.nameKey);
    this.#byName.set(actor.nameKey, actor);
    this.#byFid.set(actor.fid, actor);
  }

  byName(nameKey: string): Actor | undefined {
    return this.#byName.get(nameKey);
  }

  byFid(fid: string): Actor | undefined {
    return this.#byFid.get(fid);
  }
}

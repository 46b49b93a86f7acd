/** Who goes by which alias, and with which published keys (external-identity). */

import type { AliasHolding, AliasRegister } from '../behaviour/alias.ts';
import type { PublishedKeys } from '../behaviour/discovery.ts';
import { foldCase } from '../protocol/federation-id.ts';

/** Owners are FIDs; an owner's alias is the one added last. */
export class Aliases implements AliasRegister {
  /** Alias in lower case → its holdings, oldest first. */
  readonly #holdings = new Map<string, readonly AliasHolding[]>();
  /** Owner → its aliases, oldest first. */
  readonly #aliases = new Map<string, readonly string[]>();
  readonly #keys = new Map<string, PublishedKeys>();

  holdingsLike(alias: string): readonly AliasHolding[] {
    return this.#holdings.get(foldCase(alias)) ?? [];
  }

  add(alias: string, owner: string): void {
    this.#remove(alias, owner);
    this.#holdings.set(foldCase(alias), [...this.holdingsLike(alias), { alias, owner }]);
    this.#aliases.set(owner, [...(this.#aliases.get(owner) ?? []), alias]);
  }

  releaseAllBut(alias: string, owner: string): void {
    const released = (this.#aliases.get(owner) ?? []).filter((held) => held !== alias);
    for (const held of released) this.#remove(held, owner);
  }

  aliasOf(owner: string): string | undefined {
    return this.#aliases.get(owner)?.at(-1);
  }

  keysOf(owner: string): PublishedKeys | undefined {
    return this.#keys.get(owner);
  }

  setKeys(owner: string, keys: PublishedKeys): void {
    this.#keys.set(owner, keys);
  }

  #remove(alias: string, owner: string): void {
    const others = this.holdingsLike(alias).filter((held) => held.owner !== owner || held.alias !== alias);
    if (others.length > 0) this.#holdings.set(foldCase(alias), others);
    else this.#holdings.delete(foldCase(alias));
    const kept = (this.#aliases.get(owner) ?? []).filter((held) => held !== alias);
    this.#aliases.set(owner, kept);
  }
}

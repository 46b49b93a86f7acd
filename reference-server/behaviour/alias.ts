/** What external-identity decides about aliases: their form, and who may hold one. */

import { foldCase } from '../protocol/federation-id.ts';
import type { Eventually, JsonObject, JsonValue, Slot } from './facts.ts';
import { isObject } from './json-shapes.ts';
import { takeIfFree } from './registration.ts';

/** Who holds which alias. Its acts are synchronous, so that a check and the act that follows it can't be parted. */
export interface AliasRegister {
  /** Every holding of the alias or of one that differs from it only by case. */
  holdingsLike(alias: string): readonly AliasHolding[];
  /** Makes the alias resolve to the owner, who keeps what it held before. */
  add(alias: string, owner: string): void;
  /** Lets go of all aliases of the owner but this one. */
  releaseAllBut(alias: string, owner: string): void;
}

export interface AliasHolding {
  readonly alias: string;
  /** FID of the actor, which never changes with the alias. */
  readonly owner: string;
}

/** A success as it goes out; X0 leaves status and body open. */
export interface SuccessAnswer {
  readonly status: number;
  readonly body?: JsonObject;
}

export interface AliasBehaviour {
  /** The alias that a body asks for; undefined where it holds none (XI-AL-02). */
  readAlias(body: JsonValue | undefined): string | undefined;
  /** Which aliases may be held (X10; XI-AL-02, -08). */
  isAcceptableAlias(alias: string): boolean;
  /** Whether two users may not hold both (XI-AL-07). */
  isSameAlias(a: string, b: string): boolean;
  /** Whether an alias held by `holder` may go to `claimant` (XI-AL-03). */
  mayTakeFrom(holder: string, claimant: string): boolean;
  /** Who goes by the alias (XI-AL-05, -09). */
  ownerOf(alias: string, register: AliasRegister): string | undefined;
  /** Takes the alias if it is free; of simultaneous claims one wins (XI-AL-03, -06). */
  claimAlias(slot: Slot): Eventually<boolean>;
  /** What becomes of the aliases that the owner of this one held before (XI-AL-05). */
  leaveFormerAliases(alias: string, owner: string, register: AliasRegister): void;
  answerClaim(alias: string, handle: string): SuccessAnswer;
}

export const alias: AliasBehaviour = {
  readAlias: (body) => (isObject(body) && typeof body.alias === 'string' ? body.alias : undefined),
  isAcceptableAlias: (wanted) => /^[A-Za-z0-9_]{3,30}$/.test(wanted),
  isSameAlias: (a, b) => foldCase(a) === foldCase(b),
  mayTakeFrom: (holder, claimant) => holder === claimant,
  ownerOf(asked, register) {
    const holdings = register.holdingsLike(asked);
    return (holdings.find((holding) => holding.alias === asked) ?? holdings[0])?.owner;
  },
  claimAlias: takeIfFree,
  leaveFormerAliases: (kept, owner, register) => register.releaseAllBut(kept, owner),
  answerClaim: (claimed, handle) => ({ status: 200, body: { alias: claimed, handle } }),
};

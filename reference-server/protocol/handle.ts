/** Handles of external identity: `alias@domain`, where the domain may carry a port (`localhost:5099`). */

import { foldCase } from './federation-id.ts';

export interface Handle {
  readonly alias: string;
  /** Lower case, with its port where it has one. */
  readonly domain: string;
}

/**
 * Other servers may have other alias rules (X10), so an alias is only kept from what breaks a handle or the path of a
 * look-up: white space, control characters, lone surrogates, `@`, and the separators of a URL.
 */
const ALIAS = /^[^\s@/\\?#%\p{Cc}\p{Cs}]{1,64}$/u;
const DOMAIN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*(:[1-9]\d{0,4})?$/;

/** undefined for whatever is no `alias@domain`. */
export function parseHandle(text: string): Handle | undefined {
  const at = text.indexOf('@');
  const alias = text.slice(0, Math.max(at, 0));
  const domain = foldCase(text.slice(at + 1));
  const isWellFormed =
    ALIAS.test(alias) && !/^\.+$/.test(alias) && domain.length <= 253 && DOMAIN.test(domain);
  return isWellFormed ? { alias, domain } : undefined;
}

export function formatHandle({ alias, domain }: Handle): string {
  return `${alias}@${domain}`;
}

/** Handles that differ only by ASCII case name the same user. */
export function isSameHandle(a: Handle, b: Handle): boolean {
  return foldCase(a.alias) === foldCase(b.alias) && a.domain === b.domain;
}

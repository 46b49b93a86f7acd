/** Federation IDs: `local@domain`, compared without case (draft §5, D10). */

export interface FederationId {
  readonly local: string;
  readonly domain: string;
}

const LOCAL_PART = /^[a-z0-9._%+-]{1,64}$/i;
const FEDERATION_ID = /^([a-z0-9._%+-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)*)$/i;
/** A domain name, with a port where a server stands on loopback. */
const DOMAIN = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$/;
const LONGEST = 320;

/** ASCII only: other alphabets fold differently in every language. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function parseFederationId(text: string): FederationId | undefined {
  if (text.length > LONGEST) return undefined;
  const [, local, domain] = FEDERATION_ID.exec(text) ?? [];
  return local === undefined || domain === undefined ? undefined : { local, domain };
}

export function isLocalPart(text: string): boolean {
  return LOCAL_PART.test(text);
}

export function isDomain(text: string): boolean {
  return text.length <= 253 && DOMAIN.test(text);
}

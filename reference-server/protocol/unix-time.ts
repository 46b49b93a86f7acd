/** UNIX time in whole seconds, the only time that the profile's texts carry. */

/** Seconds since 1970, rounded down. */
export type UnixSeconds = number;

/** Beyond this, dates no longer fit into JavaScript's. */
const LATEST: UnixSeconds = 8.64e12;

export function toSeconds(date: Date): UnixSeconds {
  return Math.floor(date.getTime() / 1000);
}

export function fromSeconds(seconds: UnixSeconds): Date {
  return new Date(seconds * 1000);
}

/** A decimal string of seconds, or nothing: no sign, fraction, exponent or white space. */
export function parseUnixSeconds(text: string): UnixSeconds | undefined {
  if (!/^[0-9]{1,13}$/.test(text)) return undefined;
  const seconds = Number(text);
  return seconds <= LATEST ? seconds : undefined;
}

/** Values of options: checked where they are read, so that a wrong one names its option. */

import { InvalidArgumentError } from 'commander';

/** A whole number from `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`expected a whole number, ${least} or more.`);
  };
}

/** A port; 0 is any free one. */
export function portNumber(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError('expected a port, 0 to 65535.');
  return value;
}

/** Seconds, fractions allowed. */
export function seconds(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text)) return value;
  throw new InvalidArgumentError('expected seconds, such as 30 or 0.5.');
}

/** `2/3`: the second of three parts. */
export function shard(text: string): { readonly index: number; readonly count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const part = { index: Number(index), count: Number(count) };
  if (part.index >= 1 && part.index <= part.count) return part;
  throw new InvalidArgumentError('expected I/N with I from 1 to N, such as 1/3.');
}

/** A run's id becomes part of names, so it is made of what names are made of. */
export function runIdentifier(text: string): string {
  if (/^[a-z0-9]{1,16}$/.test(text)) return text;
  throw new InvalidArgumentError('expected 1 to 16 lower-case letters and digits.');
}

/** JSON object: peer domain → base URL. */
export function peerAddresses(text: string): Readonly<Record<string, string>> {
  const value = parseJson(text);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    const entries = Object.entries(value);
    if (entries.every((entry): entry is [string, string] => isHttpUrl(entry[1]))) {
      return Object.fromEntries(entries);
    }
  }
  throw new InvalidArgumentError('expected JSON such as {"alpha.test":"http://127.0.0.1:41000"}.');
}

function isHttpUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

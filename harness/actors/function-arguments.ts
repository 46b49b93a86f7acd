/** Reads the arguments of scenario functions: each is what it must be, or one clear error says what was wrong. */

import { decodeBytes } from '../verdict/encoded-bytes.ts';
import { actorOf } from './actor-view.ts';
import { base64, type PemLabel, pem, type WireDialect } from './encoding.ts';
import type { Actor } from './identity.ts';

/** A scenario called a function with something that it cannot take. */
export class FunctionError extends Error {
  override name = 'FunctionError' as const;
}

/** Decoded bytes that remember how they were written. */
export interface EncodedValue {
  readonly bytes: Uint8Array;
  readonly encode: (bytes: Uint8Array) => string;
}

export interface FunctionArguments {
  actor(index: number): Actor;
  text(index: number): string;
  /** A whole number, not negative unless `min` says so. */
  number(
    index: number,
    range?: { readonly min?: number; readonly max?: number; readonly fallback?: number },
  ): number;
  /** Bytes, or the UTF-8 bytes of a text. */
  data(index: number): Uint8Array;
  encoded(index: number): EncodedValue;
  list(index: number): readonly unknown[];
  value(index: number): unknown;
  /** A map with none but these keys; empty where left out. */
  options(index: number, keys: readonly string[]): FunctionOptions;
  fail(problem: string): FunctionError;
}

export interface FunctionOptions {
  has(key: string): boolean;
  text(key: string): string | undefined;
  actor(key: string): Actor | undefined;
  flag(key: string): boolean;
  value(key: string): unknown;
}

const PEM_LABEL = /^-----BEGIN (CERTIFICATE|CERTIFICATE REQUEST|PUBLIC KEY)-----/;
const HEX = /^([0-9a-f]{2})+$/;

export function readArguments(
  name: string,
  args: readonly unknown[],
  dialect: Pick<WireDialect, 'signatureEncoding'>,
): FunctionArguments {
  const fail = (problem: string): FunctionError => new FunctionError(`${name}: ${problem}`);
  const place = (index: number): string => `argument ${index + 1}`;

  const text = (index: number): string => {
    const value = args[index];
    if (typeof value !== 'string') throw fail(`${place(index)} must be a text, not ${typeOf(value)}`);
    return value;
  };

  return {
    fail,
    text,
    value: (index) => args[index],
    actor: (index) => asActor(args[index], place(index), fail),
    number: (index, { min = 0, max = Number.MAX_SAFE_INTEGER, fallback } = {}) => {
      const value = args[index] ?? fallback;
      if (typeof value !== 'number' || !Number.isInteger(value)) {
        throw fail(`${place(index)} must be a whole number, not ${typeOf(value)}`);
      }
      if (value < min || value > max)
        throw fail(`${place(index)} must be from ${min} to ${max}, not ${value}`);
      return value;
    },
    data: (index) => {
      const value = args[index];
      return value instanceof Uint8Array ? value : new TextEncoder().encode(text(index));
    },
    encoded: (index) => {
      const value = decodeValue(text(index), dialect);
      if (value === undefined) throw fail(`${place(index)} is neither Base64 nor PEM`);
      return value;
    },
    list: (index) => {
      const value: unknown = args[index];
      if (!Array.isArray(value)) throw fail(`${place(index)} must be a list, not ${typeOf(value)}`);
      return value;
    },
    options: (index, keys) => readOptions(args[index], keys, fail),
  };
}

function readOptions(
  given: unknown,
  keys: readonly string[],
  fail: (problem: string) => FunctionError,
): FunctionOptions {
  if (given !== undefined && (typeof given !== 'object' || given === null || Array.isArray(given))) {
    throw fail(`the options must be a map, not ${typeOf(given)}`);
  }
  const entries = new Map<string, unknown>(Object.entries(given ?? {}));
  const unknown = [...entries.keys()].find((key) => !keys.includes(key));
  if (unknown !== undefined) throw fail(`there is no option "${unknown}": it takes ${keys.join(', ')}`);
  return {
    has: (key) => entries.has(key),
    value: (key) => entries.get(key),
    text: (key) => {
      const value = entries.get(key);
      if (value !== undefined && typeof value !== 'string') {
        throw fail(`the option "${key}" must be a text, not ${typeOf(value)}`);
      }
      return value;
    },
    actor: (key) => (entries.has(key) ? asActor(entries.get(key), `the option "${key}"`, fail) : undefined),
    flag: (key) => {
      const value = entries.get(key) ?? false;
      if (typeof value !== 'boolean') {
        throw fail(`the option "${key}" must be true or false, not ${typeOf(value)}`);
      }
      return value;
    },
  };
}

function asActor(value: unknown, place: string, fail: (problem: string) => FunctionError): Actor {
  const actor = actorOf(value);
  if (actor === undefined) throw fail(`${place} must be an actor of the scenario, not ${typeOf(value)}`);
  return actor;
}

function decodeValue(
  text: string,
  dialect: Pick<WireDialect, 'signatureEncoding'>,
): EncodedValue | undefined {
  if (dialect.signatureEncoding === 'hex' && HEX.test(text)) {
    return {
      bytes: new Uint8Array(Buffer.from(text, 'hex')),
      encode: (bytes) => Buffer.from(bytes).toString('hex'),
    };
  }
  const bytes = decodeBytes(text);
  if (bytes === undefined) return undefined;
  const label = labelOf(text);
  if (label !== undefined) return { bytes, encode: (changed) => pem(changed, label) };
  const unwrapped = Buffer.from(bytes).toString('latin1');
  if (labelOf(unwrapped) === undefined) return { bytes, encode: base64 };
  const inner = decodeValue(unwrapped, dialect);
  return inner && { bytes: inner.bytes, encode: (changed) => base64(Buffer.from(inner.encode(changed))) };
}

function labelOf(text: string): PemLabel | undefined {
  const label = PEM_LABEL.exec(text)?.[1];
  return label === 'CERTIFICATE' || label === 'CERTIFICATE REQUEST' || label === 'PUBLIC KEY'
    ? label
    : undefined;
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'bytes';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** Equality as scenarios mean it: JSON values by content, certificates by their bytes however they are encoded. */

import { decodeBytes, decodeCertificate } from './encoded-bytes.ts';

/** Deeper values than this are compared no further: a target could send any depth. */
const MAX_DEPTH = 64;

/** Where two values first differ. */
export interface Difference {
  /** `.errcode`, `[2].token`; empty when the values themselves differ. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

export function sameValue(expected: unknown, actual: unknown): boolean {
  return firstDifference(expected, actual) === undefined;
}

/** Undefined when the values are equal. */
export function firstDifference(
  expected: unknown,
  actual: unknown,
  path = '',
  depth = 0,
): Difference | undefined {
  const differs: Difference = { path, expected, actual };
  if (depth > MAX_DEPTH) return differs;
  if (Array.isArray(expected) && Array.isArray(actual))
    return differenceOfLists(expected, actual, path, depth);
  if (isRecord(expected) && isRecord(actual)) return differenceOfRecords(expected, actual, path, depth);
  return sameScalar(expected, actual) ? undefined : differs;
}

function differenceOfLists(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  depth: number,
): Difference | undefined {
  for (let index = 0; index < Math.max(expected.length, actual.length); index += 1) {
    const difference = firstDifference(expected[index], actual[index], `${path}[${index}]`, depth + 1);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceOfRecords(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): Difference | undefined {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const difference = firstDifference(
      member(expected, key),
      member(actual, key),
      `${path}.${key}`,
      depth + 1,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** An object's own member; never one that it inherits. */
export function member(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function sameScalar(expected: unknown, actual: unknown): boolean {
  if (isNumeric(expected) && isNumeric(actual)) return !(expected < actual) && !(expected > actual);
  const [left, right] = [bytesOf(expected, actual), bytesOf(actual, expected)];
  if (left !== undefined && right !== undefined) return Buffer.compare(left, right) === 0;
  return expected === actual;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Texts count as bytes beside bytes, and where both look like certificates. */
function bytesOf(value: unknown, other: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return undefined;
  if (other instanceof Uint8Array) return decodeCertificate(value) ?? decodeBytes(value);
  return value === other ? undefined : decodeCertificate(value);
}

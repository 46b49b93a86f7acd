/** Lengths that no value of a format, a pattern or an encoding can have. */

import { type Finding, finding, type LintDocument } from './lint-document.ts';
import type { Part } from './walk.ts';

/** How many characters a text of each format has. */
const FORMAT_LENGTHS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  uuid: [36, 36],
  date: [10, 10],
  'date-time': [20, Number.POSITIVE_INFINITY],
  ipv4: [7, 15],
  ipv6: [2, 45],
  email: [3, 320],
};
/** `^[0-9a-f]{64}$`: one class, a fixed count or a range. */
const COUNTED_PATTERN = /^\^(?:\[(?:[^\]\\]|\\.)+\]|\\[dwsDWS])\{(\d+)(?:(,)(\d*))?\}\$$/;
/** The shortest signature in use, two integers of 160 bits, has 40 bytes. */
const SHORTEST_SIGNATURE_BYTES = 40;

/** Findings of one schema of a text. */
export function* lengthFindings(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const { minLength, maxLength, format, pattern, contentEncoding } = value;
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  const keyword = most === Number.POSITIVE_INFINITY ? 'minLength' : 'maxLength';
  if (!('minLength' in value) && !('maxLength' in value)) return;
  const at = [...field, keyword];
  const possible = typeof format === 'string' ? FORMAT_LENGTHS[format] : undefined;
  if (possible !== undefined && (most < possible[0] || least > possible[1])) {
    yield finding(
      document,
      at,
      `no text of the format ${format} has such a length: ${spanText(possible)} characters`,
    );
  }
  const counted = typeof pattern === 'string' ? countedLengths(pattern) : undefined;
  if (counted !== undefined && (most < counted[0] || least > counted[1])) {
    yield finding(
      document,
      at,
      `no text has this length and matches ${pattern}, which has ${spanText(counted)} characters`,
    );
  }
  if (least === most && contentEncoding === 'base64' && most % 4 !== 0) {
    yield finding(document, at, `Base64 comes in groups of four characters, so none has ${most}`);
  }
  yield* hexadecimalFindings(document, { value, field, kind: 'schema' }, least, most);
}

function spanText([least, most]: readonly [number, number]): string {
  if (least === most) return String(least);
  return most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} to ${most}`;
}

function countedLengths(pattern: string): readonly [number, number] | undefined {
  const [, least, comma, most] = COUNTED_PATTERN.exec(pattern) ?? [];
  if (least === undefined) return undefined;
  if (comma === undefined) return [Number(least), Number(least)];
  return [Number(least), most === '' || most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
}

/** Where the words say that a text is hexadecimal: two characters a byte. */
function* hexadecimalFindings(
  document: LintDocument,
  { value, field }: Part,
  least: number,
  most: number,
): Generator<Finding> {
  const words = typeof value.description === 'string' ? value.description : '';
  if (!/\b(encoded (in|as)|in) \[?hexadecimal/i.test(words)) return;
  const at = [...field, 'maxLength'];
  if (least === most && most % 2 === 1) {
    yield finding(document, at, `hexadecimal has two characters a byte, so none has ${most}`);
  }
  const signature = /^signature\b/i.test(words) || /signature$/i.test(field.at(-1) ?? '');
  if (signature && most < 2 * SHORTEST_SIGNATURE_BYTES) {
    const message = `${most} characters of hexadecimal hold ${Math.floor(most / 2)} bytes, and no signature is that short (Ed25519: 64 bytes, 128 characters)`;
    yield finding(document, at, message);
  }
}

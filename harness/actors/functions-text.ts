/** The scenario functions that only turn texts and numbers into others. */

import { splitFid } from './distinguished-name.ts';
import { base64 } from './encoding.ts';
import type { ScenarioFunction } from './function-context.ts';

const MAX_TEXT = 16 * 1024 * 1024;

const upper = (text: string): string => text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

export const TEXT_FUNCTIONS = {
  upper: (args) => upper(args.text(0)),
  lower: (args) => lower(args.text(0)),
  swapCase: (args) =>
    args.text(0).replace(/[A-Za-z]/g, (letter) => (letter === upper(letter) ? lower(letter) : upper(letter))),
  repeat: (args) => {
    const text = args.text(0);
    const count = args.number(1);
    if (text.length * count > MAX_TEXT) throw args.fail(`${text.length * count} characters are too many`);
    return text.repeat(count);
  },
  localOf: (args) => splitFid(args.text(0)).localPart,
  domainOf: (args) => splitFid(args.text(0)).domain,
  base64: (args) => base64(args.data(0)),
  fromBase64: (args) => args.encoded(0).bytes,
  hex: (args) => {
    const digits = args.text(0);
    if (!/^([0-9A-Fa-f]{2})*$/.test(digits)) throw args.fail('expected an even number of hex digits');
    return new Uint8Array(Buffer.from(digits, 'hex'));
  },
  json: (args) => JSON.stringify(args.value(0)) ?? 'null',
  nested: (args) => {
    const depth = args.number(0, { max: MAX_TEXT / 2 });
    return '['.repeat(depth) + ']'.repeat(depth);
  },
} as const satisfies Readonly<Record<string, ScenarioFunction>>;

/** Keeps the last of what a process printed, however much that is, without its secrets. */

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const KEPT_CHARACTERS = 16_384;

export interface OutputTail {
  follow(stream: Readable): void;
  text(): string;
}

/** `secrets`: placeholder → the value that it stands for. */
export function createOutputTail(secrets: Readonly<Record<string, string>>): OutputTail {
  let kept = '';
  const hide = (text: string): string =>
    Object.entries(secrets).reduce(
      (hidden, [placeholder, value]) => (value === '' ? hidden : hidden.replaceAll(value, placeholder)),
      text,
    );
  return {
    follow(stream) {
      const decoder = new StringDecoder('utf8');
      stream.on('data', (chunk: Buffer) => {
        // Hidden before it is cut: the rest of a secret that was cut would not be known for one.
        kept = hide(kept + decoder.write(chunk)).slice(-KEPT_CHARACTERS);
      });
    },
    text: () => kept,
  };
}

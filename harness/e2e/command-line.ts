/** Starts the program as people do. */

import { spawn } from 'node:child_process';
import { MAIN, ROOT } from './compiled.ts';

/** The words that start it. */
export const KAMMERTON: readonly string[] = [process.execPath, MAIN];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnChoice {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function kammerton(
  words: readonly string[],
  { cwd = ROOT, env = {} }: SpawnChoice = {},
): Promise<Ended> {
  const [program = '', ...first] = KAMMERTON;
  return ended(program, [...first, ...words], { cwd, env });
}

/** Runs any program to its end. */
export function ended(
  program: string,
  words: readonly string[],
  { cwd = ROOT, env = {} }: SpawnChoice = {},
): Promise<Ended> {
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...printed }));
  });
}

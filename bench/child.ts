/** Compiles the product and the benches beside it, and runs each bench in a process of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Section } from './model.ts';

const ROOT = join(import.meta.dirname, '..');
/** Compiled JavaScript, as installed: what runs the sources directly adds work of its own. */
export const BUILT = join(ROOT, 'node_modules', '.cache', 'kammerton-bench');

const LONGEST_MS = 180_000;

/** @throws Error with what the compiler or the index said. */
export function build(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'bench', 'tsconfig.json')]);
  if (compiled.status !== 0) throw new Error(`cannot compile:\n${compiled.stdout}${compiled.stderr}`);
  const indexed = spawnSync(process.execPath, [join(BUILT, 'harness', 'cli', 'write-lists.js')]);
  if (indexed.status !== 0) throw new Error(`cannot write the lists:\n${indexed.stdout}${indexed.stderr}`);
}

/** What the bench of that name (`bench/<name>.ts`) measured. @throws Error with what it printed, or after three minutes. */
export async function measureInChild(name: string): Promise<Section> {
  const child = spawn(process.execPath, ['--expose-gc', join(BUILT, 'bench', `${name}.js`)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`bench ${name} ended with ${code}:\n${printed.stderr}`);
  return JSON.parse(printed.stdout);
}

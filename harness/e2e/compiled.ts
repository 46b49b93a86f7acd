/** The program as it is installed: compiled once before the end-to-end tests, apart from `dist/`. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'node_modules', '.cache', 'kammerton-e2e');

/** What `kammerton` runs. */
export const MAIN = join(BUILT, 'harness', 'cli', 'main.js');

/** Called by vitest before the first end-to-end test. */
export function setup(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', BUILT], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}

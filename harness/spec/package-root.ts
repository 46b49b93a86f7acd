import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `specs/` and `suites/`: the same whether run from source or from `dist/`. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'specs', 'p2core'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder specs/ is missing from this installation');
    folder = parent;
  }
  return folder;
}

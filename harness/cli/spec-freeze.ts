/** `kammerton spec freeze`: writes what every profile demands today, for later releases to score by. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry } from '../spec/registry.ts';
import { formatRequirementSet } from '../spec/requirement-set.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError when a set of that name exists: a frozen set is never changed. */
export async function specFreeze(name: string): Promise<ExitCode> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new UsageError(
      `"${name}" cannot name a set`,
      'use letters, digits, dots and dashes, such as 1.0.0',
    );
  }
  const profiles = [...(await loadRegistry()).profiles.values()];
  const files = profiles.map((profile) => {
    const path = join('specs', profile.id, 'sets', `${name}.yaml`);
    if (existsSync(join(packageRoot(), path))) {
      throw new UsageError(`${path} exists already`, 'a frozen set is never changed: choose another name');
    }
    return { path, text: formatRequirementSet(profile, name) };
  });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(packageRoot(), path)), { recursive: true });
    writeFileSync(join(packageRoot(), path), text);
    process.stdout.write(`written ${path}\n`);
  }
  return EXIT.ok;
}

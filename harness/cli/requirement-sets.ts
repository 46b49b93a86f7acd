/** `--requirement-set FILE`: scores a run by what an earlier release demanded. */

import { readFileSync } from 'node:fs';
import type { RequirementSet } from '../spec/model.ts';
import type { Registry } from '../spec/registry.ts';
import { parseRequirementSet } from '../spec/requirement-set.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError or RegistryError; one set for a profile at most. */
export function readRequirementSets(files: readonly string[], registry: Registry): readonly RequirementSet[] {
  const sets = files.map((file) => parseRequirementSet(readText(file), file, registry));
  const doubled = sets.find((set, at) => sets.findIndex(({ profile }) => profile === set.profile) !== at);
  if (doubled !== undefined) {
    throw new UsageError(`there are two requirement sets for ${doubled.profile}`, 'name one of them');
  }
  return sets;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`, 'sets stand in specs/<profile>/sets/');
  }
}

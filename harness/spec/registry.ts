/** Loads what conformance means: every requirement and decision of every profile under `specs/`. */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from './located-yaml.ts';
import type { Decision, DecisionId, Profile, ProfileId, Requirement, RequirementId } from './model.ts';
import { packageRoot } from './package-root.ts';
import { type LoadedProfile, loadProfile, type Unwritten } from './profile-folder.ts';

export interface Registry {
  readonly profiles: ReadonlyMap<ProfileId, Profile>;
  /** Per profile the MUSTs and operations that are known to lack a scenario. */
  readonly unwritten: ReadonlyMap<ProfileId, Unwritten>;
  requirement(id: RequirementId): Requirement | undefined;
  decision(id: DecisionId): Decision | undefined;
  /** Sorted. */
  requirementIds(): readonly RequirementId[];
  /** The requirement that a documented body breaks when it does not match its schema. */
  schemaRequirement(profile: ProfileId): RequirementId;
  /** `file:line` of a requirement. */
  locate(id: RequirementId): string | undefined;
}

/**
 * @param root the folder that holds `specs/`; every folder in it with a `profile.yaml` is a profile
 * @throws RegistryError with one line a problem: `file:line: field: what is wrong`
 */
export async function loadRegistry(root: string = packageRoot()): Promise<Registry> {
  const folders = (await readdir(join(root, 'specs'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'specs', entry.name, 'profile.yaml')))
    .map((entry) => entry.name)
    .sort();
  const problems: string[] = [];
  const loaded: LoadedProfile[] = [];
  for (const folder of folders) {
    try {
      loaded.push(await loadProfile(root, folder));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      problems.push(...error.problems);
    }
  }
  problems.push(...duplicates(loaded));
  if (problems.length > 0) throw new RegistryError(problems);

  const requirements = new Map(loaded.flatMap(({ profile }) => [...profile.requirements]));
  const decisions = new Map(loaded.flatMap(({ profile }) => [...profile.decisions]));
  const places = new Map(loaded.flatMap(({ places }) => [...places]));
  const schemaRequirements = new Map(loaded.map((one) => [one.profile.id, one.schemaRequirement]));
  const ids = [...requirements.keys()].sort();
  return {
    profiles: new Map(loaded.map(({ profile }) => [profile.id, profile])),
    unwritten: new Map(loaded.map(({ profile, unwritten }) => [profile.id, unwritten])),
    requirement: (id) => requirements.get(id),
    decision: (id) => decisions.get(id),
    requirementIds: () => ids,
    schemaRequirement: (profile) => {
      const id = schemaRequirements.get(profile);
      if (id === undefined) throw new RegistryError([`specs/: there is no profile ${profile}`]);
      return id;
    },
    locate: (id) => places.get(id),
  };
}

/** Within a profile they are refused on loading; across profiles here. */
function duplicates(loaded: readonly LoadedProfile[]): string[] {
  const problems: string[] = [];
  const first = new Map<string, string>();
  for (const { places } of loaded) {
    for (const [id, place] of places) {
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, place);
      else problems.push(`${place}: ${id}: stands already at ${earlier}; give it an id of its own`);
    }
  }
  return problems;
}

/** Frozen requirement sets: what an earlier release demanded, so that nobody turns red because the suite grew. */

import { z } from 'zod';
import { RegistryError, readLocatedYaml } from './located-yaml.ts';
import type { Level, Profile, RequirementSet } from './model.ts';
import type { Registry } from './registry.ts';

const setSchema = z.strictObject({
  profile: z.string(),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, dots and dashes'),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits'),
  requirements: z.record(z.string(), z.enum(['MUST', 'SHOULD', 'MAY'])),
});

/**
 * Reads the text of `specs/<profile>/sets/<name>.yaml`.
 *
 * @throws RegistryError naming file and line, also for a requirement that this release no longer knows.
 */
export function parseRequirementSet(text: string, file: string, registry: Registry): RequirementSet {
  const { value, at } = readLocatedYaml(text, file, setSchema);
  const profile = registry.profiles.get(value.profile);
  if (profile === undefined) {
    const known = [...registry.profiles.keys()].join(', ');
    throw new RegistryError([
      `${at(['profile'])}: profile: there is no profile ${value.profile}, but ${known}`,
    ]);
  }
  const dropped = Object.keys(value.requirements).filter((id) => !profile.requirements.has(id));
  if (dropped.length > 0) {
    throw new RegistryError(
      dropped.map(
        (id) =>
          `${at(['requirements', id])}: ${id}: this release has no such requirement; run the release that froze the set`,
      ),
    );
  }
  const { requirements: levels, ...rest } = value;
  return { ...rest, levels };
}

/** The file of a set that freezes a profile as it is. */
export function formatRequirementSet(profile: Profile, name: string): string {
  const ids = [...profile.requirements.values()].map(({ id, level }) => `  ${id}: ${level}`).sort();
  return [
    `# What ${profile.title} ${profile.version} demanded when this was frozen. Never edited.`,
    `profile: ${profile.id}`,
    `name: ${name}`,
    `hash: '${profile.requirementSet}'`,
    'requirements:',
    ...ids,
    '',
  ].join('\n');
}

/** The profile as its set weighs it; what the set lacks weighs nothing. Without a set the profile as it is. */
export function underSet(profile: Profile, sets: readonly RequirementSet[]): Profile {
  const set = sets.find((one) => one.profile === profile.id);
  if (set === undefined) return profile;
  const requirements = [...profile.requirements].map(([id, requirement]) => {
    const level: Level = set.levels[id] ?? 'MAY';
    return [id, { ...requirement, level }] as const;
  });
  return { ...profile, requirements: new Map(requirements), requirementSet: set.hash };
}

/** The registry as frozen sets weigh it. */
export function registryUnderSets(registry: Registry, sets: readonly RequirementSet[]): Registry {
  if (sets.length === 0) return registry;
  const profiles = new Map([...registry.profiles].map(([id, profile]) => [id, underSet(profile, sets)]));
  const requirements = new Map([...profiles.values()].flatMap((profile) => [...profile.requirements]));
  return { ...registry, profiles, requirement: (id) => requirements.get(id) };
}

/** Reads one folder `specs/<profile>/`: its profile, requirements, decisions and what is not written yet. */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { type LocatedYaml, RegistryError, readLocatedYaml } from './located-yaml.ts';
import type { Decision, OperationId, Profile, Requirement, RequirementId } from './model.ts';
import { decisionsSchema, profileSchema, requirementsSchema, unwrittenSchema } from './registry-schema.ts';

/** An entry of `unwritten.yaml`, with its `file:line`. */
interface UnwrittenEntry<Id> {
  readonly id: Id;
  readonly at: string;
}

export interface Unwritten {
  /** Relative to the root. */
  readonly file: string;
  readonly requirements: readonly UnwrittenEntry<RequirementId>[];
  readonly operations: readonly UnwrittenEntry<OperationId>[];
}

export interface LoadedProfile {
  readonly profile: Profile;
  readonly schemaRequirement: RequirementId;
  readonly unwritten: Unwritten;
  /** `file:line` of every requirement and decision. */
  readonly places: ReadonlyMap<string, string>;
}

type ProfileFile = z.infer<typeof profileSchema>;
type RequirementsFile = LocatedYaml<z.infer<typeof requirementsSchema>>;

/** @throws RegistryError with the problems of the folder's files. */
export async function loadProfile(root: string, id: string): Promise<LoadedProfile> {
  const folder = `specs/${id}`;
  const about = await read(root, `${folder}/profile.yaml`, profileSchema);
  const topics = await Promise.all(
    (await topicFiles(root, folder)).map((file) => read(root, file, requirementsSchema)),
  );
  const decided = await read(root, `${folder}/decisions.yaml`, decisionsSchema);
  const places = new Map<string, string>();
  const problems: string[] = [];

  const decisions = new Map<string, Decision>();
  for (const [decisionId, entry] of Object.entries(decided.value)) {
    places.set(decisionId, decided.at([decisionId]));
    const { dialect, setting, ...rest } = entry;
    decisions.set(decisionId, {
      id: decisionId,
      profile: id,
      ...rest,
      ...(dialect && { dialect }),
      ...(setting !== undefined && { setting }),
    });
  }

  const requirements = new Map<RequirementId, Requirement>();
  for (const topic of topics) {
    for (const requirement of requirementsOf(topic, id, about.value)) {
      const at = (...field: string[]) => topic.at(['requirements', requirement.id, ...field]);
      const earlier = places.get(requirement.id);
      if (earlier !== undefined) {
        problems.push(`${at()}: ${requirement.id}: stands already at ${earlier}; give it an id of its own`);
        continue;
      }
      places.set(requirement.id, at());
      requirements.set(requirement.id, requirement);
      if (requirement.decision !== undefined && !decisions.has(requirement.decision)) {
        problems.push(
          `${at('decision')}: ${requirement.id}.decision: there is no ${requirement.decision} in ${folder}/decisions.yaml, but ${[...decisions.keys()].join(', ')}`,
        );
      }
      if (requirement.source.file === '') {
        problems.push(
          `${at('source', 'in')}: ${requirement.id}.source.in: must be one of ${Object.keys(about.value.sources).join(', ')}`,
        );
      }
    }
  }
  const { schemaRequirement } = about.value;
  if (!requirements.has(schemaRequirement)) {
    problems.push(
      `${about.at(['schemaRequirement'])}: schemaRequirement: there is no ${schemaRequirement} in ${folder}/requirements`,
    );
  }
  if (problems.length > 0) throw new RegistryError(problems);
  return {
    profile: {
      id,
      title: about.value.title,
      version: about.value.version,
      requirements,
      decisions,
      requirementSet: requirementSetOf(requirements),
    },
    schemaRequirement,
    unwritten: await loadUnwritten(root, `${folder}/unwritten.yaml`),
    places,
  };
}

async function loadUnwritten(root: string, file: string): Promise<Unwritten> {
  const { value, at } = await read(root, file, unwrittenSchema);
  const entries = (list: 'requirements' | 'operations') =>
    value[list].map((id, index) => ({ id, at: at([list, index]) }));
  return { file, requirements: entries('requirements'), operations: entries('operations') };
}

function* requirementsOf(file: RequirementsFile, profile: string, about: ProfileFile): Iterable<Requirement> {
  for (const [id, entry] of Object.entries(file.value.requirements)) {
    const { decision, optional, untestable, source, ...rest } = entry;
    const { in: name, ...place } = source;
    yield {
      id,
      profile,
      topic: file.value.topic,
      ...rest,
      source: { file: about.sources[name]?.file ?? '', ...place },
      ...(decision !== undefined && { decision }),
      ...(optional !== undefined && { optional }),
      ...(untestable !== undefined && { untestable }),
    };
  }
}

/** Changes when a duty is added, dropped, reworded or weighed anew, and for no other reason. */
function requirementSetOf(requirements: ReadonlyMap<RequirementId, Requirement>): string {
  const duties = [...requirements.values()]
    .map(({ id, level, text }) => [id, level, text])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(duties)).digest('hex');
}

async function topicFiles(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder, 'requirements')).catch(() => []);
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  if (files.length === 0) throw new RegistryError([`${folder}/requirements: holds no .yaml file`]);
  return files.map((name) => `${folder}/requirements/${name}`);
}

async function read<T>(root: string, file: string, schema: z.ZodType<T>): Promise<LocatedYaml<T>> {
  const text = await readFile(join(root, file), 'utf8').catch((error: unknown) => {
    throw new RegistryError([`${file}: cannot be read: ${error instanceof Error ? error.message : error}`]);
  });
  return readLocatedYaml(text, file, schema);
}

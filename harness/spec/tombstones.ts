/** `specs/<profile>/tombstones.yaml`: requirement ids that were in use once, so that what names them stays readable. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { SpecProblem } from './check.ts';
import { readLocatedYaml } from './located-yaml.ts';
import type { ProfileId, RequirementId } from './model.ts';

export interface Tombstone {
  readonly id: RequirementId;
  readonly profile: ProfileId;
  /** What it demanded, in a sentence. */
  readonly text: string;
  /** Why it went, or was given another id. */
  readonly reason: string;
  /** What took its place; nothing where the duty is gone. */
  readonly replacedBy: readonly RequirementId[];
  /** `file:line`. */
  readonly at: string;
}

const id = z.string().regex(/^[A-Z0-9]+-[A-Z]+-\d{2}$/, 'a requirement id reads like P2-REG-01');
const words = z.string().trim().min(1, 'must not be empty');
const tombstonesSchema = z.record(
  id,
  z.strictObject({ text: words, reason: words, replacedBy: z.array(id).default([]) }),
);

/**
 * The tombstones of these profiles, of those that have any.
 *
 * @throws RegistryError with one line a problem
 */
export async function loadTombstones(
  root: string,
  profiles: Iterable<ProfileId>,
): Promise<readonly Tombstone[]> {
  const loaded = await Promise.all([...profiles].map((profile) => loadProfileTombstones(root, profile)));
  return loaded.flat();
}

async function loadProfileTombstones(root: string, profile: ProfileId): Promise<readonly Tombstone[]> {
  const file = `specs/${profile}/tombstones.yaml`;
  if (!existsSync(join(root, file))) return [];
  const { value, at } = readLocatedYaml(await readFile(join(root, file), 'utf8'), file, tombstonesSchema);
  return Object.entries(value).map(([key, entry]) => ({ id: key, profile, ...entry, at: at([key]) }));
}

/** Ids that live and are dead, dead twice, or lead to nothing that lives. */
export function tombstoneProblems(
  tombstones: readonly Tombstone[],
  living: readonly RequirementId[],
): readonly SpecProblem[] {
  const dead = new Map(tombstones.map((one) => [one.id, one]));
  return tombstones.flatMap((tombstone, index): readonly SpecProblem[] => {
    const { id: gone, at, replacedBy } = tombstone;
    const problem = (message: string, fix: string): SpecProblem => ({ where: at, message, fix });
    const twin = tombstones.findIndex((one) => one.id === gone);
    return [
      ...(living.includes(gone)
        ? [problem(`${gone} is in use`, 'an id is never given to another duty: take the next free one')]
        : []),
      ...(twin < index ? [problem(`${gone} has a tombstone already`, 'delete one of them')] : []),
      ...replacedBy
        .filter((next) => !living.includes(next) && !dead.has(next))
        .map((next) =>
          problem(
            `${gone} was replaced by ${next}, which nobody knows`,
            nearest(next, [...living, ...dead.keys()]),
          ),
        ),
      ...(replacedBy.length > 0 && inCircle(gone, dead)
        ? [problem(`${gone} was replaced by itself in the end`, 'name the requirement that is in use')]
        : []),
    ];
  });
}

function nearest(id: string, known: readonly string[]): string {
  return known.length === 0 ? 'correct replacedBy' : `did you mean ${closest(id, [...known])}?`;
}

function inCircle(start: RequirementId, dead: ReadonlyMap<RequirementId, Tombstone>): boolean {
  const seen = new Set<RequirementId>();
  const pending = [...(dead.get(start)?.replacedBy ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === start) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(dead.get(next)?.replacedBy ?? []));
  }
  return false;
}

/** The requirements in use that stand for an id today: itself, what replaced it, or nothing. */
export function successors(
  id: RequirementId,
  tombstones: readonly Tombstone[],
  isLiving: (id: RequirementId) => boolean,
): readonly RequirementId[] {
  const found = new Set<RequirementId>();
  const seen = new Set<RequirementId>();
  const visit = (one: RequirementId): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (isLiving(one)) found.add(one);
    else for (const next of tombstones.find((stone) => stone.id === one)?.replacedBy ?? []) visit(next);
  };
  visit(id);
  return [...found];
}

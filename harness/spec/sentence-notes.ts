/** `specs/<profile>/sentences.yaml`: what became of normative sentences that no requirement names as its own. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { SpecProblem } from './check.ts';
import { RegistryError, readLocatedYaml } from './located-yaml.ts';
import type { ProfileId, RequirementId, Source } from './model.ts';
import { profileSchema, sourceSchema } from './registry-schema.ts';
import { findSentence } from './source-text.ts';

/** A sentence, and either the requirements that hold its duty or the reason why it is no duty of a server. */
export interface SentenceNote extends Source {
  readonly requirements: readonly RequirementId[];
  readonly reason?: string;
  /** `file:line`. */
  readonly at: string;
}

const requirementId = z.string().regex(/^[A-Z0-9]+-[A-Z]+-\d{2}$/, 'a requirement id reads like P2-REG-01');
const notesSchema = z.array(
  z
    .strictObject({
      ...sourceSchema.shape,
      requirements: z.array(requirementId).min(1).optional(),
      reason: z.string().trim().min(1, 'must not be empty').optional(),
    })
    .refine(({ requirements, reason }) => (requirements === undefined) !== (reason === undefined), {
      message: 'give either the requirements that hold this duty, or the reason why it is none',
    }),
);

/**
 * The notes of one profile; none where it has no such file.
 *
 * @throws RegistryError with one line a problem
 */
export async function loadSentenceNotes(root: string, profile: ProfileId): Promise<readonly SentenceNote[]> {
  const folder = `specs/${profile}`;
  const file = `${folder}/sentences.yaml`;
  if (!existsSync(join(root, file))) return [];
  const text = (name: string) => readFile(join(root, name), 'utf8');
  const about = readLocatedYaml(
    await text(`${folder}/profile.yaml`),
    `${folder}/profile.yaml`,
    profileSchema,
  );
  const notes = readLocatedYaml(await text(file), file, notesSchema);
  return notes.value.map(({ in: name, requirements = [], reason, ...source }, index) => {
    const document = about.value.sources[name];
    if (document === undefined) {
      const known = Object.keys(about.value.sources).join(', ');
      throw new RegistryError([`${notes.at([index, 'in'])}: ${index}.in: must be one of ${known}`]);
    }
    return {
      ...source,
      file: document.file,
      requirements,
      ...(reason === undefined ? {} : { reason }),
      at: notes.at([index]),
    };
  });
}

/** Notes that name no requirement there is, and, where the documents are at hand, sentences that moved. */
export function noteProblems(
  notes: readonly SentenceNote[],
  known: readonly RequirementId[],
  sources: ReadonlyMap<string, string> | undefined,
): readonly SpecProblem[] {
  return notes.flatMap(({ at, requirements, file, section, phrase, hash }): readonly SpecProblem[] => {
    const strangers = requirements.filter((id) => !known.includes(id));
    const unknown = strangers.map((id) => ({
      where: at,
      message: `there is no requirement ${id}`,
      fix: `did you mean ${closest(id, [...known])}?`,
    }));
    const document = sources?.get(file);
    if (document === undefined) return unknown;
    const found = findSentence(document, section, phrase);
    if (!found.found) {
      const fix = 'read the source again, then correct section and phrase, or delete the note';
      return [...unknown, { where: at, message: `${file}: ${found.reason}`, fix }];
    }
    if (found.hash === hash) return unknown;
    const message = `its sentence in ${file} has hash ${found.hash}, not ${hash}`;
    const fix = `read the sentence again: "${found.sentence}"; if the note still holds, set the hash`;
    return [...unknown, { where: at, message, fix }];
  });
}

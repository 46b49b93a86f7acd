/** The form of the files under `specs/<profile>/` that hold requirements and decisions. */

import { z } from 'zod';

/** A locating phrase finds a sentence; more words than this would copy it. */
const LONGEST_PHRASE_WORDS = 8;

const requirementId = z.string().regex(/^[A-Z0-9]+-[A-Z]+-\d{2}$/, 'a requirement id reads like P2-REG-01');
const decisionId = z.string().regex(/^[A-Z]\d+$/, 'a decision id reads like D1');
const words = z.string().trim().min(1, 'must not be empty');

export const sourceSchema = z.strictObject({
  in: words,
  section: words,
  phrase: words.refine((phrase) => phrase.split(/\s+/).length <= LONGEST_PHRASE_WORDS, {
    message: `at most ${LONGEST_PHRASE_WORDS} words, so that no sentence is copied`,
  }),
  hash: z.string().regex(/^[0-9a-f]{16}$/, 'the first 16 hex digits of a SHA-256, in quotes'),
});

const requirementSchema = z
  .strictObject({
    level: z.enum(['MUST', 'SHOULD', 'MAY']),
    text: words,
    why: words,
    basis: z.enum(['seed', 'draft', 'page', 'snippet', 'v1', 'derived', 'observed', 'decision']),
    source: sourceSchema,
    decision: decisionId.optional(),
    optional: words.optional(),
    untestable: words.optional(),
  })
  .refine(
    ({ level, basis, decision }) =>
      level !== 'MUST' || decision !== undefined || !['observed', 'decision', 'snippet'].includes(basis),
    { path: ['basis'], message: 'a MUST on so weak a basis has to name its decision' },
  );

export const requirementsSchema = z.strictObject({
  topic: words,
  requirements: z.record(requirementId, requirementSchema),
});

export const decisionsSchema = z.record(
  decisionId,
  z.strictObject({
    hole: words,
    decision: words,
    dialect: z.strictObject({ key: words, values: z.array(words).min(1) }).optional(),
    setting: words.optional(),
  }),
);

export const profileSchema = z.strictObject({
  title: words,
  version: words,
  schemaRequirement: requirementId,
  sources: z.record(words, z.strictObject({ title: words, file: words })),
});

export const unwrittenSchema = z.strictObject({
  requirements: z.array(requirementId),
  operations: z.array(words),
});

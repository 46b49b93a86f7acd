/** The JSON Schema that editors complete and check scenario files with; from the very shapes that the loader reads by. */

import { z } from 'zod';
import { type Parts, peerShape, scenarioShape, shapes } from './schema.ts';
import {
  CAPABILITIES,
  EXPECTATION_KEYS,
  EXPECTATION_WORDS,
  ID_CERT_CLAIMS,
  MATCHER_KEYS,
  MATCHER_WORDS,
} from './vocabulary.ts';

/** The names that the schema lists, so that editors complete them. */
export interface SchemaNames {
  readonly requirementIds: readonly string[];
  readonly operationIds: readonly string[];
}

/** A text with a trailing line break. */
export function scenarioJsonSchema(names: SchemaNames): string {
  const parts = partsOf(names);
  const { steps, actor, case: scenarioCase, peers } = shapes(parts);
  const step = z.union(Object.values(steps)).meta({ id: 'step' });
  const scenario = scenarioShape(parts, {
    actor: actor.meta({ id: 'actor' }),
    peers,
    step,
    case: scenarioCase.meta({ id: 'case' }),
  });
  const schema = z.toJSONSchema(scenario, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'A scenario of Kammerton', ...schema }, null, 2)}\n`;
}

function words(docs: Readonly<Record<string, string>>): z.ZodType {
  return z.union(Object.entries(docs).map(([word, doc]) => z.literal(word).describe(doc)));
}

const template = z.any().meta({ id: 'value', description: 'any value; `${…}` in its texts is evaluated' });
const range = { min: z.int().min(0).optional(), max: z.int().min(0).optional() };

const matcher: z.ZodType = z
  .lazy(() =>
    z.union([
      words(MATCHER_WORDS),
      z.string().regex(/\$\{/).describe('equals the value of this expression'),
      z.number(),
      z.boolean(),
      z.null(),
      keyedMatcher,
      z.record(z.string(), matcher).describe('field → matcher; further fields do not matter'),
    ]),
  )
  .meta({ id: 'matcher' });

const keyedMatcher = z
  .strictObject({
    equals: template.optional().describe(MATCHER_KEYS.equals),
    oneOf: z.array(matcher).optional().describe(MATCHER_KEYS.oneOf),
    not: matcher.optional().describe(MATCHER_KEYS.not),
    matches: z.string().optional().describe(MATCHER_KEYS.matches),
    length: z
      .union([z.int(), z.strictObject(range)])
      .optional()
      .describe(MATCHER_KEYS.length),
    contains: template.optional().describe(MATCHER_KEYS.contains),
    each: matcher.optional().describe(MATCHER_KEYS.each),
    sameFidAs: template.optional().describe(MATCHER_KEYS.sameFidAs),
    all: z.array(matcher).optional().describe(MATCHER_KEYS.all),
    fields: z.record(z.string(), matcher).optional().describe(MATCHER_KEYS.fields),
    idCert: z
      .strictObject({
        kind: z.enum(['actor', 'root']).optional().describe(ID_CERT_CLAIMS.kind),
        subject: z.string().optional().describe(ID_CERT_CLAIMS.subject),
        issuer: z.string().optional().describe(ID_CERT_CLAIMS.issuer),
        signedBy: z.string().optional().describe(ID_CERT_CLAIMS.signedBy),
        key: z.string().optional().describe(ID_CERT_CLAIMS.key),
        session: z.string().optional().describe(ID_CERT_CLAIMS.session),
      })
      .optional()
      .describe(MATCHER_KEYS.idCert),
  } satisfies Record<keyof typeof MATCHER_KEYS, z.ZodType>)
  .meta({ id: 'keyedMatcher' });

const expectation: z.ZodType = z
  .lazy(() => z.union([words(EXPECTATION_WORDS), expectationMap]))
  .meta({ id: 'expectation' });

const expectationMap = z
  .strictObject({
    status: z
      .union([z.int(), z.array(z.int()).min(1)])
      .optional()
      .describe(EXPECTATION_KEYS.status),
    headers: z.record(z.string(), matcher).optional().describe(EXPECTATION_KEYS.headers),
    body: matcher.optional().describe(EXPECTATION_KEYS.body),
    empty: z.literal(true).optional().describe(EXPECTATION_KEYS.empty),
    anyOf: z.array(expectation).min(2).optional().describe(EXPECTATION_KEYS.anyOf),
    equal: z.array(template).min(2).optional().describe(EXPECTATION_KEYS.equal),
    differ: z.array(template).min(2).optional().describe(EXPECTATION_KEYS.differ),
    count: z
      .strictObject({ of: expectation, ...range })
      .optional()
      .describe(EXPECTATION_KEYS.count),
    distinct: z.string().optional().describe(EXPECTATION_KEYS.distinct),
  } satisfies Record<keyof typeof EXPECTATION_KEYS, z.ZodType>)
  .meta({ id: 'expectationMap' });

function partsOf({ requirementIds, operationIds }: SchemaNames): Parts {
  const requirement = z.string().meta({ id: 'requirement', enum: requirementIds });
  const operation = z.string().meta({ enum: operationIds });
  const fault = z.string();
  return {
    template,
    expectation,
    journalExpectation: z.strictObject({ asked: operation, ...range }),
    until: z.union([expectation, z.record(requirement, expectation)]),
    peer: peerShape(fault),
    requirement,
    operation,
    fault,
    capability: z.string().meta({ enum: Object.keys(CAPABILITIES) }),
  };
}

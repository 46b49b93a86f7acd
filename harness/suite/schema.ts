/** The shape of a scenario file; read section by section by the loader, and as a whole by the JSON Schema for editors. */

import { z } from 'zod';
import {
  ACTOR_KEYS,
  CALL_KEYS,
  CASE_KEYS,
  PEER_KEYS,
  SCENARIO_KEYS,
  STEP_KINDS,
  WAIT_KEYS,
} from './vocabulary.ts';

const MAX_TIMES = 1000;
const MAX_PARALLEL = 64;
const MAX_SESSIONS = 4;

/** The parts that the loader reads by itself, node by node; the JSON Schema spells them out. */
export interface Parts {
  readonly template: z.ZodType;
  readonly expectation: z.ZodType;
  readonly journalExpectation: z.ZodType;
  readonly until: z.ZodType;
  readonly peer: z.ZodType;
  readonly requirement: z.ZodString;
  readonly operation: z.ZodString;
  readonly fault: z.ZodString;
  readonly capability: z.ZodString;
}

const text = z.string().min(1);

/** How a peer misbehaves from the start. */
export function peerShape(fault: z.ZodString) {
  return z.strictObject({ faults: z.array(fault).min(1).describe(PEER_KEYS.faults) });
}

/** The shapes of all sections around the given parts. */
export function shapes(parts: Parts) {
  const templates = z.record(z.string(), parts.template);
  const checks = z.record(parts.requirement, parts.expectation);
  const peers = z.record(z.string(), parts.peer);
  const repeat = {
    times: z.int().min(2).max(MAX_TIMES).optional().describe(CALL_KEYS.times),
    parallel: z.int().min(2).max(MAX_PARALLEL).optional().describe(CALL_KEYS.parallel),
  };
  const outcome = {
    as: text.optional().describe(CALL_KEYS.as),
    save: z.record(z.string(), z.string()).optional().describe(CALL_KEYS.save),
    check: checks.optional().describe(CALL_KEYS.check),
  };
  const speakers = z.union([text, z.array(text).min(2)], 'must be a text, or a list of them');
  const turns = { as: speakers.optional().describe(CALL_KEYS.as) };
  const until = { until: parts.until.optional().describe(CALL_KEYS.until) };
  const request = {
    path: templates.optional().describe(CALL_KEYS.path),
    query: templates.optional().describe(CALL_KEYS.query),
    headers: templates.optional().describe(CALL_KEYS.headers),
    body: parts.template.optional().describe(CALL_KEYS.body),
    rawBody: parts.template.optional().describe(CALL_KEYS.rawBody),
    method: z
      .string()
      .regex(/^[A-Z]{3,20}$/, 'a method is written in capitals')
      .optional()
      .describe(CALL_KEYS.method),
  };
  const operation = (doc: string) => parts.operation.describe(doc);
  const steps = {
    call: z.strictObject({
      call: operation(STEP_KINDS.call),
      ...request,
      ...outcome,
      ...turns,
      ...repeat,
      ...until,
    }),
    control: z.strictObject({ control: operation(STEP_KINDS.control), ...request, ...outcome }),
    again: z.strictObject({ again: operation(STEP_KINDS.again), ...outcome, ...repeat, ...until }),
    peer: z.strictObject({
      peer: text.describe(STEP_KINDS.peer),
      faults: z.array(parts.fault).optional().describe(PEER_KEYS.faults),
      state: z.enum(['up', 'down']).optional().describe(PEER_KEYS.state),
      rotates: z.literal(true).optional().describe(PEER_KEYS.rotates),
      publishes: text.optional().describe(PEER_KEYS.publishes),
      under: parts.template.optional().describe(PEER_KEYS.under),
      check: z.record(parts.requirement, parts.journalExpectation).optional().describe(PEER_KEYS.check),
    }),
    wait: z.strictObject({
      wait: parts.template.describe(STEP_KINDS.wait),
      save: templates.optional().describe(WAIT_KEYS.save),
    }),
  };
  const actor = z.strictObject({
    home: text.optional().describe(ACTOR_KEYS.home),
    sessions: z.int().min(0).max(MAX_SESSIONS).optional().describe(ACTOR_KEYS.sessions),
    sessionOf: text.optional().describe(ACTOR_KEYS.sessionOf),
  });
  const scenarioCase = z.strictObject({
    title: text.describe(CASE_KEYS.title),
    change: templates.optional().describe(CASE_KEYS.change),
    add: templates.optional().describe(CASE_KEYS.add),
    as: text.optional().describe(CASE_KEYS.as),
    peers: peers.optional().describe(CASE_KEYS.peers),
    check: checks.describe(CASE_KEYS.check),
  });
  return { steps, actor, case: scenarioCase, peers };
}

/** The shape of the file around its sections. */
export function scenarioShape(parts: Parts, sections: SectionShapes) {
  return z.strictObject({
    id: text.describe(SCENARIO_KEYS.id),
    title: text.describe(SCENARIO_KEYS.title),
    description: text.optional().describe(SCENARIO_KEYS.description),
    needs: z.array(parts.capability).min(1).optional().describe(SCENARIO_KEYS.needs),
    keptFor: text.optional().describe(SCENARIO_KEYS.keptFor),
    exclusive: z.boolean().optional().describe(SCENARIO_KEYS.exclusive),
    actors: z.record(z.string(), sections.actor).optional().describe(SCENARIO_KEYS.actors),
    peers: sections.peers.optional().describe(SCENARIO_KEYS.peers),
    values: z.record(z.string(), parts.template).optional().describe(SCENARIO_KEYS.values),
    steps: z.array(sections.step).min(1).describe(SCENARIO_KEYS.steps),
    cases: z.record(z.string(), sections.case).optional().describe(SCENARIO_KEYS.cases),
    afterwards: z.array(sections.step).min(1).optional().describe(SCENARIO_KEYS.afterwards),
  });
}

export interface SectionShapes {
  readonly actor: z.ZodType;
  readonly peers: z.ZodType;
  readonly step: z.ZodType;
  readonly case: z.ZodType;
}

const unread = z.unknown();
const opaque: Parts = {
  template: unread,
  expectation: unread,
  journalExpectation: unread,
  until: unread,
  peer: unread,
  requirement: z.string(),
  operation: text,
  fault: text,
  capability: text,
};

/** For the loader: one shape per section, each without what is inside the next. */
export const SECTIONS = { ...shapes(opaque), peer: peerShape(text) };
export const SCENARIO = scenarioShape(opaque, {
  actor: unread,
  peers: z.record(z.string(), unread),
  step: unread,
  case: unread,
});

/** The words in which faults and variants are written: which decisions change, and to what. */

import type { Behaviour } from '../behaviour/behaviour.ts';
import type { Answer, Call, Eventually, JsonObject, Rule } from '../behaviour/facts.ts';
import { isObject } from '../behaviour/json-shapes.ts';

export type Change = (behaviour: Behaviour) => Behaviour;

/** Other decisions in one area; what they replace is at hand. */
export function deciding<Area extends keyof Behaviour>(
  area: Area,
  change: (before: Behaviour[Area], behaviour: Behaviour) => Partial<Behaviour[Area]>,
): Change {
  return (behaviour) => ({
    ...behaviour,
    [area]: { ...behaviour[area], ...change(behaviour[area], behaviour) },
  });
}

export function together(...changes: readonly Change[]): Change {
  return (behaviour) => changes.reduce((soFar, change) => change(soFar), behaviour);
}

/** Another last word on the answers of an operation, refusals included. */
export function answering(
  operation: string,
  change: (answer: Answer, call: Call) => Eventually<Answer>,
): Change {
  return deciding('exchange', (before) => ({
    respond: async (answer, call, answered) => {
      const last = await before.respond(answer, call, answered);
      return answered === operation ? change(last, call) : last;
    },
  }));
}

/** Another last word on what an operation answers with one status. */
export function answeringOf(
  operation: string,
  status: number,
  change: (answer: Answer, call: Call) => Answer,
): Change {
  return answering(operation, (answer, call) => (answer.status === status ? change(answer, call) : answer));
}

/** Other members in the body, where it is an object. */
export function withMembers(answer: Answer, change: (body: JsonObject) => JsonObject): Answer {
  return isObject(answer.body) ? { ...answer, body: { ...answer.body, ...change(answer.body) } } : answer;
}

export function without<Subject>(rules: readonly Rule<Subject>[], ...names: readonly string[]) {
  return rules.filter(({ name }) => !names.includes(name));
}

/** The rule of that name with another judgement; `before` is the one that it had. */
export function relaxing<Subject>(
  rules: readonly Rule<Subject>[],
  name: string,
  holds: (subject: Subject, before: (subject: Subject) => boolean) => boolean,
): readonly Rule<Subject>[] {
  return rules.map((rule) =>
    rule.name === name ? { name, holds: (subject) => holds(subject, rule.holds) } : rule,
  );
}

/** How long a careless check and its act lie apart in races: longer than requests that are sent at once arrive apart. */
const GAP_MS = 1000;

export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, GAP_MS));
}

/** From the words of the steps to steps. */

import type { CallStep, Check, Expectation, PeerStep, Step, WaitStep } from './model.ts';
import { suggestion } from './nearest-name.ts';
import { resolveFaults } from './resolve-actors.ts';
import { type Context, isKnown, templateIn } from './resolve-context.ts';
import {
  checkAnswerPath,
  checkRequirement,
  isExpectationKey,
  resolveChecks,
  resolveExpectation,
} from './resolve-expectation.ts';
import { rangeOf } from './resolve-matcher.ts';
import { asWhom, checkRequest, repeatOf, requestOf } from './resolve-request.ts';
import { SECTIONS } from './schema.ts';
import { entriesOf, field, hasShape, isTrue, textOf } from './shape.ts';
import { PEER_NAMES, STEP_KINDS, type StepKind } from './vocabulary.ts';
import type { YamlMap, YamlNode } from './yaml-tree.ts';

/** A step with the node that it was read from, and the names known before it. */
export interface ReadStep {
  readonly step: Step;
  readonly node: YamlMap;
  readonly names: Context['names'];
}

/** The steps of a list, in order; each can read what those before it saved. `prefix` stands before their names. */
export function resolveSteps(node: YamlNode | undefined, context: Context, prefix = ''): readonly ReadStep[] {
  if (node?.kind !== 'list') return [];
  const read: ReadStep[] = [];
  for (const [index, item] of node.items.entries()) {
    const names = context.names.fork();
    const step = stepOf(item, `${prefix}${index + 1}`, context, read);
    if (step !== undefined && item.kind === 'map') read.push({ step, node: item, names });
  }
  return read;
}

function stepOf(
  node: YamlNode,
  position: string,
  context: Context,
  before: readonly ReadStep[],
): Step | undefined {
  const { source } = context;
  const allKinds = Object.keys(STEP_KINDS).join(', ');
  if (node.kind !== 'map') {
    source.report(node.start, 'a step is a map', `with one of ${allKinds}`);
    return undefined;
  }
  const kinds = [...node.entries.keys()].filter(isStepKind);
  const [kind, second] = kinds;
  if (kind === undefined) {
    const hints = [...node.entries.keys()].map((key) => suggestion(key, Object.keys(STEP_KINDS)));
    source.report(
      node.start,
      'this step does nothing',
      hints.find((hint) => hint?.startsWith('did')) ?? `one of ${allKinds}`,
    );
    return undefined;
  }
  if (second !== undefined) {
    source.report(
      node.entries.get(second)?.keyStart ?? node.start,
      `a step does one thing, not both ${kind} and ${second}`,
    );
    return undefined;
  }
  const sound = hasShape(node, SECTIONS.steps[kind], source);
  if (kind === 'peer') return sound ? peerStep(node, position, context) : undefined;
  if (kind === 'wait') return sound ? waitStep(node, position, context) : undefined;
  return callStep(node, kind, position, context, before);
}

function isStepKind(key: string): key is StepKind {
  return Object.hasOwn(STEP_KINDS, key);
}

function callStep(
  node: YamlMap,
  kind: 'call' | 'control' | 'again',
  position: string,
  context: Context,
  before: readonly ReadStep[],
): CallStep {
  const { source, words } = context;
  const value = field(node, kind);
  const operation = textOf(value) ?? '';
  const known = words.operation(operation);
  if (value !== undefined && known === undefined) {
    isKnown('operation', operation, words.operationIds(), value.start, source);
  }
  const again = kind === 'again';
  if (
    again &&
    known !== undefined &&
    !before.some(({ step }) => step.kind === 'call' && step.operation === operation)
  ) {
    source.report(node.start, `no ${operation} before this could be sent again`, 'write call');
  }
  const speakers = field(node, 'as');
  const [as, ...turns] = (speakers?.kind === 'list' ? speakers.items : [speakers]).map((who) =>
    asWhom(who, context),
  );
  const parameters = requestOf(node, context);
  if (!again && known !== undefined) checkRequest(node, operation, known, context);
  const name = `${position} ${operation}${again ? ' again' : ''}`;
  // Saved first: what an answer holds can be spoken of in its own checks.
  const save = savesOf(field(node, 'save'), context);
  const checks = resolveChecks(field(node, 'check'), context);
  const until = untilOf(field(node, 'until'), context);
  const repeat = repeatOf(node, context);
  const step: CallStep = {
    kind: 'call',
    name,
    at: source.location(node.start),
    operation,
    control: kind === 'control',
    again,
    parameters,
    checks,
    save,
    ...(as === undefined ? {} : { as }),
    ...(turns.length === 0 ? {} : { turns: turns.filter((who) => who !== undefined) }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(until === undefined ? {} : { until }),
  };
  checkRepetition(node, step, context);
  return step;
}

function savesOf(
  node: YamlNode | undefined,
  context: Context,
): readonly (readonly [name: string, path: string])[] {
  return entriesOf(node).map(([name, value, keyStart]) => {
    declareSaved(name, keyStart, context);
    const path = textOf(value) ?? '';
    checkAnswerPath(path, value.start, context);
    return [name, path] as const;
  });
}

function declareSaved(name: string, offset: number, { names, source }: Context): void {
  const problem = names.declare(name, { what: 'saved name', offset });
  if (problem !== undefined) source.report(offset, problem.message, problem.hint);
}

/** `{REQUIREMENT: expectation}`, or an expectation alone when nothing is proved by it. */
function untilOf(node: YamlNode | undefined, context: Context): CallStep['until'] {
  if (node === undefined) return undefined;
  const entries = entriesOf(node);
  const [first] = entries;
  if (first === undefined || isExpectationKey(first[0])) {
    return { expectation: resolveExpectation(node, context) };
  }
  if (entries.length > 1) {
    context.source.report(node.start, 'until waits for one requirement', 'the others belong under check');
  }
  const [requirement, value, keyStart] = first;
  checkRequirement(requirement, keyStart, context);
  return { requirement, expectation: resolveExpectation(value, context) };
}

function checkRepetition(node: YamlMap, step: CallStep, { source }: Context): void {
  if (step.turns !== undefined && step.repeat === undefined) {
    source.report(node.start, 'several speakers take turns in a repeated call', 'add times or parallel');
  }
  if (step.until !== undefined && step.repeat !== undefined) {
    source.report(node.start, 'until repeats the call by itself', 'leave times and parallel out');
  }
  const expectations: readonly Expectation[] = step.checks.map(({ expectation }) => expectation);
  if (step.repeat === undefined && expectations.some(speaksOfRepeats)) {
    const check = field(node, 'check') ?? node;
    source.report(check.start, 'count and distinct speak of a repeated call', 'add times or parallel');
  }
}

function speaksOfRepeats(expectation: Expectation): boolean {
  switch (expectation.kind) {
    case 'count':
    case 'distinct':
      return true;
    case 'all':
      return expectation.parts.some(speaksOfRepeats);
    case 'anyOf':
      return expectation.options.some(speaksOfRepeats);
    default:
      return false;
  }
}

function peerStep(node: YamlMap, position: string, context: Context): PeerStep {
  const { source, words } = context;
  const value = field(node, 'peer');
  const peer = textOf(value) ?? '';
  if (value !== undefined) isKnown('peer', peer, PEER_NAMES, value.start, source);
  const faults = field(node, 'faults');
  const state = textOf(field(node, 'state'));
  const publishes = publishedActor(field(node, 'publishes'), field(node, 'under'), context);
  const check = field(node, 'check');
  const rotates = isTrue(field(node, 'rotates'));
  const doesNothing = faults === undefined && state === undefined && publishes === undefined && !rotates;
  if (doesNothing && check === undefined) {
    source.report(
      node.start,
      'this step does nothing to the peer',
      'add faults, state, rotates, publishes or check',
    );
  }
  const change: PeerStep['change'] = {
    ...(faults === undefined ? {} : { faults: resolveFaults(faults, source, words.faultIds) }),
    ...(state === 'up' || state === 'down' ? { state } : {}),
    ...(rotates ? { rotates } : {}),
    ...(publishes === undefined ? {} : { publishes }),
  };
  const journal = journalOf(check, context);
  return {
    kind: 'peer',
    name: `${position} peer ${peer}`,
    at: source.location(node.start),
    peer,
    checks: journal?.checks ?? [],
    ...(doesNothing ? {} : { change }),
    ...(journal === undefined ? {} : { journal: journal.journal }),
  };
}

function publishedActor(
  node: YamlNode | undefined,
  under: YamlNode | undefined,
  context: Context,
): NonNullable<PeerStep['change']>['publishes'] {
  const { names, source } = context;
  const name = textOf(node);
  if (node === undefined || name === undefined) {
    if (under !== undefined)
      source.report(under.start, 'under speaks of publishes', 'add publishes: an actor');
    return undefined;
  }
  if (!isKnown('actor', name, names.actorNames(), node.start, source)) return undefined;
  names.use(name);
  return { actor: name, ...(under === undefined ? {} : { under: templateIn(under, context) }) };
}

/** `{REQUIREMENT: {asked: operation, min, max}}`. */
function journalOf(
  node: YamlNode | undefined,
  context: Context,
): { readonly journal: NonNullable<PeerStep['journal']>; readonly checks: readonly Check[] } | undefined {
  if (node === undefined) return undefined;
  const { source, words } = context;
  const entries = entriesOf(node);
  const [first] = entries;
  if (first === undefined || entries.length > 1) {
    source.report(node.start, 'a peer step checks one thing', 'requirement: {asked: operation, min: 1}');
    return undefined;
  }
  const [requirement, value, keyStart] = first;
  checkRequirement(requirement, keyStart, context);
  const asked = value.kind === 'map' ? field(value, 'asked') : undefined;
  if (asked === undefined) {
    source.report(value.start, 'what was the peer asked?', '{asked: operation, min: 1}');
    return undefined;
  }
  const operation = textOf(asked) ?? '';
  isKnown('operation', operation, words.operationIds(), asked.start, source);
  const range = rangeOf(value, 'asked', context, ['asked']);
  if (range.min === undefined && range.max === undefined)
    source.report(value.start, '"asked" takes min, max or both');
  return {
    journal: { operation, ...range },
    checks: [{ requirement, expectation: { kind: 'accepted' }, at: source.location(keyStart) }],
  };
}

function waitStep(node: YamlMap, position: string, context: Context): WaitStep | undefined {
  const value = field(node, 'wait');
  if (value === undefined) return undefined;
  const until = templateIn(value, context);
  if (until.kind !== 'expression') {
    context.source.report(value.start, 'wait takes a moment in UNIX seconds', "${at('2s')}");
  }
  const save = entriesOf(field(node, 'save')).map(([name, item, keyStart]) => {
    const template = templateIn(item, context);
    declareSaved(name, keyStart, context);
    return [name, template] as const;
  });
  const at = context.source.location(node.start);
  return { kind: 'wait', name: `${position} wait`, at, checks: [], until, save };
}

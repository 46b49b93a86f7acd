/** What must hold over a whole scenario, so that its refusals mean something and nothing in it is idle. */

import { expectationsOf, isMetByRefusal, mustBeAccepted } from './acceptance.ts';
import type { CallStep, ResolvedScenario } from './model.ts';
import type { NameScope } from './name-scope.ts';
import type { Context } from './resolve-context.ts';
import type { ReadStep } from './resolve-steps.ts';
import { field } from './shape.ts';
import type { YamlMap } from './yaml-tree.ts';

export interface ReadStory {
  readonly control: ReadStep | undefined;
  readonly read: readonly ReadStep[];
  readonly afterwards: readonly ReadStep[];
  readonly context: Context;
  /** The names at the end of the steps, and at the end of what comes afterwards. */
  readonly scopes: readonly NameScope[];
}

/** Operations that change the target for everybody. */
const DESTRUCTIVE = ['rotateServerKey'];

export function checkStory(scenario: ResolvedScenario, root: YamlMap, story: ReadStory): void {
  checkControl(root, story);
  checkRefusals(story);
  checkSomethingAccepted(scenario, root, story);
  checkSomethingChecked(scenario, root, story);
  checkCapabilities(scenario, story);
  checkExclusive(scenario, story);
  checkNothingIdle(story);
}

function callsOf(read: readonly ReadStep[]): readonly { readonly step: CallStep; readonly node: YamlMap }[] {
  return read.flatMap(({ step, node }) => (step.kind === 'call' ? [{ step, node }] : []));
}

function keyStart(root: YamlMap, key: string): number {
  return root.entries.get(key)?.keyStart ?? root.start;
}

function checkControl(root: YamlMap, { read, afterwards, control, context: { source } }: ReadStory): void {
  const controls = callsOf(read).filter(({ step }) => step.control);
  const hasCases = field(root, 'cases') !== undefined;
  if (hasCases && control === undefined) {
    source.report(
      keyStart(root, 'cases'),
      'cases need a control',
      'write control instead of call at the step that they change',
    );
  }
  for (const { node } of controls.slice(1))
    source.report(node.start, 'a story has one control', 'write call');
  for (const { step, node } of callsOf(afterwards)) {
    if (step.control) source.report(node.start, 'a control cannot stand here', 'write call');
  }
  if (control !== undefined && !hasCases) {
    source.report(control.node.start, 'a control without cases controls nothing', 'add cases, or write call');
  }
  if (control?.step.kind === 'call' && expectationsOf(control.step).some(isMetByRefusal)) {
    source.report(control.node.start, 'the control must be accepted', 'a refusal belongs into a case');
  }
  if (field(root, 'afterwards') !== undefined && !hasCases) {
    source.report(
      keyStart(root, 'afterwards'),
      'afterwards follows cases, and there are none',
      'write it under steps',
    );
  }
}

/** A refusal counts only if the same operation has been accepted before in the story. */
function checkRefusals({ read, afterwards, context: { source } }: ReadStory): void {
  const accepted = new Set<string>();
  for (const { step, node } of callsOf([...read, ...afterwards])) {
    if (mustBeAccepted(step)) accepted.add(step.operation);
    else if (expectationsOf(step).some(isMetByRefusal) && !accepted.has(step.operation)) {
      source.report(
        (field(node, 'check') ?? node).start,
        `a refusal of ${step.operation} proves nothing before one was accepted`,
        `call it rightly first, or make it a case`,
      );
    }
  }
}

function checkSomethingAccepted(
  { requirements, profile }: ResolvedScenario,
  root: YamlMap,
  { read, context: { source, words } }: ReadStory,
): void {
  const hasMust = requirements.some((id) => words.requirement(id)?.level === 'MUST');
  const isReadable = callsOf(read).every(({ step }) => words.operation(step.operation) !== undefined);
  if (!hasMust || !isReadable) return;
  const own = ({ operation }: CallStep) => words.operation(operation)?.profile === profile;
  if (callsOf(read).some(({ step }) => own(step) && mustBeAccepted(step))) return;
  source.report(
    keyStart(root, 'steps'),
    `no call of ${profile} in these steps must be accepted`,
    'a server that refuses everything would pass: add a call that is accepted',
  );
}

function checkSomethingChecked(
  { requirements }: ResolvedScenario,
  root: YamlMap,
  { read, context: { source } }: ReadStory,
): void {
  if (requirements.length > 0 || read.length === 0) return;
  source.report(keyStart(root, 'steps'), 'nothing is checked', 'add check: {REQUIREMENT: …} to a step');
}

function checkCapabilities(
  { needs }: ResolvedScenario,
  { read, afterwards, context: { source, words } }: ReadStory,
): void {
  for (const { step, node } of callsOf([...read, ...afterwards])) {
    const capability = words.operation(step.operation)?.optional;
    if (capability === undefined || needs.includes(capability)) continue;
    source.report(node.start, `${step.operation} is optional`, `needs: [${capability}]`);
  }
}

function checkExclusive(
  { exclusive }: ResolvedScenario,
  { read, afterwards, context: { source } }: ReadStory,
): void {
  if (exclusive) return;
  for (const { step, node } of callsOf([...read, ...afterwards])) {
    if (!DESTRUCTIVE.includes(step.operation)) continue;
    source.report(node.start, `${step.operation} changes the target for everybody`, 'exclusive: true');
  }
}

function checkNothingIdle({ scopes, context: { source } }: ReadStory): void {
  // What reads it may stand where another problem kept it from being read.
  if (source.problems.length > 0) return;
  for (const [name, { what, offset }] of scopes.flatMap((scope) => scope.unused())) {
    source.report(offset, `nothing reads the ${what} "${name}"`, 'leave it out');
  }
}

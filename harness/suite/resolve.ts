/** From a file's tree to a scenario: sections in order, then the rules that hold over all of them. */

import type { ResolvedScenario, Step } from './model.ts';
import { NameScope } from './name-scope.ts';
import { resolveActors, resolvePeers } from './resolve-actors.ts';
import { resolveCases } from './resolve-cases.ts';
import { type Context, isKnown, templateIn } from './resolve-context.ts';
import { type ReadStep, resolveSteps } from './resolve-steps.ts';
import { SCENARIO } from './schema.ts';
import { entriesOf, field, hasShape, isTrue, itemsOf, textOf } from './shape.ts';
import type { SpecWords } from './spec-words.ts';
import { checkStory } from './story-rules.ts';
import { CAPABILITIES } from './vocabulary.ts';
import type { SourceFile, YamlMap, YamlNode } from './yaml-tree.ts';

const ID = /^[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+$/;

/** Reports every problem to the file; what it returns can only be run when there was none. */
export function resolveScenario(
  root: YamlNode,
  source: SourceFile,
  words: SpecWords,
): ResolvedScenario | undefined {
  if (root.kind !== 'map') {
    source.report(root.start, 'a scenario is a map', 'id, title, actors, steps');
    return undefined;
  }
  hasShape(root, SCENARIO, source);
  const id = textOf(field(root, 'id')) ?? '';
  checkId(field(root, 'id'), source);
  const profile = id.split('/')[0] ?? '';
  const context: Context = { source, words, profile, names: new NameScope(savedNames(root)) };

  const actors = resolveActors(field(root, 'actors'), context);
  const peers = resolvePeers(field(root, 'peers'), context);
  const values = valuesOf(field(root, 'values'), context);
  const read = resolveSteps(field(root, 'steps'), context);
  const control = read.find(({ step }) => step.kind === 'call' && step.control);
  const beside = control === undefined ? context : { ...context, names: control.names };
  const cases = control === undefined ? [] : resolveCases(field(root, 'cases'), control.node, beside);
  const names = beside.names.fork();
  const afterwards = resolveSteps(field(root, 'afterwards'), { ...context, names }, 'afterwards ');

  const steps = read.map(({ step }) => step);
  const scenario: ResolvedScenario = {
    id,
    title: textOf(field(root, 'title')) ?? '',
    profile,
    file: source.file,
    at: source.location(root.start),
    needs: needsOf(field(root, 'needs'), source),
    exclusive: isTrue(field(root, 'exclusive')),
    actors,
    peers,
    values,
    steps,
    afterwards: afterwards.map(({ step }) => step),
    cases,
    ...named([...read, ...afterwards], cases),
    ...optionalText('description', field(root, 'description')),
    ...optionalText('keptFor', field(root, 'keptFor')),
  };
  checkStory(scenario, root, { control, read, afterwards, context, scopes: [context.names, names] });
  return scenario;
}

function checkId(node: YamlNode | undefined, source: SourceFile): void {
  const id = textOf(node);
  if (node === undefined || id === undefined) return;
  const expected = source.file.replace(/\.ya?ml$/, '');
  if (!ID.test(id))
    source.report(node.start, `"${id}" is no id`, 'profile/topic/name in small letters, digits and hyphens');
  else if (id !== expected) source.report(node.start, `the id must say where the file is`, `id: ${expected}`);
}

function valuesOf(node: YamlNode | undefined, context: Context): ResolvedScenario['values'] {
  return entriesOf(node).map(([name, value, keyStart]) => {
    const template = templateIn(value, context);
    const problem = context.names.declare(name, { what: 'value', offset: keyStart });
    if (problem !== undefined) context.source.report(keyStart, problem.message, problem.hint);
    return [name, template] as const;
  });
}

function needsOf(node: YamlNode | undefined, source: SourceFile): readonly string[] {
  return itemsOf(node).map((item) => {
    const name = textOf(item) ?? '';
    isKnown('capability', name, Object.keys(CAPABILITIES), item.start, source);
    return name;
  });
}

function optionalText<Key extends string>(
  key: Key,
  node: YamlNode | undefined,
): { readonly [K in Key]?: string } {
  const text = textOf(node);
  return text === undefined ? {} : ({ [key]: text.trim() } as { readonly [K in Key]?: string });
}

/** Every name that some step saves, with that step's act. */
function savedNames(root: YamlMap): ReadonlyMap<string, string> {
  const saved = new Map<string, string>();
  for (const [index, step] of itemsOf(field(root, 'steps')).entries()) {
    if (step.kind !== 'map') continue;
    const act = ['call', 'control', 'again'].map((kind) => textOf(field(step, kind))).find(Boolean) ?? 'wait';
    for (const [name] of entriesOf(field(step, 'save'))) saved.set(name, `${index + 1} ${act}`);
  }
  return saved;
}

function named(
  read: readonly ReadStep[],
  cases: ResolvedScenario['cases'],
): Pick<ResolvedScenario, 'operations' | 'requirements'> {
  const steps: readonly Step[] = read.map(({ step }) => step);
  const calls = steps.flatMap((step) => (step.kind === 'call' ? [step] : []));
  const awaited = calls.flatMap(({ until }) => (until?.requirement === undefined ? [] : [until.requirement]));
  const checks = [...steps, ...cases].flatMap((part) => part.checks.map(({ requirement }) => requirement));
  return {
    operations: [...new Set(calls.map(({ operation }) => operation))],
    requirements: [...new Set([...checks, ...awaited])],
  };
}

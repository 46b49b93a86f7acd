/** From the words of the cases to cases: each changes the control in one way. */

import type { JsonValue, ResolvedCase, Template } from './model.ts';
import { nearestName } from './nearest-name.ts';
import { resolvePeers } from './resolve-actors.ts';
import { type Context, templateIn } from './resolve-context.ts';
import { resolveChecks } from './resolve-expectation.ts';
import { asWhom } from './resolve-request.ts';
import { SECTIONS } from './schema.ts';
import { entriesOf, field, hasShape, textOf } from './shape.ts';
import { parseValuePath, type ValuePath } from './value-path.ts';
import { CHANGE_ROOTS } from './vocabulary.ts';
import { plain, type YamlMap, type YamlNode } from './yaml-tree.ts';

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Parts of a request that a case may give although the control leaves them to the operation. */
const ALWAYS_THERE = ['rawBody', 'method'];

/** `context` is that of the control: a case knows the names that its story has saved until there. */
export function resolveCases(
  node: YamlNode | undefined,
  control: YamlMap,
  context: Context,
): readonly ResolvedCase[] {
  const seen = new Map<string, string>();
  return entriesOf(node).flatMap(([slug, value, keyStart]) => {
    if (!SLUG.test(slug)) {
      context.source.report(keyStart, `"${slug}" is no slug`, 'small letters, digits and hyphens');
    }
    if (!hasShape(value, SECTIONS.case, context.source) || value.kind !== 'map') return [];
    reportTwin(slug, value, keyStart, seen, context);
    return [caseOf(slug, value, keyStart, control, context)];
  });
}

function caseOf(
  slug: string,
  node: YamlMap,
  keyStart: number,
  control: YamlMap,
  context: Context,
): ResolvedCase {
  const as = asWhom(field(node, 'as'), context);
  const change = [
    ...changesOf(field(node, 'change'), control, 'change', context),
    ...changesOf(field(node, 'add'), control, 'add', context),
  ];
  const peers = resolvePeers(field(node, 'peers'), context);
  if (change.length === 0 && field(node, 'as') === undefined && peers.size === 0) {
    context.source.report(keyStart, `"${slug}" changes nothing`, 'change, add, as or peers');
  }
  return {
    slug,
    title: textOf(field(node, 'title')) ?? '',
    change,
    peers,
    checks: resolveChecks(field(node, 'check'), context),
    at: context.source.location(keyStart),
    ...(as === undefined ? {} : { as }),
  };
}

function reportTwin(
  slug: string,
  node: YamlMap,
  keyStart: number,
  seen: Map<string, string>,
  { source }: Context,
): void {
  const parts: readonly (JsonValue | undefined)[] = ['change', 'add', 'as', 'peers'].map((key) => {
    const part = field(node, key);
    return part === undefined ? null : plain(part);
  });
  const content = JSON.stringify(parts);
  const twin = seen.get(content);
  if (twin === undefined) seen.set(content, slug);
  else source.report(keyStart, `"${slug}" changes the same as "${twin}"`, 'put both checks into one case');
}

function changesOf(
  node: YamlNode | undefined,
  control: YamlMap,
  how: 'change' | 'add',
  context: Context,
): readonly (readonly [path: string, value: Template | 'absent'])[] {
  return entriesOf(node).map(([path, value, keyStart]) => {
    checkPath(path, keyStart, control, how, context);
    const absent = how === 'change' && textOf(value) === 'absent';
    return [path, absent ? 'absent' : templateIn(value, context)] as const;
  });
}

function checkPath(
  text: string,
  offset: number,
  control: YamlMap,
  how: 'change' | 'add',
  { source }: Context,
): void {
  const path = parseValuePath(text);
  const root = String(path?.[0] ?? '');
  if (path === undefined || !CHANGE_ROOTS.some((known) => known === root)) {
    source.report(
      offset,
      `"${text}" is no path into the control`,
      `it begins with ${CHANGE_ROOTS.join(', ')}`,
    );
    return;
  }
  if (path.length === 1 && ALWAYS_THERE.includes(root)) return;
  const there = isThere(control, path);
  if (how === 'change' && there === false) {
    const nearest = nearestName(text, pathsOf(control));
    source.report(
      offset,
      `the control has no ${text}`,
      nearest === undefined
        ? 'what the control does not have stands under add'
        : `did you mean "${nearest}"?`,
    );
  } else if (how === 'add' && there === true) {
    source.report(offset, `the control has ${text} already`, 'then it stands under change');
  }
}

/** Undefined where an expression decides. */
function isThere(control: YamlMap, path: ValuePath): boolean | undefined {
  let node: YamlNode = control;
  for (const part of path) {
    if (node.kind === 'scalar') return String(node.value).includes('${') ? undefined : false;
    const next: YamlNode | undefined =
      node.kind === 'map'
        ? field(node, String(part))
        : typeof part === 'number'
          ? node.items[part]
          : undefined;
    if (next === undefined) return false;
    node = next;
  }
  return true;
}

function pathsOf(control: YamlMap): readonly string[] {
  return CHANGE_ROOTS.flatMap((root) => {
    const node = field(control, root);
    return node === undefined ? [] : pathsWithin(root, node);
  });
}

function pathsWithin(path: string, node: YamlNode): readonly string[] {
  return [path, ...entriesOf(node).flatMap(([key, value]) => pathsWithin(`${path}.${key}`, value))];
}

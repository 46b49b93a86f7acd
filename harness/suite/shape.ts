/** Checks a section of a file against its shape; what is wrong is said in words, where it stands. */

import type { z } from 'zod';
import { suggestion } from './nearest-name.ts';
import { plain, type SourceFile, type YamlMap, type YamlNode } from './yaml-tree.ts';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  record: 'a map',
  object: 'a map',
};

/** Reports every way in which the node is not of this shape; true when there is none. */
export function hasShape(node: YamlNode, shape: z.ZodObject, source: SourceFile): boolean {
  const result = shape.safeParse(plain(node));
  if (result.success) return true;
  for (const issue of result.error.issues) reportIssue(issue, node, Object.keys(shape.shape), source);
  return false;
}

function reportIssue(issue: Issue, root: YamlNode, keys: readonly string[], source: SourceFile): void {
  const { node, offset, name } = place(issue.path, root);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const at = node?.kind === 'map' ? node.entries.get(key)?.keyStart : undefined;
      source.report(at ?? offset, `unknown key "${key}"`, suggestion(key, keys));
    }
  } else if (node === undefined) source.report(offset, `"${name}" is missing`);
  else source.report(offset, `${name === '' ? 'this' : `"${name}"`} ${complaint(issue)}`);
}

function complaint(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      if (issue.origin === 'array' && issue.minimum > 1) return `must have at least ${issue.minimum} items`;
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return issue.message;
    default:
      return `is wrong: ${issue.message}`;
  }
}

/** The node that a path leads to and where it stands; where it is missing, the place of what it is missing in. */
function place(
  path: readonly PropertyKey[],
  root: YamlNode,
): { node: YamlNode | undefined; offset: number; name: string } {
  let node: YamlNode | undefined = root;
  let offset = root.start;
  let name = '';
  for (const part of path) {
    if (typeof part === 'string') name = part;
    node = child(node, part);
    if (node !== undefined) offset = node.start;
  }
  return { node, offset, name };
}

function child(node: YamlNode | undefined, part: PropertyKey): YamlNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(part))?.value;
  if (node?.kind === 'list') return node.items[Number(part)];
  return undefined;
}

/** The map's value under a key. */
export function field(node: YamlMap, key: string): YamlNode | undefined {
  return node.entries.get(key)?.value;
}

/** The entries of a map; none where there is no map, which its shape has told. */
export function entriesOf(node: YamlNode | undefined): readonly (readonly [string, YamlNode, number])[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].map(([key, { value, keyStart }]) => [key, value, keyStart] as const);
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function isTrue(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

export function numberOf(node: YamlNode | undefined): number | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

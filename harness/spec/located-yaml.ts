/** Reads YAML against a schema; every complaint names file, line and field. */

import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

type FieldPath = readonly PropertyKey[];

export interface LocatedYaml<T> {
  readonly value: T;
  /** `file:line` of a field, or of the nearest one above it that exists. */
  readonly at: (path: FieldPath) => string;
}

/** The data under `specs/` is not what it must be; one line a problem. */
export class RegistryError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'RegistryError';
    this.problems = problems;
  }
}

/** @throws RegistryError with every problem of this text. */
export function readLocatedYaml<T>(text: string, file: string, schema: z.ZodType<T>): LocatedYaml<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new RegistryError(
      document.errors.map((error) => `${file}:${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const lineOf = (path: FieldPath): number => {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const offset = offsetOf(document.contents, path.slice(0, depth));
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  };
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) {
    throw new RegistryError(
      parsed.error.issues.map((issue) => {
        const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
        const field = path.length === 0 ? '' : ` ${path.join('.')}:`;
        const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
        return `${file}:${lineOf(path)}:${field} ${message}`;
      }),
    );
  }
  return { value: parsed.data, at: (path) => `${file}:${lineOf(path)}` };
}

/** Where the last key or item of a path begins; undefined when there is no such field. */
export function offsetOf(root: unknown, path: FieldPath): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return undefined;
      offset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(part)];
      if (!isNode(item)) return undefined;
      offset = item.range?.[0];
      node = item;
    } else return undefined;
  }
  return offset;
}

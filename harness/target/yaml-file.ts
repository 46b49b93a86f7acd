/** A YAML document that knows where each of its values stands. */

import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { environmentName, placeholdersIn } from './placeholders.ts';
import { type FileProblem, TargetFileError } from './problem.ts';

const MAX_CHARACTERS = 1_000_000;
const MAX_ALIASES = 100;

export interface YamlFile {
  /** The values, `${env.NAME}` replaced. */
  readonly value: unknown;
  /** Names of the environment that were used, and what they held. */
  readonly environment: ReadonlyMap<string, string>;
  /** Where a value stands; the nearest enclosing one when it is absent. */
  problemAt(path: readonly PropertyKey[], message: string): FileProblem;
  /** Where a key stands. */
  problemAtKey(path: readonly PropertyKey[], key: string, message: string): FileProblem;
  /** The names of the environment that went into a value. */
  environmentAt(path: readonly PropertyKey[]): readonly string[];
}

/**
 * Parses and fills in the environment; values of the environment are text, whatever they look like.
 *
 * @throws TargetFileError for text that is no YAML map, and for names that the environment lacks.
 */
export function parseYamlFile(
  file: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): YamlFile {
  const lineCounter = new LineCounter();
  const locate = (offset: number, message: string): FileProblem => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
  };
  const refuse = (problems: readonly FileProblem[]): void => {
    if (problems.length > 0) throw new TargetFileError(problems);
  };
  if (text.length > MAX_CHARACTERS) refuse([locate(0, `is larger than ${MAX_CHARACTERS} characters`)]);

  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  refuse(document.errors.map((error) => locate(error.pos[0], error.message)));
  if (!isMap(document.contents)) {
    refuse([locate(0, 'expected a map with name, url and domain at the top')]);
  }

  const used = new Map<string, string>();
  const usedBy = new Map<Node, readonly string[]>();
  const missing: FileProblem[] = [];
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      const names = placeholdersIn(node.value).flatMap((placeholder) => environmentName(placeholder) ?? []);
      for (const name of names) {
        const value = environment[name];
        if (value === undefined) {
          missing.push(
            locate(node.range?.[0] ?? 0, `\${env.${name}}: the environment has no variable ${name}; set it`),
          );
          continue;
        }
        used.set(name, value);
        node.value = String(node.value).replaceAll(`\${env.${name}}`, () => value);
      }
      if (names.length > 0) usedBy.set(node, names);
    },
  });
  refuse(missing);

  const nodeAt = (path: readonly PropertyKey[]): Node | undefined => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (isNode(node)) return node;
    }
    return undefined;
  };
  return {
    value: toValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }), locate),
    environment: used,
    problemAt: (path, message) => locate(nodeAt(path)?.range?.[0] ?? 0, message),
    problemAtKey(path, key, message) {
      const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      const at = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      return locate(at ?? 0, message);
    },
    environmentAt(path) {
      const node = nodeAt(path);
      return (node && usedBy.get(node)) ?? [];
    },
  };
}

function toValue(read: () => unknown, locate: (offset: number, message: string) => FileProblem): unknown {
  try {
    return read();
  } catch (error) {
    throw new TargetFileError([locate(0, error instanceof Error ? error.message : String(error))]);
  }
}

/** Reads a folder of scenario files; every slip of every file is told, and nothing runs while there is one. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResolvedScenario } from './model.ts';
import { resolveScenario } from './resolve.ts';
import type { SpecWords } from './spec-words.ts';
import type { SuiteProblem } from './suite-problem.ts';
import { readYaml } from './yaml-tree.ts';

export interface LoadedSuite {
  /** Those without problems, in the order of their ids. */
  readonly scenarios: readonly ResolvedScenario[];
  readonly problems: readonly SuiteProblem[];
}

/** The first line of every file: editors complete and check by it. */
const SCHEMA_LINE = '# yaml-language-server: $schema=';
const SCHEMA_FILE = 'scenario.schema.json';

/** Loads every `.yaml` file under `root`; files that cannot be read are problems too. */
export async function loadSuite({
  root,
  words,
}: {
  readonly root: string;
  readonly words: SpecWords;
}): Promise<LoadedSuite> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length)
        .replace(/^[\\/]+/, '')
        .replaceAll('\\', '/'),
    )
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const loaded = files.map((file, index) => loadScenario({ file, text: texts[index] ?? '', words }));
  return {
    scenarios: loaded.flatMap(({ scenario }) => (scenario === undefined ? [] : [scenario])),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

/** One file's scenario, or its problems; `file` is relative to the suite's root, with `/`. */
export function loadScenario({
  file,
  text,
  words,
}: {
  readonly file: string;
  readonly text: string;
  readonly words: SpecWords;
}): { readonly scenario?: ResolvedScenario; readonly problems: readonly SuiteProblem[] } {
  const { source, root } = readYaml(file, text);
  const expected = `${SCHEMA_LINE}${'../'.repeat(file.split('/').length - 1)}${SCHEMA_FILE}`;
  if (root !== undefined) {
    if (text.split('\n', 1)[0]?.trimEnd() !== expected) {
      source.report(0, 'the first line must name the schema', expected);
    }
    const scenario = resolveScenario(root, source, words);
    if (scenario !== undefined && source.problems.length === 0) return { scenario, problems: [] };
  }
  const problems = [...source.problems].sort((a, b) => a.line - b.line || a.column - b.column);
  return { problems };
}

/** Reads a target file: YAML, environment, schema, placeholders; all problems together, each with its place. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { nearestName, suggestion } from '../suite/nearest-name.ts';
import { quoteWord, toTargetFile } from './defaults.ts';
import { issueText } from './issue-text.ts';
import type { TargetFile } from './model.ts';
import { allowedPlaceholders, environmentName, placeholdersIn } from './placeholders.ts';
import { type FileProblem, TargetFileError } from './problem.ts';
import { knownKeysAt, type TargetYaml, targetFileSchema } from './schema.ts';
import { unavailableIn } from './unavailable.ts';
import { parseYamlFile, type YamlFile } from './yaml-file.ts';

/** The names that a target file may refer to. */
export interface KnownNames {
  readonly profiles: readonly string[];
  readonly requirements: readonly string[];
}

export interface LoadContext {
  readonly known: KnownNames;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads and checks a target file.
 *
 * @throws TargetFileError with every problem found.
 */
export function loadTargetFile(path: string, context: LoadContext): TargetFile {
  return parseTargetFile(path, readText(path), context);
}

/** The same from text; paths in it are relative to `path`. */
export function parseTargetFile(path: string, text: string, context: LoadContext): TargetFile {
  const yaml = parseYamlFile(path, text, context.environment);
  const parsed = targetFileSchema.safeParse(yaml.value, { reportInput: true });
  const placeholders = placeholderProblems(yaml);
  if (!parsed.success) {
    refuse([...placeholders, ...schemaProblems(parsed.error.issues, yaml)]);
  }
  const value = parsed.data as TargetYaml;
  refuse([...placeholders, ...meaningProblems(value, yaml, context.known)]);
  const folder = dirname(resolve(path));
  const secret = value.peers.secret;
  return toTargetFile(value, {
    commandLine: `--target ${quoteWord(path)}`,
    folder,
    environment: yaml.environment,
    profiles: context.known.profiles,
    ...(secret === undefined ? {} : { peerSecret: readSecret(resolve(folder, secret), yaml) }),
  });
}

function refuse(problems: readonly FileProblem[]): void {
  if (problems.length === 0) return;
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  throw new TargetFileError(sorted);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const message = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${String(code)})`;
    throw new TargetFileError([{ file: path, line: 1, column: 1, message }]);
  }
}

function readSecret(path: string, yaml: YamlFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new TargetFileError([yaml.problemAt(['peers', 'secret'], `peers.secret: cannot read ${path}`)]);
  }
}

/** A key that is missing because it is misspelt is told once, as misspelt. */
function schemaProblems(issues: readonly z.core.$ZodIssue[], yaml: YamlFile): readonly FileProblem[] {
  const misspelt = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => pathText([...issue.path, nearestName(key, knownKeysAt(issue.path)) ?? '']))
        : [],
    ),
  );
  return issues.flatMap((issue): readonly FileProblem[] => {
    const where = pathText(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeysAt(issue.path);
      const place = where === '' ? '' : ` in ${where}`;
      return issue.keys.map((key) =>
        yaml.problemAtKey(issue.path, key, advise(`unknown key "${key}"${place}`, key, known)),
      );
    }
    if (misspelt.has(where)) return [];
    const environment = yaml.environmentAt(issue.path);
    const shown =
      environment.length > 0 ? `the value of \${env.${environment[0]}}` : JSON.stringify(issue.input);
    return [yaml.problemAt(issue.path, `${where}: ${issueText(issue, issue.input, shown)}`)];
  });
}

function advise(problem: string, name: string, known: readonly string[]): string {
  const advice = suggestion(name, known);
  return advice === undefined ? problem : `${problem}; ${advice}`;
}

/** Placeholders are checked on what the file says, wherever they stand. */
function placeholderProblems(yaml: YamlFile): readonly FileProblem[] {
  const walk = (value: unknown, path: readonly PropertyKey[]): readonly FileProblem[] => {
    if (typeof value === 'string' && yaml.environmentAt(path).length === 0) {
      const allowed = allowedPlaceholders(path);
      return placeholdersIn(value)
        .filter((name) => !allowed.includes(name) && environmentName(name) === undefined)
        .map((name) => {
          const problem = `${pathText(path)}: unknown placeholder \${${name}}`;
          return yaml.problemAt(path, advise(problem, name, [...allowed, 'env.NAME']));
        });
    }
    if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...path, index]));
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, item]) => walk(item, [...path, key]));
  };
  return walk(yaml.value, []);
}

/** What a schema cannot know: names of the registry, keys that depend on each other, what is not available. */
function meaningProblems(value: TargetYaml, yaml: YamlFile, known: KnownNames): readonly FileProblem[] {
  const problems: FileProblem[] = unavailableIn(value).map(({ path, message }) =>
    yaml.problemAt(path, `${pathText(path)}: ${message}`),
  );
  for (const [index, profile] of (value.profiles ?? []).entries()) {
    if (known.profiles.includes(profile)) continue;
    const problem = advise(`profiles: unknown profile "${profile}"`, profile, known.profiles);
    problems.push(yaml.problemAt(['profiles', index], problem));
  }
  for (const id of Object.keys(value.waivers)) {
    if (known.requirements.includes(id)) continue;
    const message = advise(`waivers: unknown requirement "${id}"`, id, known.requirements);
    problems.push(yaml.problemAtKey(['waivers'], id, message));
  }
  if (value.start === undefined) {
    for (const path of [['url'], ['admin', 'token']]) {
      const text = path[0] === 'url' ? value.url : value.admin?.token;
      const name = /\$\{(port|adminToken)\}/.exec(text ?? '')?.[1];
      if (name === undefined) continue;
      const message = `${pathText(path)}: \${${name}} is known only where the harness starts the target; add start, or write it out`;
      problems.push(yaml.problemAt(path, message));
    }
  }
  return problems;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

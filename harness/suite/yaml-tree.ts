/** YAML text as a tree of values that know where they stand; bounded in size and depth, without aliases and tags. */

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { JsonValue, Location } from './model.ts';
import type { SuiteProblem } from './suite-problem.ts';

export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Offset in the text. */
  readonly start: number;
  /** Offset of the first character of a text's value, behind its quote. */
  readonly contentStart: number;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly start: number;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
  readonly start: number;
}

export interface YamlEntry {
  readonly keyStart: number;
  readonly value: YamlNode;
}

/** A file's text, with what finds places in it and collects its problems. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly SuiteProblem[];
  location(offset: number): Location;
  report(offset: number, message: string, hint?: string): void;
}

const MAX_CHARACTERS = 8_000_000;
const MAX_DEPTH = 40;

class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

/** The tree of the file's only document; undefined where the text cannot be read, with the reasons in `problems`. */
export function readYaml(file: string, text: string): { source: SourceFile; root: YamlNode | undefined } {
  const lines = new LineCounter();
  const source = sourceFile(file, text, lines);
  if (text.length > MAX_CHARACTERS) {
    lines.addNewLine(0);
    source.report(0, `the file is larger than ${MAX_CHARACTERS} characters`);
    return { source, root: undefined };
  }
  return { source, root: parse(source, lines) };
}

function parse(source: SourceFile, lineCounter: LineCounter): YamlNode | undefined {
  try {
    const document = parseDocument(source.text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      // Quadratic in the length of a map; treeOf tells twins in passing.
      uniqueKeys: false,
    });
    const { errors, warnings } = document;
    const slips = errors.filter(({ code }) => code === 'MULTIPLE_DOCS');
    // After a first syntax error the parser is lost: what it says then is noise.
    const [lost] = errors.filter((error) => !slips.includes(error));
    for (const error of [...slips, ...warnings, ...(lost === undefined ? [] : [lost])]) {
      const { message, hint } = readable(error.code, error.message, source.text, error.pos[0]);
      source.report(error.pos[0], message, hint);
    }
    if (lost !== undefined) return undefined;
    const aliases: number[] = [];
    const tree = treeOf(document.contents, source, aliases, 0);
    for (const offset of aliases) {
      source.report(
        offset,
        'anchors and aliases are not allowed',
        'write the value again, or name it under `values`',
      );
    }
    return aliases.length > 0 ? undefined : tree;
  } catch (error) {
    if (error instanceof TooDeep) source.report(error.offset, `nested deeper than ${MAX_DEPTH} levels`);
    else if (error instanceof RangeError) source.report(0, `nested deeper than ${MAX_DEPTH} levels`);
    else throw error;
    return undefined;
  }
}

function treeOf(node: unknown, source: SourceFile, aliases: number[], depth: number): YamlNode {
  if (isScalar(node)) {
    const start = node.range?.[0] ?? 0;
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    return { kind: 'scalar', value: scalarOf(node.value), start, contentStart: quoted ? start + 1 : start };
  }
  if (isAlias(node)) {
    aliases.push(node.range?.[0] ?? 0);
  } else if (isSeq(node)) {
    const start = node.range?.[0] ?? 0;
    if (depth > MAX_DEPTH) throw new TooDeep(start);
    return { kind: 'list', items: node.items.map((item) => treeOf(item, source, aliases, depth + 1)), start };
  } else if (isMap(node)) {
    const start = node.range?.[0] ?? 0;
    if (depth > MAX_DEPTH) throw new TooDeep(start);
    const entries = new Map<string, YamlEntry>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const keyStart = key.range?.[0] ?? start;
      if (entries.has(String(key.value))) source.report(keyStart, 'this key stands here twice');
      const child = value === null ? nothingAt(keyStart) : treeOf(value, source, aliases, depth + 1);
      entries.set(String(key.value), { keyStart, value: child });
    }
    return { kind: 'map', entries, start };
  }
  return nothingAt(0);
}

function nothingAt(start: number): YamlScalar {
  return { kind: 'scalar', value: null, start, contentStart: start };
}

function scalarOf(value: unknown): YamlScalar['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' ? value : String(value);
}

/** The value without its places. */
export function plain(node: YamlNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value)]));
  }
}

function sourceFile(file: string, text: string, lines: LineCounter): SourceFile {
  const problems: SuiteProblem[] = [];
  const location = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  return {
    file,
    text,
    problems,
    location,
    report(offset, message, hint) {
      const at = location(offset);
      const lineStart = offset - (at.column - 1);
      const lineEnd = text.indexOf('\n', lineStart);
      const sourceLine = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
      const same = (other: SuiteProblem) =>
        other.line === at.line && other.column === at.column && other.message === message;
      if (problems.some(same)) return;
      problems.push({ ...at, message, sourceLine, ...(hint === undefined ? {} : { hint }) });
    },
  };
}

function readable(
  code: string,
  message: string,
  text: string,
  offset: number,
): { message: string; hint?: string } {
  if (code === 'MULTIPLE_DOCS') return { message: 'a file holds one scenario', hint: 'no `---` in it' };
  if (code === 'TAB_AS_INDENT') return { message: 'a tab cannot indent', hint: 'use spaces' };
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  if (/(^|[\s,:[{])\$\{/.test(line)) {
    return { message: '${…} cannot stand here without quotes', hint: 'write "${…}"' };
  }
  return { message: `this is no YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}` };
}

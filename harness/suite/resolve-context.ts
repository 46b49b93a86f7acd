import type { Template } from './model.ts';
import type { NameScope } from './name-scope.ts';
import { suggestion } from './nearest-name.ts';
import type { SpecWords } from './spec-words.ts';
import { type PlacedExpression, readTemplate } from './template.ts';
import type { SourceFile, YamlNode } from './yaml-tree.ts';

/** What every part of a scenario is resolved against. */
export interface Context {
  readonly source: SourceFile;
  readonly words: SpecWords;
  /** The names known at this place. */
  readonly names: NameScope;
  readonly profile: string;
}

/** Reads a template and checks every name in it. */
export function templateIn(node: YamlNode, context: Context): Template {
  const { template, expressions } = readTemplate(node, context.source);
  for (const placed of expressions) checkNames(placed, context);
  return template;
}

function checkNames({ expression, offset }: PlacedExpression, { names, source }: Context): void {
  for (const use of expression.uses) {
    const problem = names.check(use);
    if (problem !== undefined) source.report(offset + use.offset, problem.message, problem.hint);
  }
}

/** Reports an unknown name with its nearest known one; true when it is known. */
export function isKnown(
  what: string,
  name: string,
  known: readonly string[],
  offset: number,
  source: SourceFile,
): boolean {
  if (known.includes(name)) return true;
  source.report(offset, `unknown ${what} "${name}"`, suggestion(name, known));
  return false;
}

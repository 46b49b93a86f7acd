/** What a call sends, with whose token, and how often. */

import type { RequestTemplate, Template } from './model.ts';
import { nearestName, suggestion } from './nearest-name.ts';
import { type Context, templateIn } from './resolve-context.ts';
import { entriesOf, field, numberOf, textOf } from './shape.ts';
import type { OperationWords } from './spec-words.ts';
import type { YamlMap, YamlNode } from './yaml-tree.ts';

export function requestOf(node: YamlMap, context: Context): RequestTemplate {
  const body = field(node, 'body');
  const rawBody = field(node, 'rawBody');
  const method = textOf(field(node, 'method'));
  if (body !== undefined && rawBody !== undefined) {
    context.source.report(rawBody.start, 'body and rawBody exclude each other', 'leave one of them out');
  }
  return {
    path: templates(field(node, 'path'), context),
    query: templates(field(node, 'query'), context),
    headers: templates(field(node, 'headers'), context),
    ...(body === undefined ? {} : { body: templateIn(body, context) }),
    ...(rawBody === undefined ? {} : { rawBody: templateIn(rawBody, context) }),
    ...(method === undefined ? {} : { method }),
  };
}

function templates(node: YamlNode | undefined, context: Context): readonly (readonly [string, Template])[] {
  return entriesOf(node).map(([name, value]) => [name, templateIn(value, context)] as const);
}

/** Reports path values that the operation lacks or wants, and a token that nobody spoke of. */
export function checkRequest(node: YamlMap, id: string, operation: OperationWords, context: Context): void {
  const { source } = context;
  const path = field(node, 'path');
  const given = entriesOf(path);
  for (const [name, , keyStart] of given) {
    if (operation.pathParameters.includes(name)) continue;
    const hint =
      operation.pathParameters.length === 0
        ? 'its path has none'
        : suggestion(name, operation.pathParameters);
    source.report(keyStart, `${id} has no path value "${name}"`, hint);
  }
  for (const name of operation.pathParameters) {
    if (given.some(([key]) => key === name)) continue;
    source.report((path ?? node).start, `${id} wants the path value "${name}"`, `path: {${name}: …}`);
  }
  const authorized = entriesOf(field(node, 'headers')).some(
    ([name]) => name.toLowerCase() === 'authorization',
  );
  if (operation.secured && field(node, 'as') === undefined && !authorized) {
    source.report(node.start, `${id} wants a token`, 'as: an actor, admin or nobody');
  }
}

/** An actor with a token, `admin` or `nobody`. */
export function asWhom(node: YamlNode | undefined, { names, source }: Context): string | undefined {
  const who = textOf(node);
  if (node === undefined || who === undefined) return undefined;
  if (who === 'admin' || who === 'nobody') return who;
  const actor = names.actor(who);
  if (actor === undefined) {
    const known = [...names.actorNames(), 'admin', 'nobody'];
    const nearest = nearestName(who, known);
    source.report(
      node.start,
      `"as" names an actor, admin or nobody, not "${who}"`,
      nearest === undefined
        ? 'a saved token goes into headers: {authorization: "Bearer ${token}"}'
        : `did you mean "${nearest}"?`,
    );
    return undefined;
  }
  names.use(who);
  if (actor.lacks?.fields.includes('token'))
    source.report(node.start, `${who} has no token`, actor.lacks.because);
  return who;
}

export function repeatOf(
  node: YamlMap,
  { source }: Context,
): { readonly count: number; readonly mode: 'times' | 'parallel' } | undefined {
  const times = field(node, 'times');
  const parallel = field(node, 'parallel');
  if (times !== undefined && parallel !== undefined) {
    source.report(parallel.start, 'times and parallel exclude each other', 'leave one of them out');
  }
  const count = numberOf(parallel ?? times);
  if (count === undefined) return undefined;
  return { count, mode: parallel === undefined ? 'times' : 'parallel' };
}

/** From the words of a check to expectations. */

import type { Check, Expectation, Matcher, ResponseExpectation } from './model.ts';
import { nearestName, suggestion } from './nearest-name.ts';
import { type Context, isKnown, templateIn } from './resolve-context.ts';
import { rangeOf, resolveMatcher } from './resolve-matcher.ts';
import { entriesOf, field, itemsOf, numberOf, textOf } from './shape.ts';
import { parseValuePath } from './value-path.ts';
import { EXPECTATION_KEYS, EXPECTATION_WORDS, type ExpectationKey, MATCHER_WORDS } from './vocabulary.ts';
import type { YamlMap, YamlNode } from './yaml-tree.ts';

const ACCEPTED: Expectation = { kind: 'accepted' };
/** Roots of a path into an answer. */
const ANSWER_ROOTS = ['status', 'headers', 'body'];

/** `{P2-IDN-01: accepted, …}`; an empty map is reported. */
export function resolveChecks(node: YamlNode | undefined, context: Context): readonly Check[] {
  if (node === undefined) return [];
  const entries = entriesOf(node);
  if (entries.length === 0) {
    context.source.report(node.start, 'a check must check something', 'requirement: what must hold');
  }
  return entries.map(([requirement, value, keyStart]) => {
    checkRequirement(requirement, keyStart, context);
    const expectation = resolveExpectation(value, context);
    return { requirement, expectation, at: context.source.location(keyStart) };
  });
}

/** Reports a requirement that nobody knows, or that belongs to another profile. */
export function checkRequirement(id: string, offset: number, { words, source, profile }: Context): void {
  const requirement = words.requirement(id);
  if (requirement === undefined) {
    source.report(offset, `unknown requirement "${id}"`, suggestion(id, words.requirementIds()));
  } else if (requirement.profile !== profile) {
    source.report(
      offset,
      `"${id}" belongs to the profile ${requirement.profile}, this scenario to ${profile}`,
    );
  }
}

/** What is wrong is reported, and read as `accepted`. */
export function resolveExpectation(node: YamlNode, context: Context): Expectation {
  if (node.kind === 'map') return mapExpectation(node, context);
  const word = textOf(node);
  switch (word) {
    case 'accepted':
      return ACCEPTED;
    case 'refused':
      return { kind: 'refused', peerAtFault: false };
    case 'refusedOrPeerAtFault':
      return { kind: 'refused', peerAtFault: true };
    case 'answered':
    case 'survived':
      return { kind: word };
    default: {
      const known = Object.keys(EXPECTATION_WORDS);
      const hint = Object.hasOwn(MATCHER_WORDS, word ?? '') ? `write {body: ${word}}` : undefined;
      const message =
        word === undefined ? 'an expectation is a word or a map' : `unknown expectation "${word}"`;
      context.source.report(node.start, message, hint ?? suggestion(word ?? '', known));
      return ACCEPTED;
    }
  }
}

export function isExpectationKey(key: string): key is ExpectationKey {
  return Object.hasOwn(EXPECTATION_KEYS, key);
}

function mapExpectation(node: YamlMap, context: Context): Expectation {
  const parts: Expectation[] = [];
  const response = responseOf(node, context);
  if (response !== undefined) parts.push({ kind: 'response', response });
  for (const [key, value, keyStart] of entriesOf(node)) {
    if (isExpectationKey(key)) parts.push(...partsOf(key, value, context));
    else reportUnknown(key, keyStart, context);
  }
  const [only] = parts;
  if (only === undefined) {
    if (entriesOf(node).length === 0)
      context.source.report(node.start, 'an empty expectation demands nothing');
    return ACCEPTED;
  }
  return parts.length === 1 ? only : { kind: 'all', parts };
}

function reportUnknown(key: string, offset: number, { source }: Context): void {
  const known = Object.keys(EXPECTATION_KEYS);
  const hint =
    nearestName(key, known) === undefined ? `for a field of the body write {body: {${key}: …}}` : undefined;
  source.report(offset, `unknown key "${key}"`, hint ?? suggestion(key, known));
}

function responseOf(node: YamlMap, context: Context): ResponseExpectation | undefined {
  const { source } = context;
  const status = field(node, 'status');
  const headers = field(node, 'headers');
  const body = field(node, 'body');
  const empty = field(node, 'empty');
  if ([status, headers, body, empty].every((part) => part === undefined)) return undefined;
  if (empty !== undefined && (empty.kind !== 'scalar' || empty.value !== true)) {
    source.report(empty.start, '"empty" can only be true', 'leave it out, or write {body: anything}');
  }
  if (empty !== undefined && body !== undefined) {
    source.report(body.start, 'a body that is empty cannot match anything', 'leave one of them out');
  }
  return {
    ...(status === undefined ? {} : { status: statusesOf(status, context) }),
    ...(headers === undefined ? {} : { headers: headersOf(headers, context) }),
    ...(body === undefined ? {} : { body: resolveMatcher(body, context) }),
    ...(empty === undefined ? {} : { bodyEmpty: true }),
  };
}

function statusesOf(node: YamlNode, { source }: Context): readonly number[] {
  const nodes = node.kind === 'list' ? node.items : [node];
  if (nodes.length === 0) source.report(node.start, '"status" must not be empty');
  return nodes.flatMap((item) => {
    const status = numberOf(item);
    if (status !== undefined && Number.isInteger(status) && status >= 200 && status <= 599) return [status];
    source.report(item.start, 'a status is a number from 200 to 599', 'write a list for several');
    return [];
  });
}

function headersOf(node: YamlNode, context: Context): readonly (readonly [string, Matcher])[] {
  const entries = entriesOf(node);
  if (entries.length === 0) context.source.report(node.start, '"headers" takes header: matcher');
  return entries.map(([name, value]) => [name.toLowerCase(), resolveMatcher(value, context)] as const);
}

function partsOf(key: ExpectationKey, node: YamlNode, context: Context): readonly Expectation[] {
  switch (key) {
    case 'status':
    case 'headers':
    case 'body':
    case 'empty':
      return [];
    case 'anyOf': {
      const options = atLeast(2, node, key, context).map((item) => resolveExpectation(item, context));
      return [{ kind: 'anyOf', options }];
    }
    case 'equal':
    case 'differ': {
      const values = atLeast(2, node, key, context).map((item) => templateIn(item, context));
      return [{ kind: key, values }];
    }
    case 'count': {
      const of = node.kind === 'map' ? field(node, 'of') : undefined;
      if (of === undefined) context.source.report(node.start, '"count" takes of, and min, max or both');
      const range = rangeOf(node, key, context, ['of']);
      if (of !== undefined && range.min === undefined && range.max === undefined) {
        context.source.report(node.start, '"count" takes min, max or both');
      }
      return [{ kind: 'count', of: of === undefined ? ACCEPTED : resolveExpectation(of, context), ...range }];
    }
    case 'distinct': {
      const path = textOf(node) ?? '';
      checkAnswerPath(path, node.start, context);
      return [{ kind: 'distinct', path }];
    }
  }
}

function atLeast(count: number, node: YamlNode, key: string, { source }: Context): readonly YamlNode[] {
  const items = itemsOf(node);
  if (items.length < count) source.report(node.start, `"${key}" takes a list of at least ${count}`);
  return items;
}

/** Reports a text that leads nowhere in an answer. */
export function checkAnswerPath(path: string, offset: number, { source }: Context): void {
  const parsed = parseValuePath(path);
  const hint = 'status, headers.x or body.x[0].y';
  if (parsed === undefined) source.report(offset, `"${path}" is no path into an answer`, hint);
  else if (isKnown('part of an answer', String(parsed[0]), ANSWER_ROOTS, offset, source)) {
    const length = parsed[0] === 'status' ? 1 : parsed[0] === 'headers' ? 2 : undefined;
    if (length !== undefined && parsed.length !== length) {
      source.report(offset, `"${path}" is no path into an answer`, hint);
    }
  }
}

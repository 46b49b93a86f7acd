/** From the words of a matcher to the matcher. */

import { compileExpression } from './expression.ts';
import type { IdCertClaims, Matcher, MatcherWord, Template } from './model.ts';
import { nearestName, suggestion } from './nearest-name.ts';
import { type Context, isKnown, templateIn } from './resolve-context.ts';
import { entriesOf, itemsOf, numberOf, textOf } from './shape.ts';
import { ID_CERT_CLAIMS, MATCHER_KEYS, MATCHER_WORDS, type MatcherKey, PEER_NAMES } from './vocabulary.ts';
import type { YamlMap, YamlNode, YamlScalar } from './yaml-tree.ts';

const ANYTHING: Matcher = { kind: 'word', word: 'anything' };
const MAX_PATTERN = 200;

/** What is wrong is reported, and read as a matcher that takes anything. */
export function resolveMatcher(node: YamlNode, context: Context): Matcher {
  switch (node.kind) {
    case 'scalar':
      return scalarMatcher(node, context);
    case 'list':
      context.source.report(
        node.start,
        'a list is no matcher',
        'write {equals: […]}, {oneOf: […]} or {each: …}',
      );
      return ANYTHING;
    case 'map':
      return mapMatcher(node, context);
  }
}

function scalarMatcher(node: YamlScalar, context: Context): Matcher {
  const { value } = node;
  if (typeof value !== 'string') return { kind: 'equals', value: templateIn(node, context) };
  if (value.includes('${')) return { kind: 'equals', value: templateIn(node, context) };
  if (isMatcherWord(value)) return { kind: 'word', word: value };
  const nearest = nearestName(value, Object.keys(MATCHER_WORDS));
  const literal = `for this very text write {equals: ${JSON.stringify(value)}}`;
  context.source.report(
    node.start,
    `unknown matcher "${value}"`,
    nearest === undefined ? literal : `did you mean "${nearest}"? ${literal}`,
  );
  return ANYTHING;
}

function isMatcherWord(word: string): word is MatcherWord {
  return Object.hasOwn(MATCHER_WORDS, word);
}

function isMatcherKey(key: string): key is MatcherKey {
  return Object.hasOwn(MATCHER_KEYS, key);
}

/** All its keys are matcher keys, and all must hold; or none is, and it speaks of an object's fields. */
function mapMatcher(node: YamlMap, context: Context): Matcher {
  const entries = entriesOf(node);
  const matchers = entries.filter(([key]) => isMatcherKey(key));
  if (entries.length === 0) {
    context.source.report(node.start, 'an empty matcher demands nothing', 'write object');
    return ANYTHING;
  }
  if (matchers.length === 0) return fieldsMatcher(node, context);
  if (matchers.length < entries.length) {
    const [key = '', , offset = node.start] = entries.find(([name]) => !isMatcherKey(name)) ?? [];
    const hint = suggestion(key, Object.keys(MATCHER_KEYS));
    context.source.report(
      offset,
      `"${key}" is no matcher, but "${matchers[0]?.[0]}" beside it is`,
      nearestName(key, Object.keys(MATCHER_KEYS)) === undefined
        ? 'for fields with such names write {fields: {…}}'
        : hint,
    );
    return ANYTHING;
  }
  const parts = matchers.map(([key, value]) => keyedMatcher(key as MatcherKey, value, context));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'all', matchers: parts };
}

function fieldsMatcher(node: YamlNode, context: Context): Matcher {
  const fields = entriesOf(node).map(([key, value]) => [key, resolveMatcher(value, context)] as const);
  if (fields.length === 0) context.source.report(node.start, '"fields" must be a map of fields');
  return { kind: 'fields', fields };
}

function keyedMatcher(key: MatcherKey, node: YamlNode, context: Context): Matcher {
  switch (key) {
    case 'equals':
      return { kind: 'equals', value: templateIn(node, context) };
    case 'contains':
      return { kind: 'contains', value: templateIn(node, context) };
    case 'sameFidAs':
      return { kind: 'sameFidAs', fid: templateIn(node, context) };
    case 'oneOf':
      return { kind: 'oneOf', options: listOf(node, key, context) };
    case 'all':
      return { kind: 'all', matchers: listOf(node, key, context) };
    case 'not':
      return { kind: 'not', matcher: resolveMatcher(node, context) };
    case 'each':
      return { kind: 'each', matcher: resolveMatcher(node, context) };
    case 'matches':
      return { kind: 'matches', pattern: patternOf(node, context) };
    case 'length':
      return lengthMatcher(node, context);
    case 'idCert':
      return { kind: 'idCert', claims: claimsOf(node, context) };
    case 'fields':
      return fieldsMatcher(node, context);
  }
}

function listOf(node: YamlNode, key: string, context: Context): readonly Matcher[] {
  const items = itemsOf(node);
  if (items.length === 0) context.source.report(node.start, `"${key}" takes a list of matchers`);
  return items.map((item) => resolveMatcher(item, context));
}

function patternOf(node: YamlNode, context: Context): string {
  const pattern = textOf(node);
  if (pattern === undefined || pattern === '' || pattern.length > MAX_PATTERN) {
    context.source.report(
      node.start,
      `"matches" takes a regular expression of at most ${MAX_PATTERN} characters`,
    );
    return '';
  }
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    context.source.report(node.start, `this is no regular expression: ${reason.toLowerCase()}`);
  }
  return pattern;
}

function lengthMatcher(node: YamlNode, context: Context): Matcher {
  const exact = numberOf(node);
  if (exact !== undefined) return { kind: 'length', min: exact, max: exact };
  const { min, max } = rangeOf(node, 'length', context);
  return { kind: 'length', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** `{min, max}`: at least one of them, whole numbers, in order; `extra` keys are read elsewhere. */
export function rangeOf(
  node: YamlNode,
  key: string,
  context: Context,
  extra: readonly string[] = [],
): { readonly min?: number; readonly max?: number } {
  const { source } = context;
  const found: { min?: number; max?: number } = {};
  for (const [name, value, keyStart] of entriesOf(node)) {
    if (extra.includes(name)) continue;
    if (name !== 'min' && name !== 'max') {
      source.report(keyStart, `unknown key "${name}"`, suggestion(name, [...extra, 'min', 'max']));
      continue;
    }
    const number = numberOf(value);
    if (number === undefined || !Number.isInteger(number) || number < 0) {
      source.report(value.start, `"${name}" must be a whole number from 0`);
    } else found[name] = number;
  }
  if (node.kind !== 'map') source.report(node.start, `"${key}" takes min, max or both`);
  else if (found.min !== undefined && found.max !== undefined && found.min > found.max) {
    source.report(node.start, `"${key}" can never hold: min is above max`);
  }
  return found;
}

function claimsOf(node: YamlNode, context: Context): IdCertClaims {
  const { source } = context;
  const claims: { -readonly [Key in keyof IdCertClaims]: IdCertClaims[Key] } = {};
  if (entriesOf(node).length === 0) source.report(node.start, '"idCert" takes what the certificate must say');
  for (const [key, value, keyStart] of entriesOf(node)) {
    switch (key) {
      case 'kind': {
        const kind = textOf(value);
        if (kind === 'actor' || kind === 'root') claims.kind = kind;
        else source.report(value.start, '"kind" must be actor or root');
        break;
      }
      case 'issuer':
        if (isKnown('issuer', textOf(value) ?? '', ['target', ...PEER_NAMES], value.start, source)) {
          claims.issuer = { kind: 'literal', value: textOf(value) ?? '' };
        }
        break;
      case 'subject':
        claims.subject = ofActor(value, '', context);
        break;
      case 'key':
        claims.key = ofActor(value, '.publicKey', context);
        break;
      case 'session':
        claims.session = ofActor(value, '.sessionId', context);
        break;
      case 'signedBy':
        claims.signedBy = templateIn(value, context);
        break;
      default:
        source.report(keyStart, `unknown claim "${key}"`, suggestion(key, Object.keys(ID_CERT_CLAIMS)));
    }
  }
  return claims;
}

/** A bare actor's name stands for the actor, or for that field of it. */
function ofActor(node: YamlNode, field: string, context: Context): Template {
  const name = textOf(node);
  if (name === undefined || name.includes('${')) return templateIn(node, context);
  if (isKnown('actor', name, context.names.actorNames(), node.start, context.source)) context.names.use(name);
  else return { kind: 'literal', value: '' };
  return {
    kind: 'expression',
    expression: compileExpression(`${name}${field}`),
    at: context.source.location(node.start),
  };
}

/** From an operation and the values of a step to the bytes of a request. */

import type { Operation } from '../spec/openapi.ts';
import type { JsonValue, RequestTemplate, ResolvedCase, Template } from '../suite/model.ts';
import { parseValuePath, type ValuePath } from '../suite/value-path.ts';
import type { HttpRequest } from '../target/client.ts';

/** A request as the scenario writes it, before the target's dialect. */
export interface Draft {
  readonly method?: string;
  readonly path: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly body?: JsonValue;
  /** Exact bytes instead of JSON. */
  readonly rawBody?: string | Uint8Array;
}

type Values = Readonly<Record<string, JsonValue>>;
type Value = JsonValue | Uint8Array;
type Evaluate = (template: Template) => Value;
type Holder = Value | Draft | undefined;

const ABSENT = 'absent';

export function draftOf(template: RequestTemplate, evaluate: Evaluate): Draft {
  const values = (entries: readonly (readonly [string, Template])[]): Values =>
    Object.fromEntries(entries.map(([name, value]) => [name, jsonOf(evaluate(value))]));
  return {
    path: values(template.path),
    query: values(template.query),
    headers: Object.fromEntries(
      template.headers.map(([name, value]) => [name.toLowerCase(), jsonOf(evaluate(value))]),
    ),
    ...(template.method === undefined ? {} : { method: template.method }),
    ...(template.body === undefined ? {} : { body: jsonOf(evaluate(template.body)) }),
    ...(template.rawBody === undefined ? {} : { rawBody: rawOf(evaluate(template.rawBody)) }),
  };
}

/** The draft with the changes of a case: each path gets its new value, or goes. */
export function changeDraft(draft: Draft, change: ResolvedCase['change'], evaluate: Evaluate): Draft {
  let changed = draft;
  for (const [text, value] of change) {
    const path = parseValuePath(text);
    if (path === undefined) throw new Error(`"${text}" is no path into a request`);
    const replaced = value === ABSENT ? undefined : evaluate(value);
    changed = replaceAt(changed, headerInLowerCase(path), replaced) as Draft;
    if (path[0] === 'rawBody' && replaced !== undefined) {
      const { body: _, ...rest } = changed;
      changed = { ...rest, rawBody: rawOf(replaced) };
    }
  }
  return changed;
}

function headerInLowerCase(path: ValuePath): ValuePath {
  return path[0] === 'headers'
    ? path.map((part) => (typeof part === 'string' ? part.toLowerCase() : part))
    : path;
}

function replaceAt(holder: Holder, path: ValuePath, value: Value | undefined): Holder {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === 'number') {
    if (!Array.isArray(holder)) throw new Error(`there is no list for the item [${part}]`);
    const items: readonly JsonValue[] = holder;
    const replaced = replaceAt(items[part], rest, value);
    const item = replaced === undefined ? [] : [jsonOf(replaced as Value)];
    return [...items.slice(0, part), ...item, ...items.slice(part + 1)];
  }
  if (
    typeof holder !== 'object' ||
    holder === null ||
    Array.isArray(holder) ||
    holder instanceof Uint8Array
  ) {
    throw new Error(`there is no object for the member ${part}`);
  }
  const entries = Object.entries(holder) as [string, Value][];
  const inner = entries.find(([name]) => name === part)?.[1];
  const replaced = replaceAt(inner, rest, value) as Value | undefined;
  if (replaced === undefined) return Object.fromEntries(entries.filter(([name]) => name !== part)) as Holder;
  // Members keep their places, so that a case differs from its control in nothing else.
  if (inner === undefined) return Object.fromEntries([...entries, [part, replaced]]) as Holder;
  return Object.fromEntries(entries.map(([name, old]) => [name, name === part ? replaced : old])) as Holder;
}

/** The request as it goes over the wire; `token` is the bearer's unless the draft has an authorization of its own. */
export function httpRequest(operation: Operation, draft: Draft, token: string | undefined): HttpRequest {
  const body = bodyOf(draft);
  const given = Object.entries(draft.headers).map(([name, value]) => [name, textOf(value)] as const);
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...Object.fromEntries(given),
  };
  return {
    operation: operation.id,
    method: draft.method ?? operation.method,
    path: pathOf(operation, draft) + queryOf(draft),
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

function pathOf({ path, pathParameters, id }: Operation, draft: Draft): string {
  return pathParameters.reduce((text, name) => {
    const value = draft.path[name];
    if (value === undefined) throw new Error(`${id}: path.${name} has no value`);
    return text.replace(`{${name}}`, encodeSegment(textOf(value)));
  }, path);
}

function queryOf(draft: Draft): string {
  const pairs = Object.entries(draft.query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(value))}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** An @ may stand in a path as it is (RFC 3986, section 3.3), and in federation IDs it does. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%40', '@');
}

function bodyOf(draft: Draft): Uint8Array | undefined {
  const text = draft.rawBody ?? (draft.body === undefined ? undefined : JSON.stringify(draft.body));
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function jsonOf(value: Value): JsonValue {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function rawOf(value: Value): string | Uint8Array {
  return value instanceof Uint8Array ? value : textOf(value);
}

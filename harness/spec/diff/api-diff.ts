/** Operations that came, went or changed between two OpenAPI documents, and who cannot go on as before. */

import { followed, type LintDocument } from '../lint/lint-document.ts';
import { parts } from '../lint/walk.ts';
import type { ProfileId } from '../model.ts';
import { type FieldPath, isRecord } from '../openapi-document.ts';
import type { ApiChange, Breaks, OperationChange } from './model.ts';
import { type Reach, schemaChanges } from './schema-diff.ts';
import { type SuiteParts, touchedByOperation } from './touched.ts';

type JsonObject = Readonly<Record<string, unknown>>;

interface FoundOperation {
  readonly id: string;
  readonly route: string;
  readonly value: JsonObject;
  readonly document: LintDocument;
  /** The parameters of its path and its own. */
  readonly parameters: readonly JsonObject[];
}

/** Changes in the order of the new document, then what was removed; an absent document has no operations. */
export function operationChanges(
  profile: ProfileId,
  old: LintDocument | undefined,
  now: LintDocument | undefined,
  suite: SuiteParts,
): readonly OperationChange[] {
  const [before, after] = [operationsOf(old), operationsOf(now)];
  const change = (
    operation: FoundOperation,
    kind: OperationChange['change'],
    changes: readonly ApiChange[],
    breaks: Breaks,
  ): OperationChange => {
    const touches = touchedByOperation(operation.id, suite);
    return { id: operation.id, profile, route: operation.route, change: kind, breaks, changes, touches };
  };
  const present = [...after.values()].flatMap((operation) => {
    const earlier = before.get(operation.id);
    if (earlier === undefined) {
      const optional = typeof operation.value['x-optional'] === 'string';
      return [change(operation, 'added', [], optional ? 'nobody' : 'servers')];
    }
    const changes = [...differences(earlier, operation)];
    if (changes.length === 0) return [];
    return [change(operation, 'changed', changes, together(changes.map(({ breaks }) => breaks)))];
  });
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  return [...present, ...gone.map((operation) => change(operation, 'removed', [], 'clients'))];
}

function operationsOf(document: LintDocument | undefined): ReadonlyMap<string, FoundOperation> {
  const found = new Map<string, FoundOperation>();
  if (document === undefined) return found;
  for (const { kind, value, field } of parts(document)) {
    if (kind !== 'operation' || field[0] !== 'paths' || field.length !== 3) continue;
    const [, path = '', method = ''] = field;
    const route = `${method.toUpperCase()} ${path}`;
    const id = typeof value.operationId === 'string' ? value.operationId : route;
    const parameters = parametersOf(document, value, field);
    found.set(id, { id, route, value, document, parameters });
  }
  return found;
}

function parametersOf(document: LintDocument, value: JsonObject, field: FieldPath): readonly JsonObject[] {
  const paths = isRecord(document.root.paths) ? document.root.paths : {};
  const item = paths[field[1] ?? ''];
  const lists = [isRecord(item) ? item.parameters : [], value.parameters];
  const all = lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
  return all.map((parameter) => followed(document, parameter)).filter((found) => found !== undefined);
}

function together(all: readonly Breaks[]): Breaks {
  const clients = all.some((one) => one.startsWith('clients'));
  const servers = all.some((one) => one.endsWith('servers'));
  if (clients && servers) return 'clients and servers';
  if (clients) return 'clients';
  return servers ? 'servers' : 'nobody';
}

/** A narrower request breaks clients that send what fitted; a narrower answer breaks servers that give it. */
function breaksOf(reach: Reach, side: 'request' | 'response'): Breaks {
  if (reach === 'same') return 'nobody';
  if (reach === 'other') return 'clients and servers';
  return (reach === 'narrower') === (side === 'request') ? 'clients' : 'servers';
}

function* differences(old: FoundOperation, now: FoundOperation): Generator<ApiChange> {
  if (old.route !== now.route) {
    yield { where: 'route', what: `${old.route} → ${now.route}`, breaks: 'clients and servers' };
  }
  yield* rightsChanges(old, now);
  yield* parameterChanges(old, now);
  yield* requestChanges(old, now);
  yield* responseChanges(old, now);
  for (const field of ['summary', 'description']) {
    if (old.value[field] !== now.value[field]) yield { where: field, what: 'reworded', breaks: 'nobody' };
  }
}

function* rightsChanges(old: FoundOperation, now: FoundOperation): Generator<ApiChange> {
  const rights = ({ value, document }: FoundOperation) =>
    JSON.stringify(value.security ?? document.root.security ?? []);
  if (rights(old) !== rights(now)) {
    const [before, after] = [rights(old), rights(now)];
    yield { where: 'security', what: `${before} → ${after}`, breaks: 'clients and servers' };
  }
  for (const [key, breaks] of [
    ['x-admin', 'clients and servers'],
    ['x-home', 'clients and servers'],
    ['x-optional', now.value['x-optional'] === undefined ? 'servers' : 'clients'],
  ] as const) {
    const [before, after] = [old.value[key], now.value[key]];
    if (before !== after)
      yield { where: key, what: `${String(before ?? 'none')} → ${String(after ?? 'none')}`, breaks };
  }
}

function* parameterChanges(old: FoundOperation, now: FoundOperation): Generator<ApiChange> {
  const key = (parameter: JsonObject) => `${String(parameter.in)} parameter ${String(parameter.name)}`;
  const before = new Map(old.parameters.map((one) => [key(one), one]));
  const after = new Map(now.parameters.map((one) => [key(one), one]));
  for (const [where, parameter] of after) {
    const earlier = before.get(where);
    const required = parameter.required === true;
    if (earlier === undefined) {
      yield {
        where,
        what: required ? 'added, and required' : 'added',
        breaks: required ? 'clients' : 'servers',
      };
      continue;
    }
    if ((earlier.required === true) !== required) {
      yield {
        where,
        what: required ? 'is required now' : 'is no longer required',
        breaks: required ? 'clients' : 'servers',
      };
    }
    yield* bodyChanges(earlier.schema, parameter.schema, where, 'request', [old, now]);
  }
  for (const where of before.keys()) {
    if (!after.has(where)) yield { where, what: 'removed', breaks: 'clients' };
  }
}

function* requestChanges(old: FoundOperation, now: FoundOperation): Generator<ApiChange> {
  const before = followed(old.document, old.value.requestBody);
  const after = followed(now.document, now.value.requestBody);
  if (before === undefined && after === undefined) return;
  const [demanded, demands] = [before?.required === true, after?.required === true];
  if (demanded !== demands) {
    yield {
      where: 'request body',
      what: demands ? 'is required now' : 'is no longer required',
      breaks: demands ? 'clients' : 'servers',
    };
  }
  yield* contentChanges(before?.content, after?.content, 'request', 'request', [old, now]);
}

function* responseChanges(old: FoundOperation, now: FoundOperation): Generator<ApiChange> {
  const before = isRecord(old.value.responses) ? old.value.responses : {};
  const after = isRecord(now.value.responses) ? now.value.responses : {};
  for (const status of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const where = `response ${status}`;
    const success = status.startsWith('2');
    const [earlier, later] = [followed(old.document, before[status]), followed(now.document, after[status])];
    if (earlier === undefined) yield { where, what: 'added', breaks: success ? 'clients' : 'nobody' };
    else if (later === undefined) yield { where, what: 'removed', breaks: success ? 'servers' : 'nobody' };
    else yield* contentChanges(earlier.content, later.content, where, 'response', [old, now]);
  }
}

type Operations = readonly [old: FoundOperation, now: FoundOperation];

function* contentChanges(
  old: unknown,
  now: unknown,
  where: string,
  side: 'request' | 'response',
  operations: Operations,
): Generator<ApiChange> {
  const before = isRecord(old) ? old : {};
  const after = isRecord(now) ? now : {};
  for (const type of Object.keys({ ...before, ...after })) {
    const [earlier, later] = [before[type], after[type]];
    if (!isRecord(earlier)) yield { where, what: `${type} added`, breaks: breaksOf('wider', side) };
    else if (!isRecord(later)) yield { where, what: `${type} removed`, breaks: breaksOf('narrower', side) };
    else yield* bodyChanges(earlier.schema, later.schema, `${where} body`, side, operations);
  }
}

function* bodyChanges(
  old: unknown,
  now: unknown,
  where: string,
  side: 'request' | 'response',
  [before, after]: Operations,
): Generator<ApiChange> {
  const changes = schemaChanges(
    { old, new: now, where },
    (schema) => followed(before.document, schema),
    (schema) => followed(after.document, schema),
  );
  for (const { where: place, what, reach } of changes)
    yield { where: place, what, breaks: breaksOf(reach, side) };
}

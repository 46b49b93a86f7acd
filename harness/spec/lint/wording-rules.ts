/** Descriptions that name what the document does not have, or that were copied from a neighbour. */

import { isRecord } from '../openapi-document.ts';
import { type Finding, finding, followed, type LintDocument } from './lint-document.ts';
import { type Part, parts } from './walk.ts';

/** A marked name that begins with a small letter: a field, as opposed to a type, a header or a status. */
const MARKED_NAME = /`([a-z]\w{3,})(?:\(s\))?`/g;
const SHARED_STEM = 5;

/** Findings schema by schema, then operation by operation. */
export function* wordingFindings(document: LintDocument): Generator<Finding> {
  const declared = declaredNames(document);
  for (const part of parts(document)) {
    if (part.kind === 'schema') yield* siblingNames(document, part, declared);
    if (part.kind === 'operation') {
      yield* operationNames(document, part, declared);
      yield* copiedParameters(document, part);
    }
  }
}

/** Every property, parameter, header and enumerated value of the document. */
function declaredNames(document: LintDocument): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { value } of parts(document)) {
    if (typeof value.name === 'string') names.add(value.name);
    if (Array.isArray(value.enum)) for (const item of value.enum) names.add(String(item));
    for (const key of ['properties', 'headers']) {
      const members = value[key];
      if (isRecord(members)) for (const name of Object.keys(members)) names.add(name);
    }
  }
  return names;
}

function markedNames(text: unknown, declared: ReadonlySet<string>): readonly string[] {
  const found = typeof text === 'string' ? [...text.matchAll(MARKED_NAME)] : [];
  return [...new Set(found.map((match) => match[1] ?? ''))].filter((name) => !declared.has(name));
}

/** A property whose words, in another order, name one of its siblings. */
function* siblingNames(
  document: LintDocument,
  { value, field }: Part,
  declared: ReadonlySet<string>,
): Generator<Finding> {
  if (!isRecord(value.properties)) return;
  const siblings = Object.keys(value.properties);
  for (const [property, schema] of Object.entries(value.properties)) {
    if (!isRecord(schema)) continue;
    for (const name of markedNames(schema.description, declared)) {
      const meant = siblings.find((sibling) => wordsOf(sibling) === wordsOf(name));
      if (meant === undefined) continue;
      const at = [...field, 'properties', property, 'description'];
      yield finding(document, at, `speaks of ${name}, but the property is called ${meant}`);
    }
  }
}

function wordsOf(name: string): string {
  return [...wordListOf(name)].sort().join(' ');
}

/** Lower case, without the plural's letter. */
function wordListOf(name: string): readonly string[] {
  return name.split(/_|(?=[A-Z])/).map((word) => word.toLowerCase().replace(/s$/, ''));
}

/** An operation's text that speaks of a field which is called otherwise in what it takes and answers. */
function* operationNames(
  document: LintDocument,
  { value, field }: Part,
  declared: ReadonlySet<string>,
): Generator<Finding> {
  const own = [...namesWithin(document, { ...value, description: undefined }, new Set())];
  for (const name of markedNames(value.description, declared)) {
    const meant = own.find((one) => meansTheSame(name, one));
    if (meant === undefined) continue;
    const message = `speaks of ${name}, and nothing here is called so; is ${meant} meant?`;
    yield finding(document, [...field, 'description'], message);
  }
}

/** `serial_numbers` and `serialNumber`, `serial_number` and `serials`, `expiration` and `expires`. */
function meansTheSame(name: string, declared: string): boolean {
  if (wordsOf(name) === wordsOf(declared)) return true;
  const [first = '', ...more] = wordListOf(name);
  const [word = '', ...others] = wordListOf(declared);
  if (others.length > 0) return false;
  return more.length > 0 ? first === word : first.slice(0, SHARED_STEM) === word.slice(0, SHARED_STEM);
}

/** The parameters of an operation first, then the properties of what it takes and answers. */
function* namesWithin(document: LintDocument, item: unknown, seen: Set<object>): Generator<string> {
  if (Array.isArray(item)) {
    for (const one of item) yield* namesWithin(document, one, seen);
    return;
  }
  const value = followed(document, item);
  if (value === undefined || seen.has(value)) return;
  seen.add(value);
  if (typeof value.name === 'string' && typeof value.in === 'string') yield value.name;
  if (isRecord(value.properties)) yield* Object.keys(value.properties);
  for (const [key, member] of Object.entries(value)) {
    if (!['example', 'examples', 'default', 'enum'].includes(key)) yield* namesWithin(document, member, seen);
  }
}

/** Two parameters that begin with the same sentence, which names one of them. */
function* copiedParameters(document: LintDocument, { value, field }: Part): Generator<Finding> {
  const list: readonly unknown[] = Array.isArray(value.parameters) ? value.parameters : [];
  const described = list.flatMap((item, index) => {
    const parameter = followed(document, item);
    const [sentence] =
      typeof parameter?.description === 'string' ? parameter.description.split(/(?<=\.)\s/) : [];
    if (sentence === undefined || typeof parameter?.name !== 'string') return [];
    return [{ index, name: parameter.name, sentence }];
  });
  for (const { index, name, sentence } of described) {
    const twin = described.find(
      (one) =>
        one.name !== name && one.sentence === sentence && names(sentence, one.name) && !names(sentence, name),
    );
    if (twin === undefined) continue;
    const at = [...field, 'parameters', String(index), 'description'];
    yield finding(
      document,
      at,
      `${name} begins with the very words of its neighbour ${twin.name}, which name that one`,
    );
  }
}

function names(sentence: string, name: string): boolean {
  return sentence
    .toLowerCase()
    .split(/\W+/)
    .some((word) => word === name.toLowerCase() || word === `${name.toLowerCase()}s`);
}

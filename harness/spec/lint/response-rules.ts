/** Responses that are described for another status, or that their status cannot have. */

import { type FieldPath, isRecord } from '../openapi-document.ts';
import { type Finding, finding, followed, type LintDocument } from './lint-document.ts';
import { type Part, parts } from './walk.ts';

/** A status that a description speaks of: a marked one, or one that begins a clause of a list. */
const MARKED_STATUS = /`([1-5]\d\d)`/g;
const BARE_STATUS = /(?:^|[,;.\n]\s*)([1-5]\d\d) (?:on|if|when)\b/g;
const NO_CONTENT = ['204', '304'];
/** Phrases that fit any status and therefore describe none wrongly. */
const SAYS_LITTLE = 4;

interface Response {
  readonly status: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly field: FieldPath;
  readonly text: string;
  readonly mentioned: readonly string[];
}

/** Findings operation by operation. */
export function* responseFindings(document: LintDocument): Generator<Finding> {
  for (const part of parts(document)) {
    if (part.kind !== 'operation') continue;
    const responses = responsesOf(document, part);
    yield* wrongDescriptions(document, responses);
    for (const response of responses) {
      yield* impossibleContent(document, response);
      yield* statusAsBody(document, response);
    }
  }
}

function responsesOf(document: LintDocument, { value, field }: Part): readonly Response[] {
  if (!isRecord(value.responses)) return [];
  return Object.entries(value.responses).flatMap(([status, item]) => {
    const response = followed(document, item);
    if (response === undefined) return [];
    const text = typeof response.description === 'string' ? response.description.trim() : '';
    const own = isRecord(item) && !('$ref' in item);
    const mentioned = own ? statusesIn(text) : [];
    return [{ status, value: response, field: [...field, 'responses', status], text, mentioned }];
  });
}

function statusesIn(text: string): readonly string[] {
  const found = [...text.matchAll(MARKED_STATUS), ...text.matchAll(BARE_STATUS)];
  return [...new Set(found.map((match) => match[1] ?? ''))];
}

function* wrongDescriptions(document: LintDocument, responses: readonly Response[]): Generator<Finding> {
  const covers = (status: string) =>
    responses.some(
      (one) => one.status === status || one.status === `${status[0]}XX` || one.status === 'default',
    );
  const missing = new Set<string>();
  for (const { status, field, text, mentioned } of responses) {
    const at = [...field, 'description'];
    if (mentioned.length > 0 && /^\d{3}$/.test(status) && !mentioned.includes(status)) {
      yield finding(document, at, `the response to ${status} is described as ${mentioned.join(', ')}`);
    }
    for (const other of mentioned) {
      if (covers(other) || missing.has(other)) continue;
      missing.add(other);
      yield finding(document, at, `speaks of status ${other}, which this operation does not document`);
    }
    const twin = responses.find((one) => one.text === text && one.status !== status && isSuccess(one.status));
    if (twin === undefined || mentioned.length > 0 || text.split(/\s+/).length <= SAYS_LITTLE) continue;
    if (!isError(status) && !(NO_CONTENT.includes(status) && isRecord(twin.value.content))) continue;
    const what = isError(status) ? 'an error' : 'an answer without a body';
    yield finding(document, at, `${status}, ${what}, is described in the very words of ${twin.status}`);
  }
}

function isSuccess(status: string): boolean {
  return status.startsWith('2') && !NO_CONTENT.includes(status);
}

function isError(status: string): boolean {
  return status.startsWith('4') || status.startsWith('5');
}

/** RFC 9110: 204 has no body and no Content-Length, 304 no body. */
function* impossibleContent(document: LintDocument, { status, value, field }: Response): Generator<Finding> {
  if (NO_CONTENT.includes(status) && isRecord(value.content) && Object.keys(value.content).length > 0) {
    yield finding(
      document,
      [...field, 'content'],
      `an answer of ${status} has no body (RFC 9110, 15.3.5 and 15.4.5)`,
    );
  }
  const headers = isRecord(value.headers) ? value.headers : {};
  for (const [name, header] of Object.entries(headers)) {
    if (status !== '204' || name.toLowerCase() !== 'content-length') continue;
    const demanded = followed(document, header)?.required === true;
    const message = `${demanded ? 'demands' : 'describes'} Content-Length, which RFC 9110, 8.6, forbids in an answer of 204`;
    yield finding(document, [...field, 'headers', name], message);
  }
}

/** A body that can only be the number of another status is a status that went astray. */
function* statusAsBody(document: LintDocument, { status, value, field }: Response): Generator<Finding> {
  for (const [type, media] of Object.entries(isRecord(value.content) ? value.content : {})) {
    if (!isRecord(media)) continue;
    const numbers = onlyNumbers(document, media.schema);
    const astray = numbers?.filter((number) => isStatus(number) && String(number) !== status) ?? [];
    if (astray.length === 0 || !numbers?.every(isStatus)) continue;
    const message = `the body of ${status} is the number ${astray.join(' or ')}: a status became a body; document it as a response of its own`;
    yield finding(document, [...field, 'content', type, 'schema'], message);
  }
}

/** The numbers that a schema is limited to; undefined where it admits anything else. */
function onlyNumbers(document: LintDocument, item: unknown): readonly number[] | undefined {
  const schema = followed(document, item);
  if (schema === undefined) return undefined;
  const values = 'const' in schema ? [schema.const] : schema.enum;
  if (Array.isArray(values)) return values.every((one) => typeof one === 'number') ? values : undefined;
  const branches = schema.anyOf ?? schema.oneOf;
  if (!Array.isArray(branches)) return undefined;
  const found = branches.map((branch) =>
    isRecord(branch) && '$ref' in branch ? undefined : onlyNumbers(document, branch),
  );
  return found.every((one) => one !== undefined) ? found.flat() : undefined;
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 100 && value < 600;
}

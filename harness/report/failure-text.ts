/** One failed check, told so that a server's author can act on it without reading anything else. */

import type { Decision, Profile, Requirement } from '../spec/model.ts';
import type { Body, CheckResult, Exchange, ScenarioResult } from '../verdict/model.ts';
import { escapeLines, escapeText, shorten } from './escape.ts';
import type { Paint } from './style.ts';
import { labelled } from './wrap.ts';

const REQUEST_HEADERS = ['authorization', 'content-type'];
const RESPONSE_HEADERS = ['content-type', 'location', 'allow', 'www-authenticate', 'retry-after', 'age'];

export interface FailureView {
  readonly profiles: readonly Profile[];
  readonly paint: Paint;
  readonly width: number;
  /** How much of a body is shown. */
  readonly bodyLimit: number;
}

/** The requirement, what was sent, what came back, what was expected, why it matters, how to repeat it. */
export function failureLines(
  result: ScenarioResult,
  check: CheckResult,
  view: FailureView,
): readonly string[] {
  const { paint, width } = view;
  const profile = view.profiles.find(({ requirements }) => requirements.has(check.requirement));
  const requirement = profile?.requirements.get(check.requirement);
  const decision = profile?.decisions.get(check.decision ?? requirement?.decision ?? '');
  const found = exchangeOf(result, check);
  const block = (label: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : labelled(label, texts, width - 4).map(
          (line) => `    ${paint.dim(line.slice(0, 10))}${line.slice(10)}`,
        );
  const lines = (text: string | undefined): readonly string[] =>
    text === undefined ? [] : escapeLines(text);
  return [
    `  ${paint.bold(check.requirement)} ${check.level}`,
    ...block('demands', requirement === undefined ? [] : [requirement.text]),
    ...block('source', sourceOf(requirement)),
    ...block('decision', decision === undefined ? [] : [decisionText(decision)]),
    ...block('step', [escapeText(check.step)]),
    ...block('sent', found === undefined ? [] : requestTexts(found.exchange, found.others, view)),
    ...block('got', found === undefined ? [] : responseTexts(found.exchange, view)),
    ...block('finding', lines(findingOf(check))),
    ...block('expected', lines(check.expected)),
    ...block(
      'actual',
      lines(check.actual).map((line) => shorten(line, view.bodyLimit)),
    ),
    ...block('why', requirement === undefined ? [] : [requirement.why]),
    // Never wrapped: it is there to be copied.
    `    ${paint.dim('rerun'.padEnd(10))}${escapeText(result.rerun)}`,
  ];
}

function sourceOf(requirement: Requirement | undefined): readonly string[] {
  if (requirement === undefined) return [];
  const { file, section, phrase } = requirement.source;
  return [`${file} § ${section}${phrase === '' ? '' : ` (“${phrase}”)`}, basis: ${requirement.basis}`];
}

function decisionText({ id, decision, dialect }: Decision): string {
  const settle = dialect === undefined ? '' : `; dialect ${dialect.key}: ${dialect.values.join(' | ')}`;
  return `${id}: ${decision}${settle}`;
}

/** The message without the words that stand beside `expected` and `actual` anyway; undefined when nothing is left. */
function findingOf({ message, expected, actual }: CheckResult): string | undefined {
  const beside = `expected ${expected}, got ${actual}`;
  const rest = message
    ?.replace(`: ${beside}`, () => '')
    .replace(beside, () => '')
    .replace(/:?\s*$/, '');
  return rest === '' ? undefined : rest;
}

/** The last thing said in the step that was judged, and how many exchanges stood before it. */
function exchangeOf(
  result: ScenarioResult,
  check: CheckResult,
): { readonly exchange: Exchange; readonly others: number } | undefined {
  const steps = result.steps.filter(({ name }) => name === check.step);
  const step = steps.findLast(({ part }) => part === 'story') ?? steps.at(-1);
  const exchange = step?.exchanges.at(-1);
  if (step === undefined || exchange === undefined) return undefined;
  return { exchange, others: step.exchanges.length - 1 };
}

function requestTexts({ request }: Exchange, others: number, view: FailureView): readonly string[] {
  return [
    escapeText(`${request.method} ${request.url}`),
    ...headerTexts(request.headers, REQUEST_HEADERS),
    ...bodyTexts(request.body, view),
    ...(others > 0 ? [`(the last of ${others + 1} requests of this step)`] : []),
  ];
}

function responseTexts({ response, failure, durationMs }: Exchange, view: FailureView): readonly string[] {
  if (response === undefined) {
    const message = failure === undefined ? 'no answer' : `${failure.kind}: ${failure.message}`;
    return [escapeText(`no complete answer after ${Math.round(durationMs)} ms (${message})`)];
  }
  return [
    `status ${response.status} after ${Math.round(durationMs)} ms`,
    ...headerTexts(response.headers, RESPONSE_HEADERS),
    ...bodyTexts(response.body, view),
  ];
}

function headerTexts(
  headers: Readonly<Record<string, string>>,
  wanted: readonly string[],
): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => wanted.includes(name.toLowerCase()))
    .map(([name, value]) => shorten(escapeText(`${name.toLowerCase()}: ${value}`), 200));
}

function bodyTexts(body: Body | undefined, { bodyLimit }: FailureView): readonly string[] {
  if (body === undefined || body.bytes === 0) return [];
  if (body.text === undefined) return [`(${body.bytes} bytes, no UTF-8) ${shorten(body.base64 ?? '', 80)}`];
  const cut = body.cut === true ? ` (cut; ${body.bytes} bytes in all)` : '';
  return [`${shorten(escapeText(body.text), bodyLimit)}${cut}`];
}

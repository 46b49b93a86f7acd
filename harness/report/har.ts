/** All exchanges as an HTTP archive (HAR 1.2), which the network tools of browsers open: a page for each result. */

import type { Body, Exchange, ScenarioResult, StepResult } from '../verdict/model.ts';
import { incompleteness } from './findings.ts';
import { nameOf, type RecordedRun } from './recorded-run.ts';

/** One entry a line. */
export function* renderHar({ summary, scenarios }: RecordedRun): Generator<string> {
  const creator = { name: summary.tool.name, version: summary.tool.version };
  const comment = incompleteness(summary) ?? `${summary.verdict}: ${summary.target.name}`;
  const head = JSON.stringify({ version: '1.2', creator, comment });
  yield `{"log":${head.slice(0, -1)},"entries":[`;
  const pages: string[] = [];
  let separator = '\n';
  for (const result of scenarios()) {
    const exchanges = result.steps.flatMap((step) => step.exchanges.map((exchange) => ({ step, exchange })));
    const [first] = exchanges;
    if (first === undefined) continue;
    const id = `page_${pages.length + 1}`;
    const title = `${nameOf(result)}: ${result.verdict}`;
    pages.push(JSON.stringify({ startedDateTime: first.exchange.startedAt, id, title, pageTimings: {} }));
    for (const { step, exchange } of exchanges) {
      yield `${separator}${JSON.stringify(entryOf(exchange, step, result, id))}`;
      separator = ',\n';
    }
  }
  yield `],"pages":[${pages.map((page) => `\n${page}`).join(',')}]}}\n`;
}

function entryOf(exchange: Exchange, step: StepResult, result: ScenarioResult, pageref: string): object {
  const { request, response, failure, startedAt, durationMs } = exchange;
  return {
    pageref,
    startedDateTime: startedAt,
    time: durationMs,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request.headers),
      queryString: queryOf(request.url),
      ...(request.body === undefined
        ? {}
        : { postData: { mimeType: typeOf(request.headers), text: textOf(request.body) } }),
      headersSize: -1,
      bodySize: request.body?.bytes ?? 0,
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(response?.headers ?? {}),
      content: contentOf(response?.body, response?.headers ?? {}),
      redirectURL: response?.headers.location ?? '',
      headersSize: -1,
      bodySize: response?.body?.bytes ?? (response === undefined ? -1 : 0),
      ...(failure === undefined ? {} : { _error: `${failure.kind}: ${failure.message}` }),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: `${nameOf(result)}, step ${step.name} (${step.part}), ${step.from} to ${step.to}`,
  };
}

function headersOf(headers: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function queryOf(url: string): readonly object[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

function contentOf(body: Body | undefined, headers: Readonly<Record<string, string>>): object {
  const mimeType = typeOf(headers);
  if (body === undefined) return { size: 0, mimeType };
  const cut = body.cut === true ? { comment: 'cut' } : {};
  if (body.text !== undefined) return { size: body.bytes, mimeType, text: body.text, ...cut };
  return { size: body.bytes, mimeType, text: body.base64 ?? '', encoding: 'base64', ...cut };
}

/** HAR has no Base64 for what was sent. */
function textOf({ text, base64 }: Body): string {
  return text ?? `(Base64) ${base64 ?? ''}`;
}

function typeOf(headers: Readonly<Record<string, string>>): string {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return found?.[1] ?? '';
}

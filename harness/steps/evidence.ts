/** Exchanges as they leave the runner: without secrets, and cut. */

import type { Body, Exchange } from '../verdict/model.ts';
import type { Redactor } from '../verdict/redact.ts';

const MAX_BODY_CHARACTERS = 4_096;
const MAX_HEADER_CHARACTERS = 1_024;
const SECRET_HEADERS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/;

export function publicExchange(exchange: Exchange, redactor: Redactor): Exchange {
  const { request, response, failure } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      url: redactor.redact(request.url),
      headers: publicHeaders(request.headers, redactor),
      ...(request.body === undefined ? {} : { body: publicBody(request.body, redactor) }),
    },
    ...(response === undefined
      ? {}
      : {
          response: {
            ...response,
            headers: publicHeaders(response.headers, redactor),
            ...(response.body === undefined ? {} : { body: publicBody(response.body, redactor) }),
          },
        }),
    ...(failure === undefined ? {} : { failure: { ...failure, message: redactor.redact(failure.message) } }),
  };
}

function publicHeaders(
  headers: Readonly<Record<string, string>>,
  redactor: Redactor,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const shown = redactor.redact(value).slice(0, MAX_HEADER_CHARACTERS);
      return [name, SECRET_HEADERS.test(name.toLowerCase()) ? hideCredentials(shown) : shown];
    }),
  );
}

/** Keeps the scheme and placeholders; whatever else stands there could be a secret that nobody told us of. */
function hideCredentials(value: string): string {
  const [, scheme = '', credentials = ''] = /^(?:(\w+)\s+)?(.*)$/s.exec(value) ?? [];
  const shown = credentials === '' || /^(<\w+ \d+>|\$\w+)$/.test(credentials) ? credentials : '<secret>';
  return scheme === '' ? shown : `${scheme} ${shown}`;
}

function publicBody(body: Body, redactor: Redactor): Body {
  const { text, base64 } = body;
  if (text === undefined) {
    const kept = base64?.slice(0, MAX_BODY_CHARACTERS);
    return { ...body, ...(kept === undefined ? {} : { base64: kept }), ...cutMark(kept !== base64) };
  }
  const shown = redactor.redact(text);
  return {
    ...body,
    text: shown.slice(0, MAX_BODY_CHARACTERS),
    ...cutMark(shown.length > MAX_BODY_CHARACTERS),
  };
}

function cutMark(isCut: boolean): { readonly cut?: true } {
  return isCut ? { cut: true } : {};
}

/** What went wrong between sending a request and a complete response, in the words of an exchange. */

import type { FailureKind } from '../verdict/model.ts';

export interface TransportFailure {
  readonly kind: FailureKind;
  readonly message: string;
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused-connection',
  EHOSTUNREACH: 'refused-connection',
  ENETUNREACH: 'refused-connection',
  EADDRNOTAVAIL: 'refused-connection',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed',
};

const SENTENCES: Readonly<Record<FailureKind, string>> = {
  timeout: 'no answer in time',
  'refused-connection': 'no connection to the target',
  closed: 'the target closed the connection without a complete answer',
  'too-large': 'the answer is larger than the harness reads',
  malformed: 'the answer is not HTTP',
  unresolved: "the target's host name leads nowhere",
};

/** Undefined when the error is no failure of the transport, but of the request that we made. */
export function transportFailure(error: unknown): TransportFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const kind = KINDS[code] ?? kindOfFamily(code, error);
  return kind === undefined ? undefined : { kind, message: `${SENTENCES[kind]} (${code || error.message})` };
}

function kindOfFamily(code: string, error: Error): FailureKind | undefined {
  if (code.startsWith('HPE_') || error.name === 'HTTPParserError') return 'malformed';
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return 'refused-connection';
  // Some transports put the cause one level down.
  return error.cause === undefined || error.cause === error ? undefined : transportFailure(error.cause)?.kind;
}

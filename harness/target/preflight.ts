/** Whether anything answers at the target's URL, found out before anything is judged. */

import { request } from 'undici';
import { TargetUnavailableError } from './problem.ts';

export interface Probe {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The status of one GET; its body is not read. Rejects when no HTTP answer comes in time. */
export async function probe({ url, headers, timeoutMs, signal }: Probe): Promise<number> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await request(url, {
    method: 'GET',
    headers: { ...headers },
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    headersTimeout: timeoutMs,
  });
  response.body.on('error', () => undefined).destroy();
  return response.statusCode;
}

/**
 * One request; any HTTP answer will do.
 *
 * @throws TargetUnavailableError that says what was tried, what happened, and what to check.
 */
export async function preflight(attempt: Probe): Promise<void> {
  try {
    await probe(attempt);
  } catch (error) {
    if (attempt.signal?.aborted === true) throw error;
    const { message, hint } = explain(error, attempt);
    throw new TargetUnavailableError(`GET ${attempt.url}: ${message}`, hint);
  }
}

function explain(
  error: unknown,
  { url, timeoutMs }: Probe,
): { readonly message: string; readonly hint: string } {
  const { host, hostname, protocol } = new URL(url);
  if (error instanceof Error && error.name === 'TimeoutError') {
    const message = `connected or not, no answer within ${timeoutMs} ms`;
    return {
      message,
      hint: `check that ${host} is the server, and raise limits.requestTimeout if it is slow`,
    };
  }
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { message: 'connection refused', hint: `check that the server runs and listens on ${host}` };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        message: `the name ${hostname} is not known`,
        hint: 'check the url, and that the name resolves here',
      };
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return {
        message: `no answer within ${timeoutMs} ms`,
        hint: `check that ${host} is the server, and raise limits.requestTimeout if it is slow`,
      };
    default: {
      const other = protocol === 'http:' ? 'https' : 'http';
      const message = error instanceof Error ? error.message : String(error);
      const shown = code === undefined || message.includes(code) ? message : `${message} (${code})`;
      return { message: shown, hint: `check that ${host} speaks ${protocol.slice(0, -1)} and not ${other}` };
    }
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

/** Questions to other servers: bounded in time and size, and never sent on to another origin unless told so. */

import { Agent, fetch as undiciFetch } from 'undici';
import type { JsonValue } from './behaviour/facts.ts';
import type { LookUpFailure } from './behaviour/home.ts';
import { parseJson } from './behaviour/json-text.ts';

const LARGEST_ANSWER = 65_536;
const MOST_REDIRECTS = 3;

/** The base URL of a domain's server; nothing: there is none. */
export type Resolve = (domain: string) => string | undefined;

export type LookUp =
  | { readonly ok: true; readonly value: JsonValue | undefined }
  | { readonly ok: false; readonly failure: LookUpFailure };

/** Whether an answer that points elsewhere is followed there. */
export type MayFollow = (asked: URL, next: URL) => boolean;

export interface Outbound {
  /** GETs `path` at a domain's server and reads the answer as JSON; by default redirects stay at the origin asked. */
  getJson(domain: string, path: string, mayFollow?: MayFollow): Promise<LookUp>;
  close(): Promise<void>;
}

export interface OutboundOptions {
  readonly resolve: Resolve;
  readonly timeoutMs: number;
  /** PEM, instead of the authorities of the system. */
  readonly ca?: string;
}

export function createOutbound(options: OutboundOptions): Outbound {
  const { ca, timeoutMs } = options;
  const agent = new Agent({ connect: { timeout: timeoutMs, ...(ca !== undefined && { ca }) } });
  return {
    getJson: async (domain, path, mayFollow = (asked, next) => asked.origin === next.origin) => {
      const base = options.resolve(domain);
      if (base === undefined) return { ok: false, failure: 'unresolvable' };
      const url = parseUrl(`${base.replace(/\/+$/, '')}${path}`);
      if (url === undefined) return { ok: false, failure: 'unresolvable' };
      const signal = AbortSignal.timeout(options.timeoutMs);
      try {
        return await get(url, agent, signal, mayFollow);
      } catch {
        return { ok: false, failure: signal.aborted ? 'timeout' : 'unreachable' };
      }
    },
    close: () => agent.destroy(),
  };
}

async function get(url: URL, dispatcher: Agent, signal: AbortSignal, mayFollow: MayFollow): Promise<LookUp> {
  let target = url;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    const response = await undiciFetch(target, {
      dispatcher,
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
    const next = redirectionOf(response.status, response.headers.get('location'), target);
    if (next === undefined) return response.ok ? await read(response.body) : refused(response.body);
    await response.body?.cancel();
    if (!mayFollow(url, next)) return { ok: false, failure: 'status' };
    target = next;
  }
  return { ok: false, failure: 'status' };
}

function redirectionOf(status: number, location: string | null, from: URL): URL | undefined {
  return status >= 300 && status < 400 && location !== null ? parseUrl(location, from) : undefined;
}

type Body = Awaited<ReturnType<typeof undiciFetch>>['body'];

async function refused(body: Body): Promise<LookUp> {
  await body?.cancel();
  return { ok: false, failure: 'status' };
}

async function read(body: Body): Promise<LookUp> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > LARGEST_ANSWER) return { ok: false, failure: 'garbage' };
    chunks.push(chunk);
  }
  try {
    return { ok: true, value: parseJson(Buffer.concat(chunks)) };
  } catch {
    return { ok: false, failure: 'garbage' };
  }
}

function parseUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

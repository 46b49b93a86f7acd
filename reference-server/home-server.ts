/** Asks an actor's home server for its own certificate (draft §7.2.2). */

import type { LookUpFailure } from './behaviour/home.ts';
import type { ServerContext } from './context.ts';
import type { ParsedCertificate } from './protocol/certificate.ts';
import { parseCertificate } from './protocol/certificate-parsing.ts';
import { foldCase } from './protocol/federation-id.ts';

const SERVER_KEY_PATH = '/p2core/key/server';

export type HomeAnswer =
  | { readonly ok: true; readonly root: ParsedCertificate; readonly isCached: boolean }
  | { readonly ok: false; readonly failure: LookUpFailure };

/** The certificate of a domain's server, remembered or fetched, fit by every rule for roots. */
export async function homeRoot(
  context: ServerContext,
  domain: string,
  { mayBeCached }: { readonly mayBeCached: boolean },
): Promise<HomeAnswer> {
  const { behaviour, clock, store } = context;
  const key = foldCase(domain);
  const known = mayBeCached ? store.homeRoots.find(key) : undefined;
  if (known && behaviour.home.mayUseCached(known, clock.now())) {
    return { ok: true, root: known.certificate, isCached: true };
  }
  store.homeRoots.forget(key);
  const answer = await fetchRoot(context, key);
  if (answer.ok) {
    store.homeRoots.remember({ domain: key, certificate: answer.root, fetchedAt: clock.now() });
  }
  return answer;
}

/** Also asked of a remembered certificate, which may have expired since. */
export function isFitRoot(
  { behaviour, clock }: ServerContext,
  root: ParsedCertificate,
  domain: string,
): boolean {
  const presented = { certificate: root, domain, now: clock.now(), strict: behaviour.signature };
  return behaviour.certificate.rootRules.every((rule) => rule.holds(presented));
}

async function fetchRoot(context: ServerContext, domain: string): Promise<HomeAnswer> {
  const answer = await context.outbound.getJson(domain, SERVER_KEY_PATH);
  if (!answer.ok) return answer;
  if (typeof answer.value !== 'string') return { ok: false, failure: 'garbage' };
  const der = context.behaviour.certificate.decode(answer.value);
  const root = der && parseCertificate(der);
  if (!root) return { ok: false, failure: 'garbage' };
  return isFitRoot(context, root, domain)
    ? { ok: true, root, isCached: false }
    : { ok: false, failure: 'unfit' };
}

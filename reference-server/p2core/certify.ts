/** Signs a checked request and writes it into the history. */

import { actorValidity, issueActorCertificate } from '../authority.ts';
import type { ServerContext } from '../context.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import { toSeconds } from '../protocol/unix-time.ts';
import type { CheckedRequest } from './signing-request.ts';

/** The new certificate of an actor's session; the one before, if any, is superseded. */
export function certify(
  context: ServerContext,
  { fid, local }: { readonly fid: string; readonly local: string },
  { request, sessionId }: CheckedRequest,
): ParsedCertificate {
  const { clock, settings, store } = context;
  const now = clock.now();
  store.certificates.assertRoom(fid);
  const validity = actorValidity(now, store.serverKeys.current().certificate, settings.actorValiditySeconds);
  const certificate = issueActorCertificate(context, {
    local,
    sessionId,
    publicKey: request.publicKey,
    request,
    ...validity,
  });
  store.certificates.add(fid, sessionId, certificate, toSeconds(now));
  return certificate;
}

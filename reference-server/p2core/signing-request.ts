/** A client's signing request, read and checked against who may ask (P2-SES-08). */

import { requestedSessionId } from '../behaviour/issuing.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import type { ParsedSigningRequest } from '../protocol/certificate.ts';
import { parseSigningRequest } from '../protocol/certificate-parsing.ts';

export interface CheckedRequest {
  readonly request: ParsedSigningRequest;
  readonly sessionId: string;
}

/** `fid` is folded: the actor for whom a certificate is asked. */
export function checkedRequest(
  { behaviour, settings }: ServerContext,
  text: string,
  fid: string,
): CheckedRequest {
  const bytes = behaviour.certificate.decode(text);
  const request = bytes && parseSigningRequest(bytes);
  if (!request) throw new Refusal('malformed-signing-request');
  const requested = { request, fid, domain: settings.domain, strict: behaviour.signature };
  const isFit = behaviour.issuing.requestRules.every((rule) => rule.holds(requested));
  const sessionId = requestedSessionId(request);
  if (!isFit || sessionId === undefined) throw new Refusal('unfit-signing-request');
  return { request, sessionId };
}

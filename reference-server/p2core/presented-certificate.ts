/** An ID-Cert that a client presents becomes an identity that its home vouches for (P2-IDN-08 to -26). */

import { isHeld } from '../behaviour/history.ts';
import type { LookUpFailure } from '../behaviour/home.ts';
import { Refusal, type RefusalReason } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import { homeRoot, isFitRoot } from '../home-server.ts';
import type { ParsedCertificate } from '../protocol/certificate.ts';
import { parseCertificate } from '../protocol/certificate-parsing.ts';
import { claimsOf } from '../protocol/distinguished-name.ts';
import { foldCase } from '../protocol/federation-id.ts';

export interface VouchedIdentity {
  readonly certificate: ParsedCertificate;
  /** Folded. */
  readonly fid: string;
  readonly sessionId: string;
  readonly kind: 'home' | 'foreign';
}

/** Refuses whatever is undecodable, unfit, or not vouched for. */
export async function vouchedIdentity(
  context: ServerContext,
  text: string,
  operation: string,
): Promise<VouchedIdentity> {
  const certificate = readCertificate(context, text);
  const { userIds, commonNames, domain, sessionIds } = claimsOf(certificate.subject);
  const home = claimsOf(certificate.issuer).domain;
  const isOwn = await context.behaviour.home.isOwnDomain(home, context.settings.domain);
  const fid = foldCase(userIds[0] ?? `${commonNames[0] ?? ''}@${domain}`);
  if (isOwn) assertOwn(context, certificate, fid);
  else if (context.behaviour.home.isAsked(home, operation)) await assertVouched(context, certificate, home);
  return { certificate, fid, sessionId: sessionIds[0] ?? '', kind: isOwn ? 'home' : 'foreign' };
}

function readCertificate({ behaviour, clock }: ServerContext, text: string): ParsedCertificate {
  const bytes = behaviour.certificate.decode(text);
  const certificate = bytes && parseCertificate(bytes);
  if (!certificate) throw new Refusal('malformed-certificate');
  const presented = { certificate, now: clock.now(), strict: behaviour.signature };
  if (!behaviour.certificate.actorRules.every((rule) => rule.holds(presented))) {
    throw new Refusal('unfit-certificate');
  }
  return certificate;
}

/** Our own history knows our own certificates: nobody needs to be asked (P2-GEN-05). */
function assertOwn({ clock, store }: ServerContext, { der }: ParsedCertificate, fid: string): void {
  const now = clock.now();
  const isCurrent = store.certificates
    .ofActor(fid)
    .some((entry) => Buffer.from(entry.certificate.der).equals(der) && isHeld(entry, { kind: 'now' }, now));
  if (!isCurrent) throw new Refusal('unfit-certificate');
}

async function assertVouched(
  context: ServerContext,
  certificate: ParsedCertificate,
  home: string,
): Promise<void> {
  const { retriesWithFreshKey } = context.behaviour.home;
  const first = await homeRoot(context, home, { mayBeCached: true });
  if (!first.ok) return assertTrustedDespite(context, first.failure);
  if (isLinked(context, certificate, first.root, home)) return;
  context.store.homeRoots.forget(foldCase(home));
  if (!first.isCached || !retriesWithFreshKey()) throw new Refusal('unfit-certificate');
  // The home may have rotated its key since it was last asked (draft §7.2.2).
  const second = await homeRoot(context, home, { mayBeCached: false });
  if (!second.ok) return assertTrustedDespite(context, second.failure);
  if (!isLinked(context, certificate, second.root, home)) {
    context.store.homeRoots.forget(foldCase(home));
    throw new Refusal('unfit-certificate');
  }
}

function isLinked(
  context: ServerContext,
  certificate: ParsedCertificate,
  root: ParsedCertificate,
  home: string,
): boolean {
  const { behaviour } = context;
  const link = { certificate, root, strict: behaviour.signature };
  return isFitRoot(context, root, home) && behaviour.certificate.linkRules.every((rule) => rule.holds(link));
}

const REASONS: Readonly<Record<LookUpFailure, RefusalReason>> = {
  unresolvable: 'home-unknown',
  unreachable: 'home-silent',
  timeout: 'home-silent',
  status: 'home-silent',
  garbage: 'home-silent',
  unfit: 'unfit-certificate',
};

function assertTrustedDespite({ behaviour }: ServerContext, failure: LookUpFailure): void {
  if (!behaviour.home.trustsDespite(failure)) throw new Refusal(REASONS[failure]);
}

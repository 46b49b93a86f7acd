/** Which options each forgery and each kind of request heeds; any other would be ignored, so it is refused. */

import type { CsrKind } from '../suite/csr-kinds.ts';
import type { ForgeryName } from '../suite/forgeries.ts';

const OF_FORGERIES: Readonly<Partial<Record<ForgeryName, string>>> = {
  expired: 'by',
  'not-yet-valid': 'by',
  'altered-validity': 'by',
  'outlives-root': 'by',
  'before-root': 'by',
  'other-ca': 'key',
  'altered-key': 'key',
  'other-home-named': 'domain',
  'issuer-domain-differs': 'domain',
  'subject-domain-differs': 'domain',
  'uid-at-other-domain': 'domain',
  'small-order-key': 'point',
};

const OF_REQUESTS: Readonly<Partial<Record<CsrKind, string>>> = {
  'new-key': 'key',
  'signed-by-other-key': 'key',
  'other-actor': 'actor',
  'other-actor-cn': 'actor',
  'other-actor-uid': 'actor',
  'two-common-names': 'actor',
  'other-domain': 'domain',
  'other-domain-components': 'domain',
  'other-domain-uid': 'domain',
  'small-order-key': 'point',
};

/** `session`: another session ID than the actor's. */
export function forgeOptions(kind: ForgeryName): readonly string[] {
  return ['session', OF_FORGERIES[kind] ?? []].flat();
}

/** `fid`: another federation ID than the actor's, as when its home has just returned one. */
export function csrOptions(kind: CsrKind | undefined): readonly string[] {
  return ['session', 'fid', (kind && OF_REQUESTS[kind]) ?? []].flat();
}

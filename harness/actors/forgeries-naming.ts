/** Forgeries in names: who the issuer and the subject say they are. */

import {
  commonName,
  type DistinguishedName,
  domainName,
  LONG_SESSION_ID_LENGTH,
  OID_COMMON_NAME,
  OID_DOMAIN_COMPONENT,
  OID_UID,
  OID_UNIQUE_IDENTIFIER,
  otherText,
  splitFid,
  uid,
  uniqueIdentifier,
  withoutAttribute,
} from './distinguished-name.ts';
import { changing, type Forger, type Forgery, renaming, revaluing } from './forgery.ts';

export const NAMING_FORGERS = {
  'other-home-named': changing(({ issuer, subject }, { otherDomain }) => ({
    issuer: atDomain(issuer, otherDomain),
    subject: actorAtDomain(subject, otherDomain),
  })),
  'issuer-domain-differs': changing(({ issuer }, { otherDomain }) => ({
    issuer: atDomain(issuer, otherDomain),
  })),
  'subject-domain-differs': renaming((subject, { otherDomain }) => actorAtDomain(subject, otherDomain)),
  'subject-at-subdomain': renaming((subject, { actor }) => actorAtDomain(subject, `sub.${actor.domain}`)),
  'subject-domain-reversed': renaming((subject, { actor }) =>
    atDomain(subject, actor.domain.split('.').reverse().join('.')),
  ),
  'no-domain': without(OID_DOMAIN_COMPONENT),

  'no-common-name': without(OID_COMMON_NAME),
  'two-common-names': renaming((subject, forgery) => [
    ...subject,
    [commonName(otherText(localPart(forgery)))],
  ]),
  'no-uid': without(OID_UID),
  'two-uids': renaming((subject, forgery) => [...subject, [uid(otherUid(forgery))]]),
  'no-session-id': without(OID_UNIQUE_IDENTIFIER),
  'two-session-ids': renaming((subject, { actor }) => [
    ...subject,
    [uniqueIdentifier(otherText(actor.sessionId))],
  ]),
  'empty-session-id': revaluing(OID_UNIQUE_IDENTIFIER, () => ''),
  'long-session-id': revaluing(OID_UNIQUE_IDENTIFIER, (old) => old.padEnd(LONG_SESSION_ID_LENGTH, 'x')),
  'uid-not-cn-at-domain': revaluing(OID_UID, (_, forgery) => otherUid(forgery)),
  'uid-at-other-domain': revaluing(OID_UID, (old, { otherDomain }) => fidAt(old, otherDomain)),
} as const satisfies Readonly<Record<string, Forger>>;

function without(type: string): Forger {
  return renaming((subject) => withoutAttribute(subject, type));
}

/** Other domain components, the rest of the name as it was. */
function atDomain(name: DistinguishedName, domain: string): DistinguishedName {
  return [...domainName(domain), ...withoutAttribute(name, OID_DOMAIN_COMPONENT)];
}

function actorAtDomain(name: DistinguishedName, domain: string): DistinguishedName {
  return atDomain(name, domain).map((rdn) =>
    rdn.map((attribute) =>
      attribute.type === OID_UID ? { ...attribute, value: fidAt(attribute.value, domain) } : attribute,
    ),
  );
}

const fidAt = (fid: string, domain: string): string => `${splitFid(fid).localPart}@${domain}`;
const localPart = ({ actor }: Forgery): string => splitFid(actor.fid).localPart;
const otherUid = (forgery: Forgery): string => `${otherText(localPart(forgery))}@${forgery.actor.domain}`;

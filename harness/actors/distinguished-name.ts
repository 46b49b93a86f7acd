/** The names of ID-Certs (draft section 7.1.1.1): one DC per label, top-level label first, then the actor's attributes. */

import { objectIdentifier, type StringType, sequence, setOf, text } from './der-writer.ts';

export interface NameAttribute {
  /** Object identifier. */
  readonly type: string;
  readonly value: string;
  readonly string: StringType;
}

/** A sequence of relative distinguished names, each a set of attributes. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** One more than an ID-Cert allows. */
export const LONG_SESSION_ID_LENGTH = 33;

export const OID_DOMAIN_COMPONENT = '0.9.2342.19200300.100.1.25';
export const OID_COMMON_NAME = '2.5.4.3';
export const OID_UID = '0.9.2342.19200300.100.1.1';
export const OID_UNIQUE_IDENTIFIER = '0.9.2342.19200300.100.1.44';

/** `example.com` gives `DC=com`, `DC=example`: the order of RFC 2247. */
export function domainName(domain: string): DistinguishedName {
  return domain
    .split('.')
    .reverse()
    .map((label) => [{ type: OID_DOMAIN_COMPONENT, value: label, string: 'ia5' }]);
}

export const commonName = (value: string): NameAttribute => ({
  type: OID_COMMON_NAME,
  value,
  string: 'utf8',
});
export const uid = (value: string): NameAttribute => ({ type: OID_UID, value, string: 'utf8' });
export const uniqueIdentifier = (value: string): NameAttribute => ({
  type: OID_UNIQUE_IDENTIFIER,
  value,
  string: 'ia5',
});

/** What an actor's certificate or request says of whom it is. */
export interface ActorNameParts {
  readonly domain: string;
  /** Local part of the federation ID. */
  readonly localPart: string;
  readonly fid: string;
  readonly sessionId: string;
}

export function actorDistinguishedName(parts: ActorNameParts): DistinguishedName {
  return [
    ...domainName(parts.domain),
    [commonName(parts.localPart)],
    [uid(parts.fid)],
    [uniqueIdentifier(parts.sessionId)],
  ];
}

/** Splits `local@domain`; a text without `@` is all local part. */
export function splitFid(fid: string): { readonly localPart: string; readonly domain: string } {
  const at = fid.lastIndexOf('@');
  return at < 0 ? { localPart: fid, domain: '' } : { localPart: fid.slice(0, at), domain: fid.slice(at + 1) };
}

export function encodeName(name: DistinguishedName): Uint8Array {
  return sequence(...name.map((rdn) => setOf(...rdn.map(encodeAttribute))));
}

function encodeAttribute(attribute: NameAttribute): Uint8Array {
  return sequence(objectIdentifier(attribute.type), text(attribute.string, attribute.value));
}

/** The name without any attribute of that type. */
export function withoutAttribute(name: DistinguishedName, type: string): DistinguishedName {
  return name
    .map((rdn) => rdn.filter((attribute) => attribute.type !== type))
    .filter((rdn) => rdn.length > 0);
}

/** The name with other values or string types for some attributes. */
export function mapAttributes(
  name: DistinguishedName,
  change: (attribute: NameAttribute) => NameAttribute,
): DistinguishedName {
  return name.map((rdn) => rdn.map(change));
}

/** A text of the same length and alphabet that is not this one: its last character differs. */
export function otherText(value: string): string {
  return value.slice(0, -1) + (value.endsWith('x') ? 'z' : 'x');
}

/** Distinguished names as ID-Certs write them (draft §7.1.1.1, D13): domain components top-level label first. */

import { AsnConvert } from '@peculiar/asn1-schema';
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';

export const DOMAIN_COMPONENT = '0.9.2342.19200300.100.1.25';
export const COMMON_NAME = '2.5.4.3';
export const USER_ID = '0.9.2342.19200300.100.1.1';
export const UNIQUE_IDENTIFIER = '0.9.2342.19200300.100.1.44';

/** One attribute. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
  readonly tag: 'utf8String' | 'ia5String' | 'other';
  /** Whether it stands in one RDN with the attribute before it. */
  readonly isJoined?: true;
}

export type DistinguishedName = readonly NameAttribute[];

/** What the subject of an actor's certificate or request claims; lists, because a forged one holds several. */
export interface NameClaims {
  readonly domain: string;
  readonly commonNames: readonly string[];
  readonly userIds: readonly string[];
  readonly sessionIds: readonly string[];
}

const SESSION_ID = /^[\x00-\x7f]{1,32}$/;

/** 1 to 32 IA5 characters (draft §7.1.1.3). */
export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}

export function domainName(domain: string): DistinguishedName {
  return domain
    .split('.')
    .reverse()
    .map((value) => ({ oid: DOMAIN_COMPONENT, value, tag: 'ia5String' as const }));
}

export function actorName(local: string, domain: string, sessionId: string): DistinguishedName {
  return [
    ...domainName(domain),
    { oid: COMMON_NAME, value: local, tag: 'utf8String' },
    { oid: USER_ID, value: `${local}@${domain}`, tag: 'utf8String' },
    { oid: UNIQUE_IDENTIFIER, value: sessionId, tag: 'ia5String' },
  ];
}

export function claimsOf(name: DistinguishedName): NameClaims {
  const valuesOf = (oid: string) => name.filter((entry) => entry.oid === oid).map((entry) => entry.value);
  return {
    domain: valuesOf(DOMAIN_COMPONENT).reverse().join('.'),
    commonNames: valuesOf(COMMON_NAME),
    userIds: valuesOf(USER_ID),
    sessionIds: valuesOf(UNIQUE_IDENTIFIER),
  };
}

export function encodeName(name: DistinguishedName): Name {
  const parts: AttributeTypeAndValue[][] = [];
  for (const attribute of name) {
    const encoded = encodeAttribute(attribute);
    if (attribute.isJoined) parts.at(-1)?.push(encoded);
    else parts.push([encoded]);
  }
  return new Name(parts.map((attributes) => new RelativeDistinguishedName(inOrderOfSet(attributes))));
}

function encodeAttribute({ oid, value, tag }: NameAttribute): AttributeTypeAndValue {
  const text = tag === 'ia5String' ? { ia5String: value } : { utf8String: value };
  return new AttributeTypeAndValue({ type: oid, value: new AttributeValue(text) });
}

/** DER sorts the members of a SET OF by their encoding (X.690 §11.6). */
function inOrderOfSet(attributes: readonly AttributeTypeAndValue[]): AttributeTypeAndValue[] {
  const bytesOf = (attribute: AttributeTypeAndValue) => Buffer.from(AsnConvert.serialize(attribute));
  return attributes.toSorted((one, other) => Buffer.compare(bytesOf(one), bytesOf(other)));
}

export function decodeName(name: Name): DistinguishedName {
  // Spread first: mapping the library's own arrays would yield more of them.
  return [...name].flatMap((set) =>
    [...set].map(({ type, value }) => ({ oid: type, ...decodeValue(value) })),
  );
}

function decodeValue(value: AttributeValue): Omit<NameAttribute, 'oid'> {
  if (value.ia5String !== undefined) return { tag: 'ia5String', value: value.ia5String };
  if (value.utf8String !== undefined) return { tag: 'utf8String', value: value.utf8String };
  return { tag: 'other', value: value.toString() };
}

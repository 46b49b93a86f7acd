/** What the names in an ID-Cert say, whatever their string types, their order and their grouping. */

import type { Name } from './x509-name.ts';
import { OID } from './x509-reader.ts';

export const valuesOf = (name: Name, type: string): readonly string[] =>
  name.flatMap((rdn) => rdn.filter((attribute) => attribute.type === type).map(({ value }) => value));

/** Domain labels in the order of the encoding; a set of several has no order of its own. */
export function domainLabels(name: Name): { readonly labels: readonly string[]; readonly ordered: boolean } {
  const perRdn = name.map((rdn) => rdn.filter(({ type }) => type === OID.domainComponent).length);
  return { labels: valuesOf(name, OID.domainComponent), ordered: perRdn.every((count) => count <= 1) };
}

/** Whether the components spell the domain, top-level label first or last: both orders are met in the wild. */
export function namesDomain(name: Name, domain: string): boolean {
  const wanted = domain.toLowerCase().split('.');
  const { labels, ordered } = domainLabels(name);
  const found = labels.map((label) => label.toLowerCase());
  if (!ordered) return isSame(found.toSorted(), wanted.toSorted());
  return isSame(found, wanted) || isSame(found, wanted.toReversed());
}

export function haveSameDomain(one: Name, other: Name): boolean {
  const left = domainLabels(one);
  const right = domainLabels(other);
  const fold = (labels: readonly string[]): readonly string[] => labels.map((label) => label.toLowerCase());
  return left.ordered && right.ordered
    ? isSame(fold(left.labels), fold(right.labels))
    : isSame(fold(left.labels).toSorted(), fold(right.labels).toSorted());
}

export function describeDomain(name: Name): string {
  const { labels } = domainLabels(name);
  return labels.length === 0 ? 'no domain component' : labels.map((label) => `DC=${label}`).join(', ');
}

/** Attribute by attribute, by value. */
export function isSameName(one: Name, other: Name): boolean {
  const flat = (name: Name): readonly string[] =>
    name.map((rdn) => JSON.stringify(rdn.map(({ type, value }) => `${type}=${value}`).toSorted()));
  return isSame(flat(one), flat(other));
}

export function describeList(values: readonly string[], what: string): string {
  if (values.length === 0) return `no ${what}`;
  return values.map((value) => JSON.stringify(value)).join(' and ');
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** What forging starts from, and the words that the tables of forgeries are written in. */

import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../verdict/x509-reader.ts';
import { type CertificateFields, signCertificate } from './certificate.ts';
import { type DistinguishedName, mapAttributes } from './distinguished-name.ts';
import type { Artefact } from './encoding.ts';
import type { Actor } from './identity.ts';
import type { Randomness } from './randomness.ts';
import type { SmallOrderPoint } from './small-order.ts';

/** The scenario asks for something that cannot be made; the message says what to change. */
export class ForgeryError extends Error {
  override name = 'ForgeryError' as const;
}

export interface Forgery {
  readonly actor: Actor;
  /** What the actor's home issued, as it is and as fields to change. */
  readonly honest: Certificate;
  readonly fields: CertificateFields;
  /** The home's key and root; throws a ForgeryError where the home is no peer. */
  readonly home: () => { readonly key: KeyObject; readonly root: Certificate };
  /** Another peer's key: one that signs for another domain. */
  readonly otherKey: KeyObject;
  readonly otherDomain: string;
  /** Whose key to use instead, where a forgery takes one. */
  readonly key?: Actor;
  readonly now: Date;
  /** How far off a time is, in milliseconds. */
  readonly byMs: number;
  readonly point: SmallOrderPoint;
  readonly randomness: Randomness;
}

export type Forger = (forgery: Forgery) => Artefact;

export const certificate = (der: Uint8Array): Artefact => ({ der, label: 'CERTIFICATE' });

/** Other content, signed by the home as if it were honest. */
export const changing =
  (change: (fields: CertificateFields, forgery: Forgery) => Partial<CertificateFields>): Forger =>
  (forgery) => {
    const { fields, home } = forgery;
    return certificate(signCertificate({ ...fields, ...change(fields, forgery) }, home().key));
  };

export const renaming = (
  change: (subject: DistinguishedName, forgery: Forgery) => DistinguishedName,
): Forger => changing(({ subject }, forgery) => ({ subject: change(subject, forgery) }));

/** Other values for the subject's attributes of one type. */
export const revaluing = (type: string, value: (old: string, forgery: Forgery) => string): Forger =>
  renaming((subject, forgery) =>
    mapAttributes(subject, (attribute) =>
      attribute.type === type ? { ...attribute, value: value(attribute.value, forgery) } : attribute,
    ),
  );

/** Forges ID-Certs: what an actor's home issued, with the one thing changed that the name says. */

import type { KeyObject } from 'node:crypto';
import type { ForgeryName } from '../suite/forgeries.ts';
import type { Name } from '../verdict/x509-name.ts';
import { type Certificate, readCertificate } from '../verdict/x509-reader.ts';
import { type CertificateFields, signCertificate } from './certificate.ts';
import type { StringType } from './der-writer.ts';
import { type DistinguishedName, mapAttributes, OID_UNIQUE_IDENTIFIER } from './distinguished-name.ts';
import type { Artefact } from './encoding.ts';
import { CONTENT_FORGERS } from './forgeries-content.ts';
import { NAMING_FORGERS } from './forgeries-naming.ts';
import { SIGNING_FORGERS } from './forgeries-signing.ts';
import { type Forger, type Forgery, ForgeryError } from './forgery.ts';
import type { Actor } from './identity.ts';

export interface ForgeContext
  extends Pick<Forgery, 'otherKey' | 'otherDomain' | 'key' | 'now' | 'byMs' | 'point' | 'randomness'> {
  /** The actor's home, where it is a peer. */
  readonly home: { readonly identityKey: KeyObject; readonly rootCertificate: Uint8Array } | undefined;
  /** A session ID instead of the actor's. */
  readonly session?: string;
}

const FORGERS: Readonly<Record<ForgeryName, Forger>> = {
  ...SIGNING_FORGERS,
  ...NAMING_FORGERS,
  ...CONTENT_FORGERS,
};

/**
 * The forged certificate.
 * @throws ForgeryError when the actor has no ID-Cert, or its home's key is not ours to use
 */
export function forgeCertificate(actor: Actor, kind: ForgeryName, context: ForgeContext): Artefact {
  const { home: peer, session = actor.sessionId, ...rest } = context;
  const home = (): ReturnType<Forgery['home']> => {
    if (peer === undefined) {
      throw new ForgeryError(
        `'${kind}' has to be signed by ${actor.name}'s home, which is no peer: take an actor of a peer`,
      );
    }
    return { key: peer.identityKey, root: readCertificate(peer.rootCertificate) };
  };
  if (actor.idCert === undefined) {
    throw new ForgeryError(`${actor.name} has no ID-Cert to forge from: give it a home and a session`);
  }
  const issued = readCertificate(actor.idCert);
  const honest = session === actor.sessionId ? issued : forSession(issued, session, home().key);
  const fields = fieldsOf(honest);
  const artefact = FORGERS[kind]({ ...rest, actor: { ...actor, sessionId: session }, honest, fields, home });
  if ('der' in artefact && Buffer.compare(artefact.der, honest.der) === 0) {
    throw new ForgeryError(`'${kind}' changes nothing in the ID-Cert of ${actor.name}`);
  }
  return artefact;
}

/** What a certificate says, as fields that give the same bytes again when signed by the same key. */
export function fieldsOf(certificate: Certificate): CertificateFields {
  return {
    version: certificate.version,
    serial: certificate.serial,
    signedAlgorithm: certificate.signatureAlgorithm,
    issuer: writable(certificate.issuer),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    subject: writable(certificate.subject),
    publicKey: certificate.publicKey.spki,
    extensions: certificate.extensions,
  };
}

function writable(name: Name): DistinguishedName {
  return name.map((rdn) =>
    rdn.map((attribute) => ({ ...attribute, string: writableString(attribute.string) })),
  );
}

function writableString(string: Name[number][number]['string']): StringType {
  return string === 'printable' || string === 'ia5' ? string : 'utf8';
}

/** What the home would have issued for another session of the actor. */
function forSession(issued: Certificate, session: string, key: KeyObject): Certificate {
  const fields = fieldsOf(issued);
  const subject = mapAttributes(fields.subject, (attribute) =>
    attribute.type === OID_UNIQUE_IDENTIFIER ? { ...attribute, value: session } : attribute,
  );
  return readCertificate(signCertificate({ ...fields, subject }, key));
}

/** Actors as expressions see them: texts encoded for the target, and no key; functions find the actor behind. */

import { base64, encodeArtefact, type WireDialect } from './encoding.ts';
import type { Actor } from './identity.ts';

/** The fields of ACTOR_FIELDS in harness/suite/vocabulary.ts; what an actor has not got is left out. */
export type ActorView = Readonly<Record<string, unknown>>;

const actors = new WeakMap<object, Actor>();

export function actorView(actor: Actor, dialect: Pick<WireDialect, 'certEncoding'>): ActorView {
  const { actorName, fid, handle = fid, password, authPayload, idCert, token } = actor;
  const view = {
    name: actorName,
    fid,
    handle,
    password,
    get sessionId() {
      return actor.sessionId;
    },
    get publicKey() {
      return base64(actor.publicKeySpki);
    },
    ...(authPayload === undefined ? {} : { authPayload }),
    ...(idCert === undefined
      ? {}
      : { idCert: encodeArtefact({ der: idCert, label: 'CERTIFICATE' }, dialect.certEncoding) }),
    ...(token === undefined ? {} : { token }),
  };
  actors.set(view, actor);
  return view;
}

/** The actor behind a view that `actorView` made. */
export function actorOf(view: unknown): Actor | undefined {
  return typeof view === 'object' && view !== null ? actors.get(view) : undefined;
}

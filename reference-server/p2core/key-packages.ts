/** KeyPackages: put in by sessions at home, given out once each (P2-KPK). */

import type { JsonValue } from '../behaviour/facts.ts';
import { isArray } from '../behaviour/json-shapes.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { ServerContext } from '../context.ts';
import type { Session } from '../store/sessions.ts';
import { locked } from './locked-route.ts';
import { actorOf } from './request-actor.ts';

export const getKeyPackages = locked({
  operation: 'getKeyPackages',
  method: 'GET',
  path: '/p2core/keypackage/:fid',
  handle: async (context, call) => {
    const { behaviour, store } = context;
    const actor = actorOf(context, call, 'getKeyPackages');
    if (!actor) throw new Refusal('unknown-actor');
    const given: string[] = [];
    for (const client of behaviour.keyPackages.clients(store.sessions.ofActor(actor.fid))) {
      const next = await behaviour.keyPackages.handOut(store.keyPackages.shelf(client));
      if (next !== undefined) given.push(behaviour.keyPackages.encode(next));
    }
    return { status: 200, body: given };
  },
});

export const addKeyPackages = locked({
  operation: 'addKeyPackages',
  method: 'POST',
  path: '/p2core/keypackage/@me',
  handle: (context, { body }, session) => {
    if (!isArray(body) || body.length === 0) throw new Refusal('malformed-request');
    const packages = body.map((value) => checkedPackage(context, value));
    const { store } = context;
    const owner = ownerOf(context, session);
    store.keyPackages.add(owner, packages, freshFingerprints(context, owner, packages));
    return { status: 201 };
  },
});

export const replaceLastResortKeyPackage = locked({
  operation: 'replaceLastResortKeyPackage',
  method: 'PUT',
  path: '/p2core/keypackage_lr',
  handle: (context, { body }, session) => {
    if (body === undefined) throw new Refusal('malformed-request');
    const keyPackage = checkedPackage(context, body);
    context.store.keyPackages.replaceLastResort(ownerOf(context, session), keyPackage);
    return { status: 204 };
  },
});

function checkedPackage({ behaviour }: ServerContext, value: JsonValue): JsonValue {
  if (!behaviour.keyPackages.isKeyPackage(value)) throw new Refusal('malformed-request');
  return value;
}

function ownerOf({ behaviour, store }: ServerContext, session: Session): Session {
  return behaviour.keyPackages.ownerOf(session, store.sessions.ofActor(session.fid));
}

/** Refuses all when one was uploaded before, or stands twice in the request. */
function freshFingerprints(
  { behaviour, store }: ServerContext,
  { fid }: Session,
  packages: readonly JsonValue[],
): readonly string[] {
  const known = new Set(store.keyPackages.fingerprints(fid));
  return packages.map((value) => {
    const print = behaviour.keyPackages.fingerprint(value);
    if (behaviour.keyPackages.isDuplicate(print, known)) throw new Refusal('duplicate-key-package');
    known.add(print);
    return print;
  });
}

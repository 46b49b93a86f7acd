/** `register`: a new identity (P2-REG). */

import type { Call, JsonObject } from '../behaviour/facts.ts';
import { Refusal } from '../behaviour/refusals.ts';
import type { Route, ServerContext } from '../context.ts';
import { hashPassword } from '../protocol/password.ts';
import type { Actor } from '../store/actors.ts';
import { admitActor } from '../user-directory.ts';
import { checkAuthPayload, objectBody, optionalText } from './request-fields.ts';

const SALT_BYTES = 16;

export const register: Route = {
  operation: 'register',
  method: 'POST',
  path: '/p2core/register',
  handle: async (context, call) => {
    const { registration } = context.behaviour;
    const { name, password } = readRequest(context, call);
    const nameKey = registration.nameKey(name);
    if (!(await registration.reserveName(context.store.actors.nameSlot(nameKey)))) {
      await applyToOwner(context, nameKey, password);
      throw new Refusal('name-taken');
    }
    const { fid } = await addActor(context, name, nameKey, password);
    const payload = registration.payload(fid);
    return { status: 201, body: { fid, ...(payload && { payload }) } };
  },
};

function readRequest(
  { behaviour: { registration }, settings }: ServerContext,
  call: Call,
): { readonly name: string; readonly password: string | undefined } {
  const body: JsonObject = objectBody(call);
  checkAuthPayload(body);
  const name = registration.readName(body.actor_name);
  const password = optionalText(body, 'password');
  if (name === undefined) throw new Refusal('malformed-request');
  if (!registration.isAcceptableName(name)) throw new Refusal('malformed-name');
  if (password === undefined) {
    if (!registration.mayOmitPassword(settings)) throw new Refusal('password-required');
  } else if (!registration.isAcceptablePassword(password)) throw new Refusal('malformed-request');
  return { name, password };
}

/** The name is reserved by now; nobody else can have it while the password is hashed. */
async function addActor(
  context: ServerContext,
  name: string,
  nameKey: string,
  password: string | undefined,
): Promise<Actor> {
  const { behaviour, settings } = context;
  const local = behaviour.registration.localPart(name);
  const fid = behaviour.registration.fid(local, settings.domain);
  const actor = { nameKey, local, fid, password: await hash(context, password) };
  admitActor(context, actor);
  return actor;
}

async function applyToOwner(
  context: ServerContext,
  nameKey: string,
  password: string | undefined,
): Promise<void> {
  const { behaviour, store } = context;
  const owner = store.actors.byName(nameKey);
  if (!owner) return;
  await behaviour.registration.whenTaken({
    fid: owner.fid,
    replacePassword: async () => {
      owner.password = await hash(context, password);
    },
    forgetCertificates: () => store.certificates.forget(owner.fid),
  });
}

async function hash({ randomness }: ServerContext, password: string | undefined) {
  return password === undefined ? undefined : hashPassword(password, randomness.bytes(SALT_BYTES));
}

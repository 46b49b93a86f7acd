/** Brings a story's actors into being: keys, names, and what their home makes of them. */

import { createCsr } from '../actors/csr.ts';
import { encodeArtefact } from '../actors/encoding.ts';
import { type Actor, createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { ActorSpec, JsonValue } from '../suite/model.ts';
import type { Account } from '../target/model.ts';
import { decodeDer } from '../verdict/certificate-encoding.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import { isRecord, member } from '../verdict/same-value.ts';
import type { Cast } from './cast.ts';
import type { Environment } from './environment.ts';
import { withHandle } from './handle.ts';
import { publishRequest } from './peer-identity.ts';
import { ask, type Setup, textIn } from './setup.ts';

export interface Enrolment extends Setup {
  readonly environment: Environment;
  readonly cast: Cast;
  /** Whose story it is: in some, everybody has a handle. */
  readonly profile: string;
  /** Tells this story's names and keys from every other's. */
  readonly label: readonly string[];
  /** One for each actor at home at the target, where its file lists accounts. */
  readonly accounts?: readonly Account[];
}

type Body = Readonly<Record<string, JsonValue>>;

const SHOWS_HANDLE = 'getIdentity';

/** @throws PreconditionFailed with what the target answered, when it does not take one of them. */
export async function enrol(
  specs: readonly ActorSpec[],
  enrolment: Enrolment,
): Promise<ReadonlyMap<string, Actor>> {
  const actors = new Map<string, Actor>();
  const accounts = enrolment.accounts?.[Symbol.iterator]();
  for (const spec of specs) {
    const owner = spec.sessionOf === undefined ? undefined : actors.get(spec.sessionOf);
    const account = spec.home === 'target' ? accounts?.next().value : undefined;
    actors.set(spec.name, await enrolActor(spec, owner, enrolment, account));
  }
  return actors;
}

async function enrolActor(
  spec: ActorSpec,
  owner: Actor | undefined,
  enrolment: Enrolment,
  account: Account | undefined,
): Promise<Actor> {
  const atHome = spec.home === 'target' || spec.home === 'none';
  if (!atHome) return enrolAtPeer(spec, owner, enrolment);
  const { registration, domain } = enrolment.environment.target.file;
  const identity = identityOf(spec, domain, owner, enrolment);
  const authPayload = fillIn(registration.authPayload, identity.actorName);
  // Copied only where it must be: a copy has its keys made.
  const actor = authPayload === undefined ? identity : { ...identity, authPayload };
  enrolment.redactor.learn('password', actor.password);
  if (spec.home === 'none') return actor;
  if (account !== undefined) {
    enrolment.redactor.learn('token', account.token);
    return withHandle({ ...actor, token: account.token }, account.alias, enrolment);
  }
  const registered = owner === undefined ? await register(actor, enrolment) : actor;
  const opened = await openSessions(registered, spec, enrolment);
  return haveHandles(enrolment) && opened.token !== undefined
    ? withHandle(opened, undefined, enrolment)
    : opened;
}

/** Whether people of this profile are known by handles. */
function haveHandles({ environment, profile }: Enrolment): boolean {
  return environment.apis.operation(SHOWS_HANDLE)?.profile === profile;
}

function enrolAtPeer(spec: ActorSpec, owner: Actor | undefined, enrolment: Enrolment): Actor {
  const peer = enrolment.cast.peers.get(spec.home);
  if (peer === undefined) throw new Error(`the mock network has no peer ${spec.home}`);
  const identity = identityOf(spec, peer.domain, owner, enrolment);
  if (spec.sessions === 0) return identity;
  if (haveHandles(enrolment)) {
    // Another session has other keys, which stay unknown to others until a step publishes them.
    const handle = owner === undefined ? peer.publish(publishRequest(identity)).handle : owner.handle;
    return handle === undefined ? identity : { ...identity, handle };
  }
  const { fid, idCert } = peer.provision({
    actorName: identity.actorName,
    sessionId: identity.sessionId,
    publicKey: identity.publicKeySpki,
  });
  return { ...identity, fid, idCert };
}

function identityOf(
  spec: ActorSpec,
  domain: string,
  owner: Actor | undefined,
  { environment, label }: Enrolment,
  session = 0,
): Actor {
  const { seed, runId, target } = environment;
  const { password } = target.file.registration;
  const randomness = randomnessFor(String(seed), runId, ...label, 'actor', spec.name, String(session));
  return createIdentity(randomness, {
    name: spec.name,
    home: spec.home,
    domain,
    runId,
    ...(password === undefined ? {} : { password }),
    ...(owner === undefined ? {} : { sessionOf: owner }),
  });
}

async function register(actor: Actor, enrolment: Enrolment): Promise<Actor> {
  const step = `${actor.name} registers`;
  const body = await ask('register', { step, body: credentialsOf(actor), actor }, enrolment);
  const fid = textIn(body, 'fid', step);
  // From here on only the name that came back is used.
  const local = fid.slice(0, Math.max(0, fid.lastIndexOf('@')));
  return { ...actor, fid, actorName: local === '' ? actor.actorName : local };
}

async function openSessions(actor: Actor, spec: ActorSpec, enrolment: Enrolment): Promise<Actor> {
  if (spec.sessions === 0) return actor;
  const first = await openSession(actor, enrolment);
  for (let session = 1; session < spec.sessions; session += 1) {
    const another = identityOf(spec, actor.domain, first, enrolment, session);
    await openSession({ ...first, ...another, fid: first.fid }, enrolment);
  }
  return first;
}

async function openSession(actor: Actor, enrolment: Enrolment): Promise<Actor> {
  const step = `${actor.name} opens a session`;
  const { certEncoding } = enrolment.environment.target.file.dialect;
  const csr = encodeArtefact({ der: createCsr(actor), label: 'CERTIFICATE REQUEST' }, certEncoding);
  const body = await ask('trustSession', { step, body: { ...credentialsOf(actor), csr }, actor }, enrolment);
  const token = textIn(body, 'token', step);
  return { ...actor, token, idCert: certificateIn(body, step) };
}

function credentialsOf({ actorName, password, authPayload }: Actor): Body {
  return {
    actor_name: actorName,
    password,
    ...(authPayload === undefined ? {} : { auth_payload: authPayload }),
  };
}

function certificateIn(body: Readonly<Record<string, unknown>>, step: string): Uint8Array {
  try {
    return decodeDer(member(body, 'id_cert'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PreconditionFailed(`${step}: the answer's id_cert cannot be read: ${reason}`);
  }
}

/** `${unique}` in the target file's `auth_payload` becomes something that only this actor has. */
function fillIn(value: JsonValue | undefined, unique: string): JsonValue | undefined {
  if (typeof value === 'string') return value.replaceAll('${unique}', unique);
  if (Array.isArray(value)) return value.map((item: JsonValue) => fillIn(item, unique) ?? null);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value as Body).map(
    ([name, item]) => [name, fillIn(item, unique) ?? null] as const,
  );
  return Object.fromEntries(entries);
}

/** Whether somebody can come to live at the target: registration, its domain, a first session. */

import { randomUUID } from 'node:crypto';
import { createCsr } from '../actors/csr.ts';
import { encodeArtefact } from '../actors/encoding.ts';
import { type Actor, createIdentity } from '../actors/identity.ts';
import { randomnessFor } from '../actors/randomness.ts';
import type { JsonValue } from '../suite/model.ts';
import type { Dialect, TargetFile } from '../target/model.ts';
import { decodeDer } from '../verdict/certificate-encoding.ts';
import { DerError } from '../verdict/der-reader.ts';
import { domainLabels } from '../verdict/id-cert-names.ts';
import { readCertificate } from '../verdict/x509-reader.ts';
import type { Finding } from './finding.ts';
import { isAbsent, type Reply, textOf } from './questioner.ts';
import type { Resident, Surroundings } from './surroundings.ts';

const TOO_MANY = 429;
const SERVER_ERROR = 500;

/** Registers somebody new and opens a session for it. */
export async function settle(
  surroundings: Surroundings,
): Promise<{ readonly findings: readonly Finding[]; readonly resident: Resident }> {
  const { target, questioner } = surroundings;
  const actor = newcomer(surroundings);
  const reply = await questioner.ask('register', { body: credentials(actor) });
  const fid = textOf(reply, 'fid');
  if (!reply.accepted || fid === undefined) {
    return { findings: [refusedRegistration(reply, target.file)], resident: {} };
  }
  const local = fid.slice(0, Math.max(0, fid.lastIndexOf('@')));
  const registered = { ...actor, fid, actorName: local === '' ? actor.actorName : local };
  const findings: Finding[] = [
    { id: 'registration', severity: 'good', message: `registers: ${fid}`, created: fid },
  ];
  const domain = await judgeDomain(fid, surroundings);
  const session = await openSession(registered, surroundings);
  return {
    findings: [...findings, domain, ...session.findings],
    resident: { actor: registered, ...(session.token === undefined ? {} : { token: session.token }) },
  };
}

/** A name of this run that no run of the same id has used, with the password and the payload that the target's file names. */
function newcomer({ target, runId }: Surroundings): Actor {
  const { domain, registration } = target.file;
  const randomness = randomnessFor(runId, 'preflight', randomUUID());
  const identity = createIdentity(randomness, { name: 'visitor', home: 'target', domain, runId });
  const authPayload = fillIn(registration.authPayload, identity.actorName);
  return {
    ...identity,
    password: registration.password ?? identity.password,
    ...(authPayload === undefined ? {} : { authPayload }),
  };
}

/** `${unique}` becomes the name. */
function fillIn(payload: JsonValue | undefined, name: string): JsonValue | undefined {
  if (payload === undefined) return undefined;
  return JSON.parse(JSON.stringify(payload).replaceAll('${unique}', name));
}

function credentials({ actorName, password, authPayload }: Actor): Readonly<Record<string, JsonValue>> {
  return {
    actor_name: actorName,
    password,
    ...(authPayload === undefined ? {} : { auth_payload: authPayload }),
  };
}

function refusedRegistration(reply: Reply, { registration }: TargetFile): Finding {
  const id = 'registration';
  const message = `POST /p2core/register: ${reply.said}`;
  if (isAbsent(reply))
    return { id, severity: 'problem', message, fix: 'check url: is this the base of /p2core?' };
  if (reply.status === TOO_MANY) {
    return { id, severity: 'problem', message, fix: 'wait, and set limits: { requestsPerMinute: … }' };
  }
  if (reply.status === undefined || reply.status >= SERVER_ERROR) {
    return { id, severity: 'problem', message, fix: "look at the server's log" };
  }
  const has = registration.password === undefined ? 'password' : 'auth_payload';
  return {
    id,
    severity: 'problem',
    message,
    fix: `set registration: { ${has}: … } to what this server asks of whoever registers`,
  };
}

/** Only where the federation ID and the server's own certificate agree is the file wrong, and not the server. */
async function judgeDomain(fid: string, { target, questioner }: Surroundings): Promise<Finding> {
  const id = 'domain';
  const { domain } = target.file;
  const found = fid.slice(fid.lastIndexOf('@') + 1).toLowerCase();
  if (found === domain) return { id, severity: 'good', message: `is ${domain}` };
  const certified = certifiedDomain(await questioner.ask('getServerKey'));
  const message = `the file says ${domain}; the server issues ${fid}`;
  return certified === undefined || certified.includes(found)
    ? { id, severity: 'mismatch', message, fix: `set domain: ${found}`, settings: { domain: found } }
    : { id, severity: 'note', message: `${message}, and certifies ${certified[0]}` };
}

/** In both orders: both are met in the wild. */
function certifiedDomain({ body, text, accepted }: Reply): readonly string[] | undefined {
  if (!accepted) return undefined;
  try {
    const { subject } = readCertificate(decodeDer(typeof body === 'string' ? body : text));
    const labels = domainLabels(subject).labels.map((label) => label.toLowerCase());
    return [labels.toReversed().join('.'), labels.join('.')];
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

async function openSession(
  actor: Actor,
  { target, questioner }: Surroundings,
): Promise<{ readonly findings: readonly Finding[]; readonly token?: string }> {
  const { dialect } = target.file;
  const other = dialect.certEncoding === 'base64-der' ? 'base64-pem' : 'base64-der';
  const open = (certEncoding: Dialect['certEncoding']): Promise<Reply> => {
    const csr = encodeArtefact({ der: createCsr(actor), label: 'CERTIFICATE REQUEST' }, certEncoding);
    return questioner.ask('trustSession', { body: { ...credentials(actor), csr } });
  };
  const first = await open(dialect.certEncoding);
  const token = textOf(first, 'token');
  if (first.accepted && token !== undefined) {
    return { findings: [{ id: 'session', severity: 'good', message: 'certifies a first session' }], token };
  }
  const message = `POST /p2core/session/trust: ${first.said}`;
  const otherToken = textOf(await open(other), 'token');
  if (otherToken !== undefined) {
    const fix = `set dialect: { certEncoding: ${other} } (decision D2)`;
    const settings = { 'dialect.certEncoding': other };
    const findings: readonly Finding[] = [{ id: 'session', severity: 'mismatch', message, fix, settings }];
    return { findings, token: otherToken };
  }
  const fix = 'without a session at the target, what belongs to actors of its own stays untested';
  return { findings: [{ id: 'session', severity: 'problem', message, fix }] };
}

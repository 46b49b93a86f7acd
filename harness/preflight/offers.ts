/** Which profiles and optional routes a target has, against what its file declares. */

import type { ProfileId } from '../spec/model.ts';
import type { Operation } from '../spec/openapi.ts';
import type { Finding } from './finding.ts';
import { isAbsent } from './questioner.ts';
import type { Resident, Surroundings } from './surroundings.ts';

/** Each profile is known by one of its routes that anybody may ask without doing harm. */
export async function judgeProfiles(
  { apis, questioner, target }: Surroundings,
  profiles: readonly ProfileId[],
): Promise<readonly Finding[]> {
  const id = 'profiles';
  const { file } = target;
  const findings: Finding[] = [];
  for (const profile of profiles) {
    const route = harmless(apis.operationsOf(profile));
    if (route === undefined) continue;
    const reply = await questioner.ask(route.id);
    const isDeclared = file.profiles.includes(profile);
    const asked = `${route.method} ${route.path}: ${reply.said}`;
    if (isAbsent(reply) && isDeclared) {
      const fix = `check the base path of url, or leave ${profile} out of profiles`;
      findings.push({ id, severity: 'mismatch', message: `${profile} is declared; ${asked}`, fix });
    } else if (reply.status !== undefined && reply.status >= 300 && reply.status < 400 && isDeclared) {
      const where = reply.headers.location ?? 'elsewhere';
      const fix = `redirects are never followed: set url to where it leads (${where})`;
      findings.push({ id, severity: 'problem', message: `${profile}: ${asked}`, fix });
    } else if (!isAbsent(reply) && reply.status !== undefined && !isDeclared && reply.status < 300) {
      const fix = `add ${profile} to profiles`;
      findings.push({ id, severity: 'note', message: `${profile} seems to be served, too`, fix });
    } else if (isDeclared && reply.status !== undefined) {
      findings.push({ id, severity: 'good', message: `${profile} answers` });
    } else if (isDeclared) {
      findings.push({
        id,
        severity: 'problem',
        message: `${profile}: ${asked}`,
        fix: "look at the server's log",
      });
    }
  }
  return findings;
}

function harmless(operations: readonly Operation[]): Operation | undefined {
  const open = operations.filter(
    ({ method, pathParameters, optional }) =>
      method === 'GET' && pathParameters.length === 0 && optional === undefined,
  );
  return open.find(({ secured }) => !secured) ?? open[0];
}

/** Asked with valid credentials: without them, an absent route and a locked one look alike. */
export async function judgeCapabilities(
  { apis, questioner, target }: Surroundings,
  { actor, token }: Resident,
): Promise<readonly Finding[]> {
  const id = 'capabilities';
  if (token === undefined || actor === undefined) return [];
  const routes = target.file.profiles.flatMap((profile) => apis.operationsOf(profile));
  const findings: Finding[] = [];
  for (const route of routes) {
    const name = route.optional;
    if (name === undefined || route.method !== 'GET') continue;
    const path = Object.fromEntries(route.pathParameters.map((parameter) => [parameter, actor.fid]));
    const reply = await questioner.ask(route.id, { path, token });
    const declared = target.file.capabilities[name];
    if (reply.status === undefined) continue;
    if (declared === true && isAbsent(reply)) {
      const message = `${name}: true is declared; ${route.method} ${route.path}: ${reply.said}`;
      findings.push({
        id,
        severity: 'mismatch',
        message,
        fix: `set capabilities: { ${name}: false }, or serve it`,
      });
    } else if (declared === false && reply.accepted) {
      const fix = `set capabilities: { ${name}: true } to have it tested`;
      findings.push({ id, severity: 'note', message: `${name}: false is declared, and it answers`, fix });
    } else {
      const isThere = !isAbsent(reply);
      const settings = { [`capabilities.${name}`]: isThere };
      findings.push({ id, severity: 'good', message: `${name}: ${isThere ? 'there' : 'absent'}`, settings });
    }
  }
  return findings;
}

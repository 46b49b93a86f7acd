/** Credentials that the target's file names: accounts, and the administrator. */

import type { Finding } from './finding.ts';
import { textOf } from './questioner.ts';
import type { Surroundings } from './surroundings.ts';

/** Decision X4: whether each token opens its own identity, at the declared domain. */
export async function judgeAccounts({ questioner, target, apis }: Surroundings): Promise<readonly Finding[]> {
  const id = 'accounts';
  const { accounts, domain, profiles } = target.file;
  const profile = apis.operation('getIdentity')?.profile;
  if (accounts === undefined || profile === undefined || !profiles.includes(profile)) return [];
  const findings: Finding[] = [];
  for (const [index, { token }] of accounts.entries()) {
    const reply = await questioner.ask('getIdentity', { token });
    const handle = textOf(reply, 'handle');
    const name = `accounts.${index}`;
    if (!reply.accepted) {
      const fix = `set ${name}.token to a valid bearer token, without the word Bearer`;
      findings.push({ id, severity: 'problem', message: `${name}: ${reply.said}`, fix });
    } else if (handle?.includes('@') && handle.slice(handle.lastIndexOf('@') + 1).toLowerCase() !== domain) {
      const found = handle.slice(handle.lastIndexOf('@') + 1).toLowerCase();
      const message = `the file says domain: ${domain}; ${name} is ${handle}`;
      findings.push({ id: 'domain', severity: 'mismatch', message, fix: `set domain: ${found}` });
    } else {
      findings.push({
        id,
        severity: 'good',
        message: `${name} is ${handle ?? 'known, without an alias yet'}`,
      });
    }
  }
  return findings;
}

/** The only route of an administrator rotates the server's key: it is tried only where that does no harm. */
export async function judgeAdmin({ questioner, target }: Surroundings): Promise<readonly Finding[]> {
  const id = 'admin';
  const token = target.adminToken ?? target.file.admin?.token;
  if (token === undefined) {
    const message = 'none: what only administrators may do stays untested';
    return [{ id, severity: 'note', message, fix: 'add admin: { token: … }' }];
  }
  if (!target.file.allow.rotateServerKey) {
    const message = "the token was not tried: that would rotate the server's key";
    return [
      { id, severity: 'note', message, fix: 'add allow: { rotateServerKey: true } where that does no harm' },
    ];
  }
  const reply = await questioner.ask('rotateServerKey', { token });
  return reply.accepted
    ? [{ id, severity: 'good', message: "the token rotates the server's key" }]
    : [
        {
          id,
          severity: 'problem',
          message: `PUT /p2core/key/server: ${reply.said}`,
          fix: 'set admin.token to what the server takes for an administrator, without the word Bearer',
        },
      ];
}

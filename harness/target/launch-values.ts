/** What a started target is told: the words for its placeholders, its environment, and the secrets among them. */

import { randomBytes } from 'node:crypto';
import type { TargetFile } from './model.ts';
import { fillIn } from './placeholders.ts';

export interface StartContext {
  /** Peer domain → base URL. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The PEM file of the authority that certifies the peers, where they speak TLS. */
  readonly caFile?: string;
  readonly signal: AbortSignal;
}

export interface LaunchValues {
  /** Fills in the placeholders of `start`. */
  fill(text: string): string;
  /** What every started target finds in its environment, and what its file adds. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The bearer token of an administrator, where the file names one. */
  readonly adminToken?: string;
  /** The file with all that is known once the target runs at this port. */
  settle(port: number): TargetFile;
}

export interface LaunchPlace {
  /** Where it listens, as it sees it. */
  readonly port: number;
  /** Where it finds the authority of the peers. */
  readonly caFile?: string;
  readonly addresses: StartContext['addresses'];
  readonly env: Readonly<Record<string, string>>;
}

/** The values of one start; the administrator's token is another each time. */
export function launchValues(file: TargetFile, { port, caFile, addresses, env }: LaunchPlace): LaunchValues {
  const generated = randomBytes(24).toString('hex');
  const peers = JSON.stringify(addresses);
  const values = {
    port: String(port),
    domain: file.domain,
    adminToken: generated,
    peers,
    ...(caFile === undefined ? {} : { caFile }),
  };
  const fill = (text: string): string => fillIn(text, values);
  const adminToken = file.admin && fill(file.admin.token);
  const secrets = { ...file.secrets, $ADMIN_TOKEN: adminToken ?? generated };
  return {
    fill,
    env: {
      PORT: String(port),
      KAMMERTON_PEERS: peers,
      ...(caFile === undefined ? {} : { KAMMERTON_CA: caFile }),
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
    },
    secrets,
    ...(adminToken === undefined ? {} : { adminToken }),
    settle: (published) => ({
      ...file,
      url: fillIn(file.url, { port: String(published) }),
      secrets,
      ...(adminToken === undefined ? {} : { admin: { token: adminToken } }),
    }),
  };
}

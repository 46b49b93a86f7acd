/** The reference server as target, inside the harness. */

import { randomBytes } from 'node:crypto';
import { createReferenceServer, type ReferenceServerOptions } from '../../reference-server/index.ts';
import type { StartContext } from './launch-values.ts';
import type { RunningTarget, TargetFile } from './model.ts';

/** So short that a run can wait for a challenge to expire, so long that a slow machine completes one in time. */
const CHALLENGE_LIFETIME_SECONDS = 8;

/** Starts it on a free loopback port; it finds the peers by their addresses. */
export async function startEmbedded(
  file: TargetFile,
  { addresses }: Pick<StartContext, 'addresses'>,
  options: Pick<
    ReferenceServerOptions,
    'faults' | 'variants' | 'challengeLifetimeSeconds' | 'outboundTimeoutMs'
  > = {},
): Promise<RunningTarget> {
  const adminToken = randomBytes(24).toString('hex');
  const server = await createReferenceServer({
    domain: file.domain,
    adminToken,
    challengeLifetimeSeconds: CHALLENGE_LIFETIME_SECONDS,
    resolve: (domain) => addresses[domain],
    ...options,
  });
  const { url } = await server.listen();
  return {
    file: {
      ...file,
      url,
      admin: { token: adminToken },
      secrets: { ...file.secrets, $ADMIN_TOKEN: adminToken },
    },
    baseUrl: url,
    adminToken,
    output: () => '',
    stop: () => server.close(),
  };
}

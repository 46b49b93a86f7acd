/** The reference server as target, inside the harness. */

import { randomBytes } from 'node:crypto';
import { createReferenceServer } from '../../reference-server/index.ts';
import type { StartContext } from './command.ts';
import type { RunningTarget, TargetFile } from './model.ts';

/** Starts it on a free loopback port; it finds the peers by their addresses. */
export async function startEmbedded(file: TargetFile, { addresses }: StartContext): Promise<RunningTarget> {
  const adminToken = randomBytes(24).toString('hex');
  const server = await createReferenceServer({
    domain: file.domain,
    adminToken,
    resolve: (domain) => addresses[domain],
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

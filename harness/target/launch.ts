/** One door to every kind of target. */

import { startCommand } from './command.ts';
import type { PeerHost } from './container-engine.ts';
import { startEmbedded } from './embedded.ts';
import type { StartContext } from './launch-values.ts';
import type { RunningTarget, TargetFile } from './model.ts';
import { useUrl } from './url.ts';

/** Starts the target, or takes it as it runs. */
export async function launchTarget(file: TargetFile, context: StartContext): Promise<RunningTarget> {
  const { launch } = file;
  switch (launch.kind) {
    case 'embedded':
      return startEmbedded(file, context);
    case 'url':
      return useUrl(file);
    case 'command':
      return startCommand(file, launch, context);
    case 'container': {
      // Loaded only for those who need it: it takes a second.
      const { startContainer } = await import('./container.ts');
      return startContainer(file, launch, context);
    }
  }
}

/** Where the peers of this target listen, where that is not simply the loopback. */
export async function peerHostFor(file: TargetFile): Promise<{ readonly host?: PeerHost }> {
  if (file.launch.kind !== 'container') return {};
  const { peerHost } = await import('./container-engine.ts');
  return { host: await peerHost() };
}

/** One door to every kind of target. */

import { type StartContext, startCommand } from './command.ts';
import { startEmbedded } from './embedded.ts';
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
  }
}

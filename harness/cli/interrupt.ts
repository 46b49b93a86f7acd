/** Ctrl-C and termination: the first asks the command to end well, the second ends it at once. */

import { EXIT } from '../verdict/run-verdict.ts';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Stops listening. */
  release(): void;
}

/** Listens for SIGINT and SIGTERM until released. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new InterruptError(name));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release() {
      process.removeListener('SIGINT', onSignal);
      process.removeListener('SIGTERM', onSignal);
    },
  };
}

/** Why everything under way was given up. */
export class InterruptError extends Error {
  override readonly name = 'InterruptError';

  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}

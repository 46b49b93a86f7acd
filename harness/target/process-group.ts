/** A started process and all that it starts in turn: ended together, for good. */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 2000;
const POLL_MS = 20;

export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Settles when the process ends or cannot be started; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  stop(): Promise<void>;
}

export type ProcessEnd =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'error'; readonly error: NodeJS.ErrnoException };

export interface SpawnOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a program as the leader of a group of its own; its standard input is empty. */
export function spawnGroup({ command, cwd, env }: SpawnOptions): ProcessGroup {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'error', error }));
    child.once('exit', (code, signal) => resolve({ kind: 'exit', code, signal }));
  });
  // The last resort, should the harness end without having stopped it.
  const killAtExit = (): void => void signalGroup(child, 'SIGKILL');
  process.once('exit', killAtExit);
  const end = async (): Promise<void> => {
    await endGroup(child, ended);
    process.removeListener('exit', killAtExit);
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  let stopping: Promise<void> | undefined;
  return {
    child,
    ended,
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

/** SIGTERM, then SIGKILL after two seconds; to the group, since its leader may be gone before the others. */
async function endGroup(child: ChildProcess, ended: Promise<ProcessEnd>): Promise<void> {
  if (!signalGroup(child, 'SIGTERM')) return;
  const deadline = Date.now() + PATIENCE_MS;
  while (signalGroup(child, 0)) {
    if (Date.now() >= deadline) {
      signalGroup(child, 'SIGKILL');
      await ended;
      return;
    }
    await sleep(POLL_MS);
  }
}

/** False when nothing of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

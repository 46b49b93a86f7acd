/** Spreads the examination of subjects over processes. */

import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { examine } from './examine.ts';
import type { Finding } from './model.ts';
import type { ProofData } from './observe.ts';
import type { Subject } from './subject.ts';

/** Scenarios wait more than they compute. */
const PROCESSES_PER_CORE = 4;

/** What a worker is told, one at a time. */
interface Assignment {
  readonly subject: Subject;
  readonly whole: boolean;
}

type Reply = { readonly finding: Finding } | { readonly error: string } | 'ready';

/** A worker died, or broke on a subject: our own fault, never the subject's. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}

/**
 * Examines every subject in a process started as `program args`, which must call {@link serveAsWorker}. Findings come in
 * no particular order; `onFinding` is told of each.
 *
 * @throws WorkerError
 */
export async function examineAll(
  subjects: readonly Subject[],
  whole: boolean,
  start: { readonly program: string; readonly args: readonly string[]; readonly processes?: number },
  onFinding: (finding: Finding) => void,
): Promise<void> {
  const waiting = subjects[Symbol.iterator]();
  const most = start.processes ?? PROCESSES_PER_CORE * availableParallelism();
  const count = Math.min(most, subjects.length);
  const workers = Array.from({ length: count }, () => fork(start.program, start.args, { stdio: 'inherit' }));
  try {
    await Promise.all(workers.map((worker) => employ(worker, waiting, whole, onFinding)));
  } finally {
    for (const worker of workers) worker.kill();
  }
}

function employ(
  worker: ChildProcess,
  waiting: Iterator<Subject>,
  whole: boolean,
  onFinding: (finding: Finding) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let current = 'the beginning';
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new WorkerError(`a worker ended with ${code} at ${current}`)));
    worker.on('message', (reply: Reply) => {
      if (reply !== 'ready' && 'error' in reply) {
        reject(new WorkerError(`${current}: ${reply.error}`));
        return;
      }
      if (reply !== 'ready') onFinding(reply.finding);
      const next = waiting.next();
      if (next.done) {
        resolve();
        return;
      }
      current = `${next.value.kind} ${next.value.id}`;
      worker.send({ subject: next.value, whole } satisfies Assignment);
    });
  });
}

/** Takes assignments from the parent process until it goes away. */
export function serveAsWorker(data: ProofData): Promise<void> {
  const reply = (message: Reply): void => {
    process.send?.(message);
  };
  process.on('message', ({ subject, whole }: Assignment) => {
    examine(subject, data, whole).then(
      (finding) => reply({ finding }),
      (error: unknown) => reply({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
  reply('ready');
  return new Promise((resolve) => process.once('disconnect', resolve));
}

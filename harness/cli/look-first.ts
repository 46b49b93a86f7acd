/** What `run` finds out before it judges: the short form of `kammerton doctor`. */

import type { Network } from '../peers/model.ts';
import { examine } from '../preflight/examine.ts';
import type { Finding } from '../preflight/finding.ts';
import type { RunningTarget } from '../target/model.ts';
import { TargetUnavailableError } from '../target/problem.ts';
import type { ConformanceData } from './conformance-data.ts';
import { findingLines } from './finding-text.ts';
import { UsageError } from './usage-error.ts';

/** Wrong in the target's file: nothing that rests on it could be judged fairly. */
const WRONG_FILE: readonly Finding['id'][] = ['domain', 'capabilities'];

/**
 * Prints what is worth knowing and lets the run go on, unless that were useless; returns whom it registered.
 *
 * @throws TargetUnavailableError where nothing answers, UsageError where the target's file contradicts the server.
 */
export async function lookFirst(
  { data, runId }: { readonly data: ConformanceData; readonly runId: string },
  target: RunningTarget,
  network: Pick<Network, 'takeNewcomer'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // The reference server in this very process: there is nothing to set up wrongly.
  if (target.file.launch.kind === 'embedded') return [];
  const { registry, apis } = data;
  const findings = await examine({ target, network, registry, apis, runId, signal, brief: true });
  const useless = findings.find(({ severity }) => severity === 'useless');
  if (useless !== undefined) {
    throw new TargetUnavailableError(useless.message, useless.fix ?? HINT, target.output());
  }
  const wrong = findings.find(({ id, severity }) => severity === 'mismatch' && WRONG_FILE.includes(id));
  if (wrong !== undefined) throw new UsageError(`${wrong.id}: ${wrong.message}`, wrong.fix);
  const told = findings.filter(({ severity }) => severity !== 'good');
  if (told.length > 0) process.stdout.write(`${[...findingLines(told), HINT, ''].join('\n')}\n`);
  return findings.flatMap(({ created }) => created ?? []);
}

const HINT = '  kammerton doctor with the same --target looks closer';

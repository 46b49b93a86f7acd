/** How long the command line takes before it does anything, next to a Node that does nothing. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BUILT } from './child.ts';
import type { Measurement, Section } from './model.ts';
import { median } from './statistics.ts';

const ROUNDS = 11;
const HELP_AT_MOST = 3;
const LIST_AT_MOST = 8;

export async function measureStartUp(): Promise<Section> {
  const main = join(BUILT, 'harness', 'cli', 'main.js');
  const commands: readonly (readonly [what: string, words: readonly string[], atMost?: number])[] = [
    ['node -e 0', ['-e', '0']],
    ['kammerton --help', [main, '--help'], HELP_AT_MOST],
    ['kammerton list', [main, 'list'], LIST_AT_MOST],
    ['kammerton list requirements', [main, 'list', 'requirements'], LIST_AT_MOST],
    ['kammerton list operations', [main, 'list', 'operations'], LIST_AT_MOST],
    ['kammerton list faults', [main, 'list', 'faults'], LIST_AT_MOST],
  ];
  // In turn, so that a busy moment of the machine falls on all alike.
  const rounds = Array.from({ length: ROUNDS }, () => commands.map(([, words]) => millisecondsOf(words)));
  const medians = commands.map((_, index) => median(rounds.map((round) => round[index] ?? 0)));
  const [bare = 1] = medians;
  return {
    title: `Start-up (compiled, median of ${ROUNDS})`,
    measurements: commands.map(([what, , atMost], index): Measurement => {
      const value = medians[index] ?? 0;
      if (atMost === undefined) return { what, value, unit: 'ms' };
      return { what, value, unit: 'ms', ratio: { value: value / bare, to: 'node -e 0', atMost } };
    }),
  };
}

function millisecondsOf(words: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

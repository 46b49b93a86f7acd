#!/usr/bin/env node
/** The command `kammerton`. Everything beyond the words of the command line is loaded when a command needs it. */

import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

async function main(words: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Help and version end the same way as wrong usage; commander has printed what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { describeFailure } = await import('./failure.ts');
    const failure = describeFailure(error, process.env.KAMMERTON_DEBUG !== undefined);
    process.stderr.write(`${failure.lines.join('\n')}\n`);
    return failure.exitCode;
  }
}

// Whoever reads the output may stop reading: the run goes on, its target is stopped, its exit code stands.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));

/** What a command that could not do its work prints, and the exit code it leaves with. Never a stack, unless asked for. */

import { escapeLines, escapeText } from '../report/escape.ts';
import { RecordError } from '../report/record-schema.ts';
import { RegistryError } from '../spec/located-yaml.ts';
import { ApiDocumentError } from '../spec/openapi-document.ts';
import { TargetFileError, TargetUnavailableError } from '../target/problem.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { SuiteProblemsError } from './suite-problems-error.ts';
import { UsageError } from './usage-error.ts';

const OUTPUT_LINES = 20;

export interface Failure {
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];
}

/** One line that begins with `error:`, then what helps. */
export function describeFailure(error: unknown, debug: boolean): Failure {
  const stack = debug && error instanceof Error ? escapeLines(error.stack ?? '') : [];
  const { exitCode, lines } = explain(error);
  return { exitCode, lines: [...lines, ...stack] };
}

function explain(error: unknown): Failure {
  if (error instanceof UsageError) {
    const hint = error.hint === undefined ? [] : [`hint: ${escapeText(error.hint)}`];
    return { exitCode: EXIT.usage, lines: [`error: ${escapeText(error.message)}`, ...hint] };
  }
  if (error instanceof TargetUnavailableError) {
    const output = escapeLines(error.output.trimEnd()).slice(-OUTPUT_LINES);
    const tail = error.output.trim() === '' ? [] : ['it printed:', ...output.map((line) => `  ${line}`)];
    const lines = [`error: ${escapeText(error.message)}`, `hint: ${escapeText(error.hint)}`, ...tail];
    return { exitCode: EXIT.inconclusive, lines };
  }
  if (
    error instanceof TargetFileError ||
    error instanceof RegistryError ||
    error instanceof ApiDocumentError ||
    error instanceof SuiteProblemsError ||
    error instanceof RecordError
  ) {
    return { exitCode: EXIT.usage, lines: problemLines(error.message) };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const hint = 'hint: another program listens on one of peers.ports; choose others in the target file';
    return { exitCode: EXIT.usage, lines: [`error: ${escapeText(message)}`, hint] };
  }
  const hint = 'hint: this is a defect of kammerton or of its installation; KAMMERTON_DEBUG=1 shows where';
  return { exitCode: EXIT.inconclusive, lines: [`error: ${escapeText(message)}`, hint] };
}

/** Problems of files come one a line, place first, some with the line itself below. */
function problemLines(message: string): readonly string[] {
  const [first = '', ...rest] = escapeLines(message);
  return [`error: ${first}`, ...rest];
}

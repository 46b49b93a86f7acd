/** What can be wrong with a target before a scenario runs: its file, or its start. */

/** One mistake in a target file. Lines and columns count from 1. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The target file is wrong; nothing was started. */
export class TargetFileError extends Error {
  override readonly name = 'TargetFileError';
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
  }
}

/** The target cannot be reached, or could not be started. */
export class TargetUnavailableError extends Error {
  override readonly name = 'TargetUnavailableError';
  readonly hint: string;
  /** The tail of what the started process printed. */
  readonly output: string;

  constructor(message: string, hint: string, output = '') {
    super(message);
    this.hint = hint;
    this.output = output;
  }
}

function problemText({ file, line, column, message }: FileProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

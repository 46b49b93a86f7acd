/** One slip in a scenario file, as its author is told about it. */
export interface SuiteProblem {
  /** Relative to the suite's root. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly sourceLine: string;
}

const MAX_WIDTH = 160;

/** `file:line:column: message`, the source line, a caret and the hint; `folder` stands before the file's name. */
export function formatProblem(problem: SuiteProblem, folder = ''): string {
  const number = String(problem.line);
  const start = Math.max(0, problem.column - 1 - MAX_WIDTH / 2);
  const excerpt = printable(problem.sourceLine.slice(start, start + MAX_WIDTH));
  const caret = ' '.repeat(Math.max(0, problem.column - 1 - start));
  const lines = [
    `${folder}${problem.file}:${problem.line}:${problem.column}: ${printable(problem.message)}`,
    `  ${number} | ${excerpt}`,
    `  ${' '.repeat(number.length)} | ${caret}^ ${printable(problem.hint ?? '')}`.trimEnd(),
  ];
  return lines.join('\n');
}

/** A file may hold anything; a terminal must not obey it. */
function printable(text: string): string {
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}

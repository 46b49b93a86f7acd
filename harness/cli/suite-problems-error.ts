import { formatProblem, type SuiteProblem } from '../suite/suite-problem.ts';

const PROBLEMS_SHOWN = 20;

/** Scenario files have mistakes; nothing ran. Exit code 2. */
export class SuiteProblemsError extends Error {
  override readonly name = 'SuiteProblemsError';

  /** `folder`: where the files are, as shown. */
  constructor(folder: string, problems: readonly SuiteProblem[]) {
    const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => formatProblem(problem, `${folder}/`));
    const rest = problems.length - shown.length;
    super([...shown, ...(rest > 0 ? [`and ${rest} more problems`] : [])].join('\n'));
  }
}

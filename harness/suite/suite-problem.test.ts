import { expect, it } from 'vitest';
import { formatProblem } from './suite-problem.ts';

const problem = {
  file: 'a/b/c.yaml',
  line: 12,
  column: 5,
  message: 'no such thing',
  sourceLine: '    thing: 1',
};

it('shows place, message, line, caret and hint', () => {
  expect(formatProblem({ ...problem, hint: 'did you mean "things"?' }, 'suites/')).toBe(
    [
      'suites/a/b/c.yaml:12:5: no such thing',
      '  12 |     thing: 1',
      '     |     ^ did you mean "things"?',
    ].join('\n'),
  );
});

it('leaves no white space behind a caret without a hint', () => {
  expect(formatProblem(problem)).toMatch(/\^$/);
});

it('cuts a long line around the place', () => {
  const sourceLine = `${'a'.repeat(5000)}B${'c'.repeat(5000)}`;
  const [, excerpt = '', caret = ''] = formatProblem({ ...problem, column: 5001, sourceLine }).split('\n');
  expect(excerpt.length).toBeLessThan(200);
  expect(excerpt[caret.indexOf('^')]).toBe('B');
});

it('lets no file speak to the terminal', () => {
  const text = formatProblem({ ...problem, message: 'x\u001b[2J', sourceLine: 'a\u202eb\u0007' });
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
});

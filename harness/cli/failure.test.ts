import { describe, expect, it } from 'vitest';
import { TargetFileError, TargetUnavailableError } from '../target/problem.ts';
import { describeFailure } from './failure.ts';
import { SuiteProblemsError } from './suite-problems-error.ts';
import { UsageError } from './usage-error.ts';

const DEFECT = 'hint: this is a defect of kammerton or of its installation; KAMMERTON_DEBUG=1 shows where';

describe('a failure', () => {
  it.each<[error: unknown, exitCode: number, lines: readonly string[]]>([
    [new UsageError('no such thing', 'take another'), 2, ['error: no such thing', 'hint: take another']],
    [new UsageError('no such thing'), 2, ['error: no such thing']],
    [
      new TargetFileError([
        { file: 't.yaml', line: 2, column: 3, message: 'a' },
        { file: 't.yaml', line: 4, column: 1, message: 'b' },
      ]),
      2,
      ['error: t.yaml:2:3: a', 't.yaml:4:1: b'],
    ],
    [
      new SuiteProblemsError('suites', [
        { file: 'a.yaml', line: 1, column: 3, message: 'm', sourceLine: 'x: y' },
      ]),
      2,
      ['error: suites/a.yaml:1:3: m', '  1 | x: y', '    |   ^'],
    ],
    [
      new TargetUnavailableError('GET http://h: refused', 'start it', 'one\n\u001b[31mtwo\n'),
      3,
      ['error: GET http://h: refused', 'hint: start it', 'it printed:', '  one', '  \\x1b[31mtwo'],
    ],
    [
      Object.assign(new Error('listen EADDRINUSE: 127.0.0.1:41000'), { code: 'EADDRINUSE' }),
      2,
      [
        'error: listen EADDRINUSE: 127.0.0.1:41000',
        'hint: another program listens on one of peers.ports; choose others in the target file',
      ],
    ],
    [new Error('boom\u001b[2J'), 3, ['error: boom\\x1b[2J', DEFECT]],
    ['thrown text', 3, ['error: thrown text', DEFECT]],
  ])('%# is told in few lines, without a stack', (error, exitCode, lines) => {
    expect(describeFailure(error, false)).toEqual({ exitCode, lines });
  });

  it('shows its stack only when asked for', () => {
    const { lines } = describeFailure(new Error('boom'), true);
    expect(lines.slice(0, 3)).toEqual(['error: boom', DEFECT, 'Error: boom']);
    expect(lines[3]).toContain('failure.test.ts');
  });
});

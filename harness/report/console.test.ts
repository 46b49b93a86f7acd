import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../events.ts';
import type { Decision, Profile, Requirement } from '../spec/model.ts';
import { type ConsoleOptions, createConsoleReport, type Ending } from './console.ts';
import { createTally } from './results.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const PROFILES = [readProfile()];
const EVENTS = readFileSync(join(FIXTURES, 'run.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): RunEvent => JSON.parse(line));

function readProfile(): Profile {
  const {
    requirements,
    decisions,
    ...rest
  }: Record<'requirements', Requirement[]> &
    Record<'decisions', Decision[]> &
    Omit<Profile, 'requirements' | 'decisions'> = JSON.parse(
    readFileSync(join(FIXTURES, 'profile.json'), 'utf8'),
  );
  return {
    ...rest,
    requirements: new Map(requirements.map((one) => [one.id, one])),
    decisions: new Map(decisions.map((one) => [one.id, one])),
  };
}

function print(
  options: Partial<ConsoleOptions> = {},
  events: readonly RunEvent[] = EVENTS,
  ending: Partial<Ending> = {},
): string {
  let printed = '';
  const report = createConsoleReport({
    write: (text) => {
      printed += text;
    },
    profiles: PROFILES,
    width: 100,
    interactive: false,
    coloured: false,
    verbosity: 'normal',
    ...options,
  });
  const tally = createTally(PROFILES);
  for (const event of events) {
    tally.add(event);
    report.onEvent(event);
  }
  report.finish(tally.summary(), { written: ['reports/results.json'], notes: [], output: '', ...ending });
  return printed;
}

describe('the console report', () => {
  it('reads as a list, then findings, then the headline', () => {
    expect(print()).toMatchSnapshot();
  });

  it('is wrapped to a narrow terminal, commands excepted', () => {
    const long = print({ width: 60 })
      .split('\n')
      .filter((line) => line.length > 60 && !line.startsWith('    rerun'));
    // Lines of one fact each are left to the terminal: an id or a title cut in two helps nobody.
    expect(long.filter((line) => line.startsWith('  '))).toEqual([]);
  });

  it('prints nothing but failures and the headline when quiet', () => {
    const printed = print({ verbosity: 'quiet' });
    expect(printed).not.toContain('identify/opens');
    expect(printed).not.toContain('SHOULDs not followed');
    expect(printed).toContain('FAILED  p2core/identify/replay');
    expect(printed.trimEnd().split('\n').at(-1)).toBe(
      'non-conformant · p2core: 3 of 6 MUSTs tested, 1 held · 6 scenarios in 1.4 s',
    );
  });

  it('names each case when verbose', () => {
    expect(print({ verbosity: 'verbose' })).toContain(
      '    ✗ flipped\n    ✗ other-key\n    ✓ other-message\n',
    );
  });

  it('lets nothing that a target said reach the terminal as a command', () => {
    const hostile = '\u001b]0;owned\u0007\u009b2J\u202eevil\r';
    const events = JSON.parse(
      JSON.stringify(EVENTS, (_, value) =>
        typeof value === 'string' && /^[a-z ]+ [a-z ]+$/i.test(value) ? `${value}${hostile}` : value,
      ),
    );
    const printed = print({}, events);
    expect(printed).toContain('\\x1b]0;owned\\x07\\x9b2J\\u{202e}evil\\r');
    expect(printed).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('uses colours only where they are wanted', () => {
    expect(print()).not.toContain('\u001b[');
    expect(print({ coloured: true })).toContain('\u001b[31m✗\u001b[39m p2core/identify/replay');
  });

  it('draws progress on a terminal and leaves none behind', () => {
    const printed = print({ interactive: true });
    expect(printed).toContain('\r\u001b[2K 1 of 10 · p2core/identify/replay');
    const screen = printed.replace(/[^\n]*\r\u001b\[2K/g, '');
    expect(screen).toBe(print());
  });

  it('says that a run ended early', () => {
    const cut = EVENTS.filter(({ type }) => type === 'header' || type === 'scenario-started');
    const footer = { type: 'footer', durationMs: 61_000, aborted: 'the target no longer answers' } as const;
    expect(print({}, [...cut, footer])).toMatch(
      /ended early {2}the target no longer answers\n[\s\S]*\ninconclusive · p2core: 0 of 7 MUSTs tested, 0 held · 0 scenarios in 1 min 1 s\n$/,
    );
  });

  it('shows the last words of a target that was lost, and what was not tested', () => {
    const output = `first\n${'more\n'.repeat(30)}panic: \u001b[31mout of memory\n`;
    const printed = print({}, EVENTS, { output, notes: ['profile x has no scenarios yet'] });
    expect(printed).toMatch(/the target printed last\n( {2}more\n){19} {2}panic: \\x1b\[31mout of memory\n/);
    expect(printed).toMatch(/\nnote {2}profile x has no scenarios yet\nnon-conformant · /);
    expect(printed).not.toContain('first');
  });

  it('keeps a bounded number of failures and counts the rest', () => {
    const failure = EVENTS.find(
      (event) => event.type === 'scenario-finished' && event.result.verdict === 'failed',
    );
    if (failure?.type !== 'scenario-finished') throw new Error('the sample has no failure');
    const { result } = failure;
    const many = Array.from(
      { length: 60 },
      (_, index): RunEvent => ({
        type: 'scenario-finished',
        result: { ...result, id: `p2core/many/s${index}` },
      }),
    );
    const printed = print({}, [...EVENTS.slice(0, 1), ...many, { type: 'footer', durationMs: 1 }]);
    expect(printed.match(/FAILED/g)).toHaveLength(50);
    expect(printed).toContain('\n10 more failed checks stand in the results file.\n');
  });
});

/** The files by which other CI systems use the program: they must fit its command line, and no input may be a command. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createProgram } from './program.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples', 'ci');
const FOLDER = mkdtempSync(join(tmpdir(), 'kammerton-ci-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

interface ActionStep {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action: {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
} = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));

/** Runs the script of the action's step as a runner would; returns what the program was given. */
function runStep(env: Readonly<Record<string, string>>, exitCode = 0) {
  const program = join(FOLDER, 'program.cjs');
  const seen = join(FOLDER, 'seen.json');
  const output = join(FOLDER, 'output');
  writeFileSync(output, '');
  writeFileSync(
    program,
    `require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.argv.slice(2)));process.exit(${exitCode})`,
  );
  const step = action.runs.steps.find(({ name }) => name === 'Run');
  const unset = Object.fromEntries(Object.keys(step?.env ?? {}).map((name) => [name, '']));
  const { status, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''],
    {
      encoding: 'utf8',
      cwd: FOLDER,
      env: {
        PATH: process.env.PATH,
        RUNNER_TEMP: FOLDER,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: join(FOLDER, 'summary'),
        ...unset,
        OUT: 'out',
        KAMMERTON: program,
        ...env,
      },
    },
  );
  const words: readonly string[] = JSON.parse(readFileSync(seen, 'utf8'));
  return { status, stderr, words, output: readFileSync(output, 'utf8') };
}

/** Every option of every command, as `run --shard`. */
const OPTIONS = new Set(
  createProgram(() => undefined).commands.flatMap((command) =>
    command.options.map(({ long }) => `${command.name()} ${long ?? ''}`),
  ),
);

describe('the action', () => {
  it('gives the program its inputs, one word each, whatever they hold', () => {
    const { status, words } = runStep({
      TARGET: 'my target.yaml',
      DOMAIN: '"; touch owned; echo "',
      SELECT: 'p2core/identify/*\n$(touch owned)\n',
      PROFILE: 'p2core\nexternal-identity',
      SHARD: '1/4',
    });
    expect([status, words.slice(0, words.indexOf('--report'))]).toEqual([
      0,
      [
        ...['run', 'p2core/identify/*', '$(touch owned)', '--target', 'my target.yaml', '--out', 'out'],
        ...[
          '--domain',
          '"; touch owned; echo "',
          '--shard',
          '1/4',
          '--profile',
          'p2core',
          '--profile',
          'external-identity',
        ],
      ],
    ]);
    expect(readdirSync(FOLDER)).not.toContain('owned');
  });

  it('passes the exit code on, so that what follows still happens', () => {
    expect(runStep({ TARGET: 't' }, 1)).toMatchObject({ status: 0, output: 'exit-code=1\n' });
  });

  it('speaks only of options that the program has', () => {
    const scripts = action.runs.steps.map(({ run }) => run ?? '').join('\n');
    const options = [
      ...scripts.matchAll(
        /(?:option |words=\(|\\\n *|\(?)(--(?:target|out|domain|require|baseline|requirement-set|shard|durations|profile|report))\b/g,
      ),
    ];
    expect(new Set(options.map(([, option]) => option)).size).toBe(10);
    expect(options.filter(([, option]) => !OPTIONS.has(`run ${option}`))).toEqual([]);
  });

  it('lets no expression stand inside a script, and names a shell for each', () => {
    const scripts = action.runs.steps.filter(({ run }) => run !== undefined);
    expect(scripts.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(scripts.filter(({ shell }) => shell !== 'bash')).toEqual([]);
    for (const { run } of scripts) execFileSync('bash', ['-n', '-c', run ?? '']);
  });

  it('reads only inputs that it declares', () => {
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    const used = new Set([...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name ?? ''));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
  });
});

describe.each(readdirSync(EXAMPLES))('the example %s', (file) => {
  const text = readFileSync(join(EXAMPLES, file), 'utf8');

  it('is YAML, and uses the program and the action as they are', () => {
    expect(() => parse(text)).not.toThrow();
    const commands = [
      ...text.replaceAll(/\n {6,}(?=--)/g, ' ').matchAll(/(?:npx kammerton|main\.js) (\w+)([^\n]*)/g),
    ];
    const unknown = commands.flatMap(([, command, rest]) =>
      [...(rest ?? '').matchAll(/ (--[a-z-]+)/g)]
        .map(([, option]) => `${command} ${option}`)
        .filter((one) => !OPTIONS.has(one)),
    );
    expect(unknown).toEqual([]);
    const inputs = [
      ...text.matchAll(/uses: OWNER\/kammerton@v1[\s\S]*?with:\n((?: {10}[^\n]*\n)+)/g),
    ].flatMap(([, block]) => [...(block ?? '').matchAll(/^ {10}([a-z-]+):/gm)].map(([, name]) => name ?? ''));
    expect(inputs.filter((name) => !(name in action.inputs))).toEqual([]);
    expect(commands.length + inputs.length).toBeGreaterThan(0);
  });
});

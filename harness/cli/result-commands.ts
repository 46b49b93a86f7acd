/** The words of the commands that look at recorded runs: report, diff, merge. */

import { type Command, Option } from 'commander';
import type { MergeWords } from './merge.ts';
import type { ReportWords } from './report.ts';

const DIFF_FORMATS = ['text', 'markdown', 'json'] as const;

/** The options of `diff` as the command line gives them. */
export interface DiffWords {
  readonly format: (typeof DIFF_FORMATS)[number];
}

const FORMATS = 'FORMAT or FORMAT=PATH: console, json, html, junit, markdown, har, badge, github';

export function addResultCommands(program: Command, exitWith: (code: number) => void): void {
  program
    .command('report')
    .description('renders a recorded run again, whole or cut short, in any format')
    .argument('<results>', 'results.json or events.ndjson')
    .option('--report <format...>', `${FORMATS}; console unless given`)
    .option('--out <dir>', 'where reports without a path are written', 'reports')
    .action(async (file: string, options: ReportWords) => {
      const { report } = await import('./report.ts');
      exitWith(await report(file, options));
    });
  program
    .command('diff')
    .description('tells what got better and what got worse; exit code 1 when a MUST did')
    .argument('<before>', 'results.json or events.ndjson')
    .argument('<after>', 'results.json or events.ndjson')
    .addOption(new Option('--format <format>', 'how it is told').choices(DIFF_FORMATS).default('text'))
    .action(async (before: string, after: string, options: DiffWords) => {
      const { diff } = await import('./diff.ts');
      exitWith(await diff(before, after, options));
    });
  program
    .command('merge')
    .description('makes one result of the shards of a run')
    .argument('<file...>', 'results.json or events.ndjson of every shard')
    .option('--report <format...>', FORMATS)
    .option('--require <verdict>', 'conformant: anything less than a conformant run is no success')
    .option('--out <dir>', 'where results.json and reports without a path are written', 'reports')
    .action(async (files: readonly string[], options: MergeWords) => {
      const { merge } = await import('./merge.ts');
      exitWith(await merge(files, options));
    });
}

/** The words of `kammerton spec` and `kammerton rescore`: what they take, and which file does the work. */

import { type Command, Option } from 'commander';
import type { RescoreWords } from './rescore.ts';
import type { SpecDiffWords } from './spec-diff.ts';
import type { SpecViewWords } from './spec-view.ts';

/** Adds every subcommand of `spec`, and `rescore`. */
export function addSpec(program: Command, exitWith: (code: number) => void): void {
  addRescore(program, exitWith);
  const spec = program.command('spec').description('looks after the specification data');
  spec
    .command('check')
    .description('checks registry, OpenAPI documents, suite and sources against each other')
    .argument('[document...]', 'any OpenAPI documents: then these are checked instead')
    .option('--source <dir>', 'the folder with the source documents: compares each sentence too')
    .action(async (documents: readonly string[], options: { readonly source?: string }) => {
      if (documents.length > 0) {
        const { checkDocuments } = await import('./spec-check-documents.ts');
        exitWith(await checkDocuments(documents));
      } else {
        const { specCheck } = await import('./spec-check.ts');
        exitWith(await specCheck(options));
      }
    });
  spec
    .command('freeze')
    .description('writes the requirement sets of a release, for --requirement-set of later ones')
    .argument('<name>', 'such as 1.0.0')
    .action(async (name: string) => {
      const { specFreeze } = await import('./spec-freeze.ts');
      exitWith(await specFreeze(name));
    });
  spec
    .command('view')
    .description('writes the source documents sentence by sentence, each with what became of it, as a page')
    .requiredOption('--source <dir>', 'the folder with the source documents')
    .option('--results <file>', 'a recorded run: shows what its target held and broke')
    .option('--out <file>', 'where the page is written', 'reports/sources.html')
    .action(async (words: SpecViewWords) => {
      const { specView } = await import('./spec-view.ts');
      exitWith(await specView(words));
    });
  spec
    .command('diff')
    .description('tells what changed between two editions, and which scenarios, cases and faults it touches')
    .argument('<old>', 'a folder, a git revision with specs/, or a document')
    .argument('<new>', 'the other one')
    .addOption(new Option('--format <format>', 'how').choices(['text', 'markdown', 'json']).default('text'))
    .action(async (old: string, now: string, words: SpecDiffWords) => {
      const { specDiff } = await import('./spec-diff.ts');
      exitWith(await specDiff(old, now, words));
    });
}

function addRescore(program: Command, exitWith: (code: number) => void): void {
  program
    .command('rescore')
    .description('scores recorded runs again, offline: by other levels, a set, or the present suite')
    .argument('<results...>', 'results.json or events.ndjson of any number of runs')
    .option('--level <id=level...>', 'weighs a requirement otherwise, such as P2-CHAL-07=MUST')
    .option('--requirement-set <file...>', 'scores by what an earlier release demanded')
    .option('--suite', 'judges recorded exchanges by the present checks of the suite, where that is possible')
    .addOption(new Option('--format <format>', 'how').choices(['text', 'json']).default('text'))
    .action(async (files: readonly string[], words: RescoreWords) => {
      const { rescore } = await import('./rescore.ts');
      exitWith(await rescore(files, words));
    });
}

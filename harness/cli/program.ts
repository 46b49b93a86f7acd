/** The words of the command line, and which file does the work behind each. */

import { Argument, Command, Option } from 'commander';
import { peerAddresses, portNumber, runIdentifier, seconds, shard, wholeNumber } from './arguments.ts';
import type { DoctorWords } from './doctor.ts';
import type { InitWords } from './init.ts';
import { addNetwork } from './network-command.ts';
import { addResultCommands } from './result-commands.ts';
import { addSpec } from './spec-command.ts';
import { toolVersion } from './tool-version.ts';

/** What `list` can list. */
export const LISTS = [
  'scenarios',
  'requirements',
  'faults',
  'operations',
  'variants',
  'forgeries',
  'functions',
] as const;

/** The whole command line; `exitWith` is told the exit code of a command that ran. */
export function createProgram(exitWith: (code: number) => void): Command {
  const program = new Command('kammerton')
    .description('Tests whether a server conforms to a federated-identity protocol.')
    .version(toolVersion(), '--version')
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('hint: add --help for what is known here');

  addRun(program, exitWith);
  addFirstSteps(program, exitWith);
  addServe(program, exitWith);
  addNetwork(program, exitWith);
  addResultCommands(program, exitWith);
  program
    .command('list')
    .description('lists what there is, with titles')
    .addArgument(new Argument('[what]', 'which list').choices(LISTS).default('scenarios'))
    .option('--json', 'as JSON')
    .action(async (what: (typeof LISTS)[number], options: { readonly json?: true }) => {
      const { list } = await import('./list.ts');
      exitWith(await list(what, options.json === true));
    });
  program
    .command('explain')
    .description('explains a requirement, decision, scenario, fault, operation or verdict')
    .argument('<id>', 'such as P2-IDN-07, D1, p2core/identify/replay, identify or inconclusive')
    .action(async (id: string) => {
      const { explain } = await import('./explain.ts');
      exitWith(await explain(id));
    });
  program
    .command('prove')
    .description('tries the suite on every fault, legal variant and absurd server')
    .argument('[id...]', 'faults or variants; all unless given')
    .option('--sample <n>', 'only every n-th of them', wholeNumber(1))
    .option('--whole', 'tries each fault on every scenario, not only on those that touch its operations')
    .option('--report <format...>', 'json=PATH')
    .option('--out <dir>', 'where proof.md and coverage.md are written', 'reports')
    .addOption(new Option('--worker', 'serves another process').hideHelp())
    .action(async (ids: readonly string[], options: ProveWords) => {
      const { prove } = await import('./prove.ts');
      exitWith(await prove(ids, options));
    });
  addSpec(program, exitWith);
  return program;
}

function addRun(program: Command, exitWith: (code: number) => void): void {
  program
    .command('run')
    .description('runs scenarios against a target; without --target against the reference server')
    .argument('[selector...]', 'scenario ids, globs over them, one case as id#case, or files')
    .option('--target <file|url>', 'the target: its file, or a URL with --domain')
    .option('--domain <domain>', 'the domain of the FIDs that a target given by URL issues')
    .option('--profile <id...>', 'only scenarios of these profiles')
    .option('--requirement <id...>', 'only scenarios that test these requirements')
    .option(
      '--report <format...>',
      'FORMAT or FORMAT=PATH: console, json, html, junit, markdown, har, badge, github',
    )
    .option('--baseline <file>', 'known failures: they alone do not make the run red')
    .option('--write-baseline', 'writes what fails now to the file of --baseline')
    .option(
      '--requirement-set <file>',
      'scores by what an earlier release demanded',
      (file, files: readonly string[] = []) => [...files, file],
    )
    .option('--require <verdict>', 'conformant: anything less than a conformant run is no success')
    .option('--shard <i/n>', 'only the I-th of N parts', shard)
    .option('--durations <results>', 'a recorded run by whose durations the parts are made equal')
    .option('--concurrency <n>', 'how many scenarios run at once', wholeNumber(1))
    .option('--seed <n>', 'order and choices', wholeNumber(0))
    .option('--run-id <id>', 'what the names of this run carry; fresh unless given', runIdentifier)
    .option('--max-wait <seconds>', 'how long a scenario may wait for an expiry', seconds)
    .option('--bail', 'end at the first failed MUST')
    .option('--out <dir>', 'where results are written', 'reports')
    .option('--quiet', 'print failures and the headline only')
    .option('--verbose', 'print each case, and bodies at length')
    .action(async (selectors: readonly string[], options: RunWords) => {
      const { run } = await import('./run.ts');
      exitWith(await run(selectors, options));
    });
}

/** The options of `run` as the command line gives them. */
export interface RunWords {
  readonly target?: string;
  readonly domain?: string;
  readonly profile?: readonly string[];
  readonly requirement?: readonly string[];
  readonly report?: readonly string[];
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly requirementSet?: readonly string[];
  readonly require?: string;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly durations?: string;
  readonly concurrency?: number;
  readonly seed?: number;
  readonly runId?: string;
  readonly maxWait?: number;
  readonly bail?: true;
  readonly out: string;
  readonly quiet?: true;
  readonly verbose?: true;
}

function addFirstSteps(program: Command, exitWith: (code: number) => void): void {
  program
    .command('init')
    .description('writes a target file by asking the server')
    .requiredOption('--url <url>', 'the base URL of the server')
    .option('--domain <domain>', 'the domain of the FIDs that it issues; found out unless given')
    .option('--name <name>', 'what reports call it')
    .option('--out <file>', 'the file to write', 'target.yaml')
    .option('--force', 'replaces the file where there is one')
    .action(async (options: InitWords) => {
      const { init } = await import('./init.ts');
      exitWith(await init(options));
    });
  program
    .command('doctor')
    .description('looks both ways before a run: what of the target file is wrong, and what to do about it')
    .option('--target <file|url>', 'the target: its file, or a URL with --domain')
    .option('--domain <domain>', 'the domain of the FIDs that a target given by URL issues')
    .option('--json', 'as JSON')
    .action(async (options: DoctorWords) => {
      const { doctor } = await import('./doctor.ts');
      exitWith(await doctor(options));
    });
}

function addServe(program: Command, exitWith: (code: number) => void): void {
  program
    .command('serve')
    .description('runs the reference server, correct or with faults')
    .option('--port <port>', 'where it listens; 0: any free port', portNumber, 0)
    .option('--host <host>', 'the address it listens on', '127.0.0.1')
    .option('--domain <domain>', 'the domain of the FIDs that it issues', 'home.test')
    .option('--admin-token <token>', 'the bearer token of an administrator; random unless given')
    .option('--challenge-lifetime <seconds>', 'how long a challenge can be used', wholeNumber(1))
    .option('--open-registration', 'registers actors without a password too')
    .option('--fault <id...>', 'misbehaves in these ways; see: kammerton list faults')
    .option('--variant <id...>', 'takes these other legal readings; see: kammerton list variants')
    .option(
      '--peers <json>',
      'where other domains are: {"alpha.test":"http://…"}; else KAMMERTON_PEERS',
      peerAddresses,
    )
    .action(async (options: ServeWords) => {
      const { serve } = await import('./serve.ts');
      exitWith(await serve(options));
    });
}

/** The options of `prove` as the command line gives them. */
export interface ProveWords {
  readonly sample?: number;
  readonly whole?: true;
  readonly report?: readonly string[];
  readonly out: string;
  readonly worker?: true;
}

/** The options of `serve` as the command line gives them. */
export interface ServeWords {
  readonly port: number;
  readonly host: string;
  readonly domain: string;
  readonly adminToken?: string;
  readonly challengeLifetime?: number;
  readonly openRegistration?: true;
  readonly fault?: readonly string[];
  readonly variant?: readonly string[];
  readonly peers?: Readonly<Record<string, string>>;
}

/** `kammerton run`: target, suite, runner and reports put together; printing and exit code. */

import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { RunEvent } from '../events.ts';
import type { Network } from '../peers/model.ts';
import { newRunId, startNetwork } from '../peers/network.ts';
import { createConsoleReport } from '../report/console.ts';
import { openEventsFile } from '../report/events-file.ts';
import { runOfEvents } from '../report/read-run.ts';
import { createTally, type RunSummary } from '../report/results.ts';
import { runSuite } from '../schedule/run.ts';
import type { RequirementSet } from '../spec/model.ts';
import { loadRegistry } from '../spec/registry.ts';
import { registryUnderSets } from '../spec/requirement-set.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { launchTarget, peerHostFor } from '../target/launch.ts';
import type { RunningTarget, TargetFile } from '../target/model.ts';
import { preflight } from '../target/preflight.ts';
import type { Baseline, RunVerdict } from '../verdict/model.ts';
import { EXIT, type ExitCode, type ExitFacts, runExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import { InterruptError, listenForInterrupt } from './interrupt.ts';
import { applyBaseline, readBaseline } from './known-failures.ts';
import { lookFirst } from './look-first.ts';
import { collectLeftovers, planLines } from './manners.ts';
import type { RunWords } from './program.ts';
import { checkRequired, chooseReports, type ReportFile, writeReports } from './report-choice.ts';
import { readRequirementSets } from './requirement-sets.ts';
import { type Choice, chooseScenarios, giveBackSelectors } from './selection.ts';
import { chooseTarget } from './target-choice.ts';
import { toolVersion } from './tool-version.ts';

const WIDTH_WITHOUT_TERMINAL = 100;
const LARGEST_SEED = 2 ** 32;

/** Everything that is settled before anything is started. */
interface Plan {
  readonly data: ConformanceData;
  readonly file: TargetFile;
  readonly choice: Choice;
  readonly words: RunWords;
  readonly reports: readonly ReportFile[];
  readonly baseline: Baseline | undefined;
  readonly sets: readonly RequirementSet[];
  readonly eventsPath: string;
  readonly seed: number;
  readonly runId: string;
}

/** What the exit code is made of. */
interface Outcome {
  readonly verdict: RunVerdict;
  readonly baseline: Pick<ExitFacts, 'baseline'>;
}

/** Runs what was selected and leaves with the exit code of the design's table. */
export async function run(selectors: readonly string[], words: RunWords): Promise<ExitCode> {
  const plan = await prepare(selectors, words);
  const interrupt = listenForInterrupt();
  try {
    const { verdict, baseline } = await conduct(plan, interrupt.signal);
    const interrupted = interrupt.signal.aborted;
    return runExitCode({
      verdict,
      interrupted,
      requireConformant: words.require !== undefined,
      ...baseline,
    });
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`${new InterruptError('a signal').message} before anything was measured\n`);
    return EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}

async function prepare(selectors: readonly string[], given: RunWords): Promise<Plan> {
  const { words, selectors: swallowed } = giveBackSelectors(given);
  checkRequired(words.require);
  // The JSON results are always written, wherever else they are named to go.
  const { files } = chooseReports(['json', ...(words.report ?? [])], words.out);
  // The target's file first: whoever has a mistake in it should not have to load a suite to learn of it.
  const registry = await loadRegistry();
  const file = chooseTarget(words, registry);
  const sets = readRequirementSets(words.requirementSet ?? [], registry);
  const data = await loadConformanceData(registryUnderSets(registry, sets));
  const choice = chooseScenarios([...selectors, ...swallowed], words, {
    ...data,
    targetProfiles: file.profiles,
  });
  return {
    data,
    file,
    choice,
    words,
    reports: files,
    baseline: readBaseline(words, data),
    sets,
    eventsPath: join(words.out, 'events.ndjson'),
    seed: words.seed ?? randomInt(LARGEST_SEED),
    runId: words.runId ?? newRunId(),
  };
}

/** Starts peers and target, runs, and stops them again, whatever happens. */
async function conduct(plan: Plan, signal: AbortSignal): Promise<Outcome> {
  const { file, runId } = plan;
  const network = await startNetwork({ runId, ...file.peers, ...(await peerHostFor(file)) });
  try {
    const { addresses, caFile } = network;
    const target = await launchTarget(file, {
      addresses,
      signal,
      ...(caFile === undefined ? {} : { caFile }),
    });
    try {
      const { headers, limits } = file;
      await preflight({ url: `${target.baseUrl}/`, headers, timeoutMs: limits.requestTimeoutMs, signal });
      const created = await lookFirst(plan, target, network, signal);
      return await measure(plan, target, network, { signal, created });
    } finally {
      await target.stop();
    }
  } finally {
    await network.close();
  }
}

/** Runs the suite and writes every report. */
async function measure(
  plan: Plan,
  target: RunningTarget,
  network: Network,
  { signal, created }: { readonly signal: AbortSignal; readonly created: readonly string[] },
): Promise<Outcome> {
  const { data, choice, words, eventsPath } = plan;
  const profiles = [...data.registry.profiles.values()];
  const events = openEventsFile(eventsPath);
  const tally = createTally(profiles);
  const report = createConsoleReport({
    write: (text) => process.stdout.write(text),
    profiles,
    width: process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL,
    interactive: process.stdout.isTTY === true,
    coloured: process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '',
    verbosity: words.quiet === true ? 'quiet' : words.verbose === true ? 'verbose' : 'normal',
  });
  const emit = (event: RunEvent): void => {
    events.write(event);
    tally.add(event);
    report.onEvent(event);
    leftovers.onEvent(event);
  };
  const { file } = target;
  const leftovers = collectLeftovers(file, created);
  const scenarios = choice.selected.map(({ scenario, cases }) => narrow(scenario, cases));
  for (const line of planLines(scenarios, file)) process.stdout.write(`${line}\n`);
  try {
    await runSuite({
      scenarios,
      target,
      network,
      registry: data.registry,
      apis: data.apis,
      seed: plan.seed,
      runId: plan.runId,
      concurrency: words.concurrency ?? file.limits.concurrency,
      bail: words.bail === true,
      signal,
      header: {
        tool: { name: 'kammerton', version: toolVersion() },
        target: { name: file.name, url: target.baseUrl, domain: file.domain },
        full: choice.full,
        selection: choice.selection,
        profiles: choice.profiles,
        dialect: { ...file.dialect },
        capabilities: file.capabilities,
        waivers: file.waivers,
        ...(plan.baseline === undefined ? {} : { baseline: plan.baseline }),
        ...(plan.sets.length === 0 ? {} : { requirementSets: plan.sets }),
      },
      emit,
    });
  } finally {
    events.close();
  }
  const summary = tally.summary();
  const recorded = runOfEvents(eventsPath, profiles);
  const { notes, exit } = applyBaseline(words, recorded);
  let written: readonly string[] = [];
  try {
    written = writeReports(plan.reports, recorded, profiles);
  } finally {
    report.finish(summary, {
      written: [...written, eventsPath],
      notes: [...choice.notes, ...notes, ...leftovers.write(words.out)],
      output: lastWords(summary, target),
    });
  }
  return { verdict: summary.verdict, baseline: exit };
}

/** A scenario with the selected cases only. */
function narrow(scenario: ResolvedScenario, cases: ReadonlySet<string> | undefined): ResolvedScenario {
  if (cases === undefined) return scenario;
  return { ...scenario, cases: scenario.cases.filter(({ slug }) => cases.has(slug)) };
}

/** What a started target printed last, if the run could not be finished. */
function lastWords({ complete }: RunSummary, target: RunningTarget): string {
  return complete ? '' : target.output();
}

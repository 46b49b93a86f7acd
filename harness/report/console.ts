/** The report that a person reads: a line for each scenario, then what failed and why, then the headline. */

import type { RunEvent, RunHeader } from '../events.ts';
import type { Profile } from '../spec/model.ts';
import type { ScenarioResult, Verdict } from '../verdict/model.ts';
import { rollUp } from '../verdict/rollup.ts';
import { closingLines, createFindings } from './console-findings.ts';
import { escapeText } from './escape.ts';
import type { RunSummary } from './results.ts';
import { colourOf, createPaint, markOf } from './style.ts';
import { columnsOf } from './wrap.ts';

export type Verbosity = 'quiet' | 'normal' | 'verbose';

export interface ConsoleOptions {
  readonly write: (text: string) => void;
  readonly profiles: readonly Profile[];
  /** Columns; 100 where there is no terminal. */
  readonly width: number;
  /** A terminal: a progress line is drawn and redrawn. */
  readonly interactive: boolean;
  readonly coloured: boolean;
  readonly verbosity: Verbosity;
}

export interface ConsoleReport {
  onEvent(event: RunEvent): void;
  /** Prints findings and headline. */
  finish(summary: RunSummary, ending: Ending): void;
}

/** What the end of a run has to tell beside its result. */
export interface Ending {
  /** The files that hold the rest. */
  readonly written: readonly string[];
  readonly notes: readonly string[];
  /** The last words of a target that was lost. */
  readonly output: string;
}

interface Open {
  readonly title: string;
  /** How many results it will have, where that is known. */
  readonly planned: number | undefined;
  readonly results: { readonly verdict: Verdict; readonly slug: string | undefined }[];
}

/** Prints as events arrive; keeps of each finished scenario only what the end has to tell. */
export function createConsoleReport(options: ConsoleOptions): ConsoleReport {
  const { write, interactive, verbosity } = options;
  const paint = createPaint(options.coloured);
  const open = new Map<string, Open>();
  const findings = createFindings();
  let planned = 0;
  let finished = 0;
  let scenarios = 0;

  const eraseProgress = (): void => {
    if (interactive) write('\r\u001b[2K');
  };
  const drawProgress = (): void => {
    if (!interactive) return;
    const text = ` ${finished} of ${planned} · ${[...open.keys()].join(', ')}`;
    write(paint.dim(clip(escapeText(text), options.width - 1)));
  };
  const line = (text: string): void => {
    eraseProgress();
    write(`${text}\n`);
  };

  const settle = (id: string, entry: Open): void => {
    open.delete(id);
    scenarios += 1;
    const verdict = rollUp(entry.results.map((result) => result.verdict)) ?? 'error';
    const cases = entry.results.filter(({ slug }) => slug !== undefined);
    if (verbosity === 'quiet' && verdict !== 'failed' && verdict !== 'error') return;
    const tail = cases.length === 0 ? '' : paint.dim(`  (${casesText(cases)})`);
    line(`${markOf(verdict, paint)} ${pad(escapeText(id), 44)} ${escapeText(entry.title)}${tail}`);
    if (verbosity !== 'verbose') return;
    for (const one of cases) {
      line(`    ${markOf(one.verdict, paint)} ${escapeText(one.slug ?? '')}`);
    }
  };

  return {
    onEvent(event) {
      switch (event.type) {
        case 'header':
          planned = event.planned;
          if (verbosity !== 'quiet') line(`${openingLine(event)}\n`);
          break;
        case 'scenario-started':
          open.set(event.id, { title: event.title, planned: event.results, results: [] });
          break;
        case 'scenario-finished':
          finished += 1;
          findings.add(event.result);
          collect(open, event.result, settle);
          break;
        case 'note':
          line(`${paint.yellow('note')}  ${escapeText(event.message)}`);
          break;
        case 'footer':
          for (const [id, entry] of [...open]) if (entry.results.length > 0) settle(id, entry);
          if (event.aborted !== undefined) {
            line(`${colourOf('failed', paint)('ended early')}  ${escapeText(event.aborted)}`);
          }
          eraseProgress();
          return;
      }
      eraseProgress();
      drawProgress();
    },
    finish(summary, ending) {
      eraseProgress();
      for (const text of closingLines(summary, findings, { ...options, ...ending, paint, scenarios })) {
        write(`${text}\n`);
      }
    },
  };
}

/** Adds a result to its scenario, whose line is printed with the last of them. */
function collect(
  open: Map<string, Open>,
  result: ScenarioResult,
  settle: (id: string, entry: Open) => void,
): void {
  const entry = open.get(result.id) ?? { title: result.title, planned: undefined, results: [] };
  open.set(result.id, entry);
  entry.results.push({ verdict: result.verdict, slug: result.case });
  if (entry.results.length === entry.planned) settle(result.id, entry);
}

function openingLine(header: RunHeader): string {
  const { name, url, domain } = header.target;
  const where = `${name} at ${url}, domain ${domain}`;
  return escapeText(
    `kammerton ${header.tool.version} · ${where} · seed ${header.seed} · run ${header.runId}`,
  );
}

function casesText(cases: readonly { readonly verdict: Verdict }[]): string {
  const total = cases.length === 1 ? '1 case' : `${cases.length} cases`;
  const others = (['failed', 'warning', 'inconclusive', 'skipped', 'unsupported', 'error'] as const)
    .map((verdict) => [cases.filter((one) => one.verdict === verdict).length, verdict] as const)
    .filter(([number]) => number > 0)
    .map(([number, verdict]) => `${number} ${verdict}`);
  return [total, ...others].join(', ');
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

function clip(text: string, columns: number): string {
  let clipped = text;
  while (columnsOf(clipped) > columns) clipped = [...clipped].slice(0, -1).join('');
  return clipped;
}

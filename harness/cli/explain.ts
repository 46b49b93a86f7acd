/** `kammerton explain ID`: what a name means and what it is linked to, whatever kind of name it is. */

import { FAULTS, type Fault } from '../../reference-server/index.ts';
import { escapeText } from '../report/escape.ts';
import { labelled } from '../report/wrap.ts';
import type { Decision, Requirement } from '../spec/model.ts';
import type { Operation } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadTombstones, type Tombstone } from '../spec/tombstones.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { suggestion } from '../suite/nearest-name.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import { UsageError } from './usage-error.ts';
import { VERDICT_WORDS, verdictMeaning } from './verdict-words.ts';

const WIDTH = 100;
const LABEL_WIDTH = 12;

/** A label and what stands beside it; each text is a paragraph of its own. */
type Row = readonly [label: string, texts: readonly string[]];

/** Prints the explanation. */
export async function explain(id: string): Promise<ExitCode> {
  const data = await loadConformanceData();
  const retired = await loadTombstones(packageRoot(), data.registry.profiles.keys());
  const tombstone = retired.find((one) => one.id === id);
  const rows = tombstone === undefined ? explanationOf(id, data) : tombstoneRows(tombstone);
  const lines = rows.flatMap(([label, texts]) => labelled(label, texts.map(escapeText), WIDTH, LABEL_WIDTH));
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

/** An id of the past: what it demanded, and where that duty stands now. */
function tombstoneRows({ id, text, reason, replacedBy }: Tombstone): readonly Row[] {
  return [
    ['requirement', [`${id}, no longer in use`]],
    ['demanded', [text]],
    ['because', [reason]],
    ['now', [replacedBy.length === 0 ? 'nothing took its place' : replacedBy.join(', ')]],
  ];
}

/**
 * What is known of a name, of any kind.
 *
 * @throws UsageError with the nearest name.
 */
function explanationOf(id: string, data: ConformanceData): readonly Row[] {
  const { registry, apis, scenarios } = data;
  const requirement = registry.requirement(id);
  if (requirement !== undefined) return requirementRows(requirement, data);
  const decision = registry.decision(id);
  if (decision !== undefined) return decisionRows(decision, data);
  const [scenarioId = '', slug] = id.split('#');
  const scenario = scenarios.find((one) => one.id === scenarioId);
  if (scenario !== undefined) return scenarioRows(scenario, slug, data);
  const fault = FAULTS.find((one) => one.id === id);
  if (fault !== undefined) return faultRows(fault, data);
  const operation = apis.operation(id);
  if (operation !== undefined) return operationRows(operation, data);
  const meaning = verdictMeaning(id);
  if (meaning !== undefined)
    return [
      ['verdict', [id]],
      ['means', [...meaning]],
    ];

  const decisions = [...registry.profiles.values()].flatMap((profile) => [...profile.decisions.keys()]);
  const known = [
    ...registry.requirementIds(),
    ...decisions,
    ...scenarios.map((one) => one.id),
    ...FAULTS.map((one) => one.id),
    ...apis.operationIds(),
    ...Object.keys(VERDICT_WORDS),
  ];
  throw new UsageError(
    `nothing here is called "${id}"`,
    suggestion(id, known) ?? 'kammerton list shows scenarios; also: requirements, faults, operations',
  );
}

function requirementRows(requirement: Requirement, { registry, scenarios }: ConformanceData): readonly Row[] {
  const { id, level, text, why, basis, source, untestable, optional } = requirement;
  const decision = registry.decision(requirement.decision ?? '');
  return [
    ['id', [`${id} (${level}, profile ${requirement.profile})`]],
    ['demands', [text]],
    ['why', [why]],
    ['source', [`${source.file} § ${source.section} (“${source.phrase}”), basis: ${basis}`]],
    ...maybe('decision', decision && `${decision.id}: ${decision.decision}`),
    ...maybe('dialect', decision && dialectText(decision)),
    ...maybe('optional', optional && `applies where the target offers ${optional}`),
    ...maybe('untested', untestable),
    ['scenarios', idsOf(scenarios.filter(({ requirements }) => requirements.includes(id)))],
    ['faults', idsOf(FAULTS.filter(({ breaks }) => breaks.includes(id)))],
    ...maybe('written in', registry.locate(id)),
  ];
}

function decisionRows(decision: Decision, { registry }: ConformanceData): readonly Row[] {
  const resting = registry
    .requirementIds()
    .filter((id) => registry.requirement(id)?.decision === decision.id);
  return [
    ['id', [`${decision.id} (profile ${decision.profile})`]],
    ['hole', [decision.hole]],
    ['decision', [decision.decision]],
    ...maybe('dialect', dialectText(decision)),
    ['rest on it', none(resting)],
  ];
}

function scenarioRows(
  scenario: ResolvedScenario,
  slug: string | undefined,
  { registry }: ConformanceData,
): readonly Row[] {
  const chosen = slug === undefined ? scenario.cases : scenario.cases.filter((one) => one.slug === slug);
  if (slug !== undefined && chosen.length === 0) {
    const slugs = scenario.cases.map((one) => one.slug);
    throw new UsageError(`${scenario.id} has no case "${slug}"`, suggestion(slug, slugs));
  }
  return [
    ['id', [slug === undefined ? scenario.id : `${scenario.id}#${slug}`]],
    ['shows', [scenario.title]],
    ...maybe('in detail', scenario.description),
    ['file', [`suites/${scenario.file}`]],
    ['tests', scenario.requirements.map((id) => requirementText(id, registry.requirement(id)))],
    ['steps', scenario.steps.map(({ name }) => name)],
    ...(chosen.length === 0 ? [] : [['cases', chosen.map((one) => `${one.slug}: ${one.title}`)] as const]),
    ...(scenario.needs.length === 0 ? [] : [['needs', [scenario.needs.join(', ')]] as const]),
    ['rerun', [`kammerton run ${scenario.id}${slug === undefined ? '' : `#${slug}`}`]],
  ];
}

function faultRows(fault: Fault, { registry }: ConformanceData): readonly Row[] {
  return [
    ['id', [fault.id]],
    ['fault', [fault.title]],
    ['effect', [fault.effect]],
    ['breaks', fault.breaks.map((id) => requirementText(id, registry.requirement(id)))],
    ['try it', [`kammerton serve --fault ${fault.id}`]],
  ];
}

function operationRows(operation: Operation, { scenarios }: ConformanceData): readonly Row[] {
  const { id, method, path, profile, summary, optional } = operation;
  const rights = operation.admin ? "an administrator's token" : operation.secured ? 'a token' : 'nothing';
  return [
    ['id', [`${id} (profile ${profile})`]],
    ['route', [`${method} ${path}`]],
    ['does', [summary]],
    ['wants', [rights]],
    ...maybe('optional', optional && `may be absent: capability ${optional}`),
    ['scenarios', idsOf(scenarios.filter(({ operations }) => operations.includes(id)))],
  ];
}

function maybe(label: string, text: string | undefined): readonly Row[] {
  return text === undefined || text === '' ? [] : [[label, [text]]];
}

function dialectText({ dialect }: Decision): string | undefined {
  return dialect === undefined ? undefined : `${dialect.key}: ${dialect.values.join(' | ')}`;
}

function requirementText(id: string, requirement: Requirement | undefined): string {
  return requirement === undefined ? id : `${id} ${requirement.level} ${requirement.text}`;
}

function idsOf(items: readonly { readonly id: string }[]): readonly string[] {
  return none(items.map(({ id }) => id));
}

function none(items: readonly string[]): readonly string[] {
  return items.length === 0 ? ['none'] : items;
}

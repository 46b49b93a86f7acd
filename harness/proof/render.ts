/** `reports/proof.md` and `reports/coverage.md`: the same text for the same proof. */

import type { Fault, Variant } from '../../reference-server/index.ts';
import type { Requirement } from '../spec/model.ts';
import type { Registry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import type { Proof } from './model.ts';

type Row = readonly string[];

/** Which fault is caught under which requirement, which requirement is proven by which faults, who is not accused. */
export function renderProof(
  proof: Proof,
  registry: Registry,
  faults: readonly Fault[],
  variants: readonly Variant[],
): string {
  const faultRows = proof.faults.map(({ id, requirements, caughtUnder, caught }): Row => {
    const title = faults.find((fault) => fault.id === id)?.title ?? '';
    return [code(id), title, requirements.join(', '), caught ? caughtUnder.join(', ') : '**not caught**'];
  });
  const requirementRows = provable(registry).map(({ id, level }): Row => {
    const proving = proof.faults.filter(({ caughtUnder }) => caughtUnder.includes(id));
    return [id, level, proving.length === 0 ? '–' : proving.map((fault) => code(fault.id)).join(', ')];
  });
  const variantRows = proof.variants.map(({ id, falseAlarms }): Row => {
    const variant = variants.find((one) => one.id === id);
    const accusing = falseAlarms.length === 0 ? 'none' : falseAlarms.map(code).join(', ');
    return [code(id), variant?.title ?? '', variant?.freedom ?? '', accusing];
  });
  const absurdRows = proof.absurd.map(({ id, passed }): Row => [id, passed.map(code).join(', ') || 'none']);
  const caught = proof.faults.filter((fault) => fault.caught).length;
  return document('Proof', [
    'Written by `npm run prove`. Every fault is one named way in which a server breaks a requirement; it counts as caught',
    'when a check under one of the requirements that it breaks fails. Legal variants must pass everything, and servers',
    'that accept or refuse everything must pass no scenario that has a MUST.',
    '',
    `${caught} of ${proof.faults.length} faults caught; ${variantRows.length} legal variants.`,
    '',
    '## Faults',
    '',
    ...table(['fault', 'what the server does', 'breaks', 'caught under'], faultRows),
    '',
    '## Requirements',
    '',
    ...table(['requirement', 'level', 'proven by'], requirementRows),
    '',
    '## Legal variants',
    '',
    ...table(['variant', 'what the server does', 'its freedom', 'accused by'], variantRows),
    '',
    '## Servers without sense',
    '',
    ...table(['server', 'scenarios with a MUST that it passes'], absurdRows),
  ]);
}

/** Every requirement with its scenarios, faults and decision; the untestable ones with their reason. */
export function renderCoverage(
  registry: Registry,
  scenarios: readonly ResolvedScenario[],
  faults: readonly Fault[],
): string {
  const sections = [...registry.profiles.values()].flatMap((profile) => {
    const rows = [...profile.requirements.values()].map((requirement): Row => {
      const { id, level, text, decision, untestable } = requirement;
      const covering = scenarios.filter(({ requirements }) => requirements.includes(id));
      const implicit = registry.schemaRequirement(profile.id) === id ? ['every scenario'] : [];
      const tested = [...implicit, ...covering.map((scenario) => code(withoutProfile(scenario.id)))];
      const breaking = faults.filter(({ breaks }) => breaks.includes(id)).length;
      const where = untestable === undefined ? tested.join(', ') || '–' : `not testable: ${untestable}`;
      return [id, level, text, decision ?? '', where, untestable === undefined ? String(breaking) : ''];
    });
    return [
      `## ${profile.title} (\`${profile.id}\`)`,
      '',
      ...table(['requirement', 'level', 'what it demands', 'decision', 'scenarios', 'faults'], rows),
      '',
    ];
  });
  return document('Coverage', ['Written by `npm run prove`.', '', ...sections]);
}

function provable(registry: Registry): readonly Requirement[] {
  const all = [...registry.profiles.values()].flatMap((profile) => [...profile.requirements.values()]);
  return all.filter(({ untestable }) => untestable === undefined);
}

function withoutProfile(id: string): string {
  return id.split('/').slice(1).join('/');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: Row, rows: readonly Row[]): readonly string[] {
  const line = (cells: Row): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}

function document(title: string, lines: readonly string[]): string {
  return `${[`# ${title}`, '', ...lines].join('\n').trimEnd()}\n`;
}

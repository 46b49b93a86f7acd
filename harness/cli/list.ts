/** `kammerton list`: everything that has a name here. */

import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { CSR_KINDS } from '../suite/csr-kinds.ts';
import { FORGERIES } from '../suite/forgeries.ts';
import { FUNCTIONS } from '../suite/function-words.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import type { LISTS } from './program.ts';

type ListName = (typeof LISTS)[number];

/** One entry; `id` and `title` make its line, the rest is for programs. */
interface Entry {
  readonly id: string;
  readonly title: string;
  readonly [detail: string]: unknown;
}

/** Prints one list, a line an entry, or all of it as JSON. */
export async function list(what: ListName, json: boolean): Promise<ExitCode> {
  const entries = await entriesOf(what);
  if (json) {
    process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
    return EXIT.ok;
  }
  const width = Math.max(0, ...entries.map(({ id }) => id.length));
  process.stdout.write(entries.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join(''));
  return EXIT.ok;
}

/** Loads only what the list needs. */
async function entriesOf(what: ListName): Promise<readonly Entry[]> {
  switch (what) {
    case 'scenarios':
      return scenarioEntries(await loadConformanceData());
    case 'requirements':
      return requirementEntries(await loadConformanceData());
    case 'operations':
      return operationEntries(await loadApis());
    case 'faults':
      return FAULTS.map(({ id, title, breaks, effect }) => ({ id, title, breaks, effect }));
    case 'variants':
      return VARIANTS.map(({ id, title, freedom }) => ({ id, title, freedom }));
    case 'forgeries':
      return [
        ...Object.entries(FORGERIES).map(([id, title]) => ({ id, title, of: 'certificate' })),
        ...Object.entries(CSR_KINDS).map(([id, title]) => ({ id, title, of: 'csr' })),
      ];
    case 'functions':
      return Object.entries(FUNCTIONS).map(([id, { doc, example, gives }]) => ({
        id,
        title: doc,
        example,
        gives,
      }));
  }
}

function scenarioEntries({ scenarios }: ConformanceData): readonly Entry[] {
  return scenarios.map(({ id, title, profile, file, requirements, operations, needs, cases }) => ({
    id,
    title,
    profile,
    file: `suites/${file}`,
    requirements,
    operations,
    needs,
    cases: cases.map((one) => ({ slug: one.slug, title: one.title })),
  }));
}

function requirementEntries({ registry, scenarios }: ConformanceData): readonly Entry[] {
  return registry.requirementIds().flatMap((id) => {
    const requirement = registry.requirement(id);
    if (requirement === undefined) return [];
    const title = `${requirement.level.padEnd(6)}  ${requirement.text}`;
    const testedBy = scenarios.filter(({ requirements }) => requirements.includes(id)).map((one) => one.id);
    return [{ ...requirement, title, scenarios: testedBy }];
  });
}

function operationEntries(apis: Apis): readonly Entry[] {
  return apis.operationIds().flatMap((id) => {
    const operation = apis.operation(id);
    if (operation === undefined) return [];
    const { method, path, profile, summary, secured, admin } = operation;
    const title = `${method.padEnd(6)}  ${path}  ${summary}`;
    return [{ id, title, method, path, profile, summary, secured, admin }];
  });
}

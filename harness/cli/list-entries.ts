/** What `kammerton list` lists, read from the data and the catalogues themselves. */

import { FAULTS, VARIANTS } from '../../reference-server/index.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { CSR_KINDS } from '../suite/csr-kinds.ts';
import { FORGERIES } from '../suite/forgeries.ts';
import { FUNCTIONS } from '../suite/function-words.ts';
import { type ConformanceData, loadConformanceData } from './conformance-data.ts';
import type { ListEntry, ListName } from './list-index.ts';

/** Loads only what the list needs. */
export async function entriesOf(what: ListName): Promise<readonly ListEntry[]> {
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

function scenarioEntries({ scenarios }: ConformanceData): readonly ListEntry[] {
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

function requirementEntries({ registry, scenarios }: ConformanceData): readonly ListEntry[] {
  return registry.requirementIds().flatMap((id) => {
    const requirement = registry.requirement(id);
    if (requirement === undefined) return [];
    const title = `${requirement.level.padEnd(6)}  ${requirement.text}`;
    const testedBy = scenarios.filter(({ requirements }) => requirements.includes(id)).map((one) => one.id);
    return [{ ...requirement, title, scenarios: testedBy }];
  });
}

function operationEntries(apis: Apis): readonly ListEntry[] {
  return apis.operationIds().flatMap((id) => {
    const operation = apis.operation(id);
    if (operation === undefined) return [];
    const { method, path, profile, summary, secured, admin } = operation;
    const title = `${method.padEnd(6)}  ${path}  ${summary}`;
    return [{ id, title, method, path, profile, summary, secured, admin }];
  });
}

/** What every command that knows scenarios begins with: registry, OpenAPI documents and suite, checked against each other. */

import { join } from 'node:path';
import { FAULTS } from '../../reference-server/index.ts';
import { WIRE_FAULTS } from '../peers/wire-faults.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { loadSuite } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { SuiteProblemsError } from './suite-problems-error.ts';

const SUITES = 'suites';

export interface ConformanceData {
  readonly registry: Registry;
  readonly apis: Apis;
  /** In the order of their ids. */
  readonly scenarios: readonly ResolvedScenario[];
}

/**
 * Loads everything that comes with the program; the registry is taken as it is where it was loaded before.
 *
 * @throws RegistryError, ApiDocumentError or SuiteProblemsError with every problem of the first that has any.
 */
export async function loadConformanceData(loaded?: Registry): Promise<ConformanceData> {
  const root = packageRoot();
  const [registry, apis] = await Promise.all([loaded ?? loadRegistry(root), loadApis(root)]);
  const words = {
    requirement: registry.requirement,
    requirementIds: registry.requirementIds,
    operation: apis.operation,
    operationIds: apis.operationIds,
    faultIds: [...FAULTS, ...WIRE_FAULTS].map(({ id }) => id),
  };
  const { scenarios, problems } = await loadSuite({ root: join(root, SUITES), words });
  if (problems.length > 0) throw new SuiteProblemsError(SUITES, problems);
  return { registry, apis, scenarios };
}

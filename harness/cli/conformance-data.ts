/** What every command that knows scenarios begins with: registry, OpenAPI documents and suite, checked against each other. */

import { join } from 'node:path';
import { FAULTS } from '../../reference-server/index.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { packageRoot } from '../spec/package-root.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { loadSuite } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { formatProblem, type SuiteProblem } from '../suite/suite-problem.ts';

const SUITES = 'suites';
const PROBLEMS_SHOWN = 20;

export interface ConformanceData {
  readonly registry: Registry;
  readonly apis: Apis;
  /** In the order of their ids. */
  readonly scenarios: readonly ResolvedScenario[];
}

/** Scenario files have mistakes; nothing ran. */
export class SuiteProblemsError extends Error {
  override readonly name = 'SuiteProblemsError';

  constructor(problems: readonly SuiteProblem[]) {
    const shown = problems.slice(0, PROBLEMS_SHOWN).map((problem) => formatProblem(problem, `${SUITES}/`));
    const rest = problems.length - shown.length;
    super([...shown, ...(rest > 0 ? [`and ${rest} more problems`] : [])].join('\n'));
  }
}

/**
 * Loads everything under `root`.
 *
 * @throws RegistryError, ApiDocumentError or SuiteProblemsError with every problem of the first that has any.
 */
export async function loadConformanceData(root: string = packageRoot()): Promise<ConformanceData> {
  const [registry, apis] = await Promise.all([loadRegistry(root), loadApis(root)]);
  const words = {
    requirement: registry.requirement,
    requirementIds: registry.requirementIds,
    operation: apis.operation,
    operationIds: apis.operationIds,
    faultIds: FAULTS.map(({ id }) => id),
  };
  const { scenarios, problems } = await loadSuite({ root: join(root, SUITES), words });
  if (problems.length > 0) throw new SuiteProblemsError(problems);
  return { registry, apis, scenarios };
}

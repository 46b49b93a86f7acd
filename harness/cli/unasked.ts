import type { Registry } from '../spec/registry.ts';
import type { ResolvedScenario } from '../suite/model.ts';

/** What every scenario tests without being asked: that documented bodies fit their schema. */
export function withUnasked(scenario: ResolvedScenario, registry: Registry): ResolvedScenario {
  return {
    ...scenario,
    requirements: [...scenario.requirements, registry.schemaRequirement(scenario.profile)],
  };
}

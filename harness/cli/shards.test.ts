import { describe, expect, it } from 'vitest';
import type { SelectedScenario } from '../suite/select.ts';
import { dealOut } from './shards.ts';

const scenario = (id: string): SelectedScenario => ({
  scenario: {
    id,
    title: id,
    profile: 'p',
    file: `${id}.yaml`,
    at: { file: id, line: 1, column: 1 },
    needs: [],
    exclusive: false,
    actors: [],
    peers: new Map(),
    values: [],
    steps: [],
    afterwards: [],
    cases: [],
    operations: [],
    requirements: [],
  },
});
const SCENARIOS = Array.from({ length: 23 }, (_, index) =>
  scenario(`p/t/s${String(index).padStart(2, '0')}`),
);
const DURATIONS = new Map(
  SCENARIOS.map(({ scenario: { id } }, index) => [id, index === 3 ? 20_000 : 100 * (index + 1)]),
);
const idsOf = (part: readonly SelectedScenario[]): readonly string[] => part.map((one) => one.scenario.id);

describe('shards', () => {
  it.each([1, 2, 4, 23, 30])('of %i hold every scenario once, in order', (count) => {
    const parts = dealOut(SCENARIOS, DURATIONS, count);
    expect(parts).toHaveLength(count);
    expect(parts.flatMap(idsOf).sort()).toEqual(idsOf(SCENARIOS));
    for (const part of parts) expect(idsOf(part)).toEqual([...idsOf(part)].sort());
  });

  it('are the same whenever they are dealt out', () => {
    expect(dealOut(SCENARIOS, DURATIONS, 4)).toEqual(
      dealOut([...SCENARIOS], new Map([...DURATIONS].reverse()), 4),
    );
  });

  it('take about the same time where durations are known', () => {
    const without = SCENARIOS.filter((_, index) => index !== 3);
    const sums = dealOut(without, DURATIONS, 4).map((part) =>
      part.reduce((sum, one) => sum + (DURATIONS.get(one.scenario.id) ?? 0), 0),
    );
    expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(2300);
  });

  it('give a scenario that takes longer than all others a shard of its own', () => {
    const part = dealOut(SCENARIOS, DURATIONS, 4).find((one) => idsOf(one).includes('p/t/s03'));
    expect(part).toHaveLength(1);
  });

  it('are equal in number where nothing was measured', () => {
    expect(dealOut(SCENARIOS, new Map(), 4).map(({ length }) => length)).toEqual([6, 6, 6, 5]);
  });
});

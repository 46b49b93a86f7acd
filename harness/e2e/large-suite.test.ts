/** A scenario of many cases: every case gets its result, and results come while the rest is still to be asked. */

import { beforeAll, expect, it } from 'vitest';
import { createReferenceServer } from '../../reference-server/index.ts';
import { startNetwork } from '../peers/network.ts';
import { loadScenario } from '../suite/load.ts';
import type { ResolvedScenario } from '../suite/model.ts';
import { DOMAIN, loadSpec, runAgainst, type Spec } from './suite-run.ts';

const CASES = 500;
const CONCURRENCY = 4;
/** So many cases share two controls. */
const BATCH = 16;
const BATCHES = Math.ceil(CASES / BATCH);

let spec: Spec;
beforeAll(async () => {
  spec = await loadSpec();
});

/** Every case but those of `accepted`, which the server rightly accepts, is refused. */
function manyCases(accepted: readonly number[]): ResolvedScenario {
  const lines = Array.from({ length: CASES }, (_, index) => {
    const name = accepted.includes(index) ? `"\${freshName()}${index}"` : index;
    return `  case-${index}: { title: number ${index}, change: { body.actor_name: ${name} }, check: { P2-REG-06: refused } }`;
  });
  const text = `# yaml-language-server: $schema=../../scenario.schema.json
id: p2core/large/many
title: A number is no name
actors: { dave: { home: none } }
steps:
  - control: register
    body: { actor_name: "\${dave.name}", password: "\${dave.password}" }
    check: { P2-REG-01: { status: 201 } }
cases:
${lines.join('\n')}
`;
  const words = { ...spec.registry, ...spec.apis, faultIds: [] };
  const { scenario, problems } = loadScenario({ file: 'p2core/large/many.yaml', text, words });
  if (scenario === undefined) throw new Error(JSON.stringify(problems));
  return scenario;
}

it('tells every case once, as soon as its batch is done, and counts right', async () => {
  let answered = 0;
  let finished = 0;
  /** Answers of the server at the moment of each result. */
  const answersBefore: number[] = [];
  const server = await createReferenceServer({
    domain: DOMAIN,
    onRequest: () => {
      answered += 1;
    },
  });
  const { url } = await server.listen();
  const network = await startNetwork({ runId: 'large', poolSize: 0 });
  try {
    const events = await runAgainst(
      {
        url,
        network,
        scenarios: [manyCases([7, 400])],
        seed: 1,
        runId: 'large',
        concurrency: CONCURRENCY,
        onEvent: ({ type }) => {
          if (type !== 'scenario-finished') return;
          finished += 1;
          answersBefore.push(answered);
        },
      },
      spec,
    );
    const results = events.flatMap((event) => (event.type === 'scenario-finished' ? [event.result] : []));
    const failed = results.filter(({ verdict }) => verdict === 'failed').map((result) => result.case);
    const passed = results.filter(({ verdict }) => verdict === 'passed');
    const slugs = new Set(results.map((result) => result.case ?? 'the scenario itself'));
    expect([events[0]?.type, events.at(-1)?.type]).toEqual(['header', 'footer']);
    expect(events[0]).toMatchObject({ planned: CASES + 1 });
    expect(events.filter(({ type }) => type === 'scenario-started')).toHaveLength(1);
    expect([finished, slugs.size, passed.length]).toEqual([CASES + 1, CASES + 1, CASES - 1]);
    expect(failed.sort()).toEqual(['case-400', 'case-7']);
    expect(answered).toBe(CASES + 2 * BATCHES);
    // What was asked but not told is never more than the batches under way.
    const untold = answersBefore.map((answers, index) => (answers * BATCH) / (BATCH + 2) - index);
    expect(Math.max(...untold)).toBeLessThanOrEqual((CONCURRENCY + 1) * BATCH);
  } finally {
    await server.close();
    await network.close();
  }
}, 60_000);

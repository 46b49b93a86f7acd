import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRun } from '../report/read-run.ts';
import type { Level } from '../spec/model.ts';
import { type Apis, loadApis } from '../spec/openapi.ts';
import { loadRegistry, type Registry } from '../spec/registry.ts';
import { type Rescored, rescoreRun, withLevels } from './rescore.ts';
import { rescoredText } from './text.ts';

/** A selection of p2core, run against the reference server with the fault `registration.numbers-its-actors`. */
const RECORDED = fileURLToPath(new URL('fixtures/numbers-its-actors.ndjson', import.meta.url));

let registry: Registry;
let apis: Apis;
beforeAll(async () => {
  [registry, apis] = await Promise.all([loadRegistry(), loadApis()]);
});

/** Counts connections while a test runs. */
let connections = 0;
const connect = Socket.prototype.connect;
beforeEach(() => {
  connections = 0;
  Socket.prototype.connect = function (this: Socket, ...words: readonly unknown[]) {
    connections += 1;
    return Reflect.apply(connect, this, words);
  };
});
afterEach(() => {
  Socket.prototype.connect = connect;
});

function rescored(levels: readonly (readonly [string, Level])[]): Rescored {
  const run = readRun(RECORDED, [...registry.profiles.values()]);
  const weighed = withLevels(registry, new Map(levels));
  return rescoreRun('run.ndjson', run, weighed, {
    requirement: weighed.requirement,
    decision: weighed.decision,
    tombstones: [],
    accepts: (operation, status) => apis.operation(operation)?.accepts(status) === true,
  });
}

describe('a recorded run of a faulty server', () => {
  it('holds as it was scored then', () => {
    const { old, summary, moved, kept } = rescored([]);
    expect([old, summary.verdict, moved, kept]).toEqual(['held', 'held', [], []]);
  });

  it('fails under the requirement whose level was raised, and opens no connection', () => {
    const run = rescored([['P2-REG-10', 'MUST']]);
    expect(run.old).toBe('held');
    expect(run.summary.verdict).toBe('non-conformant');
    expect(run.moved).toMatchObject([
      {
        id: 'P2-REG-10',
        old: 'SHOULD broken',
        new: 'MUST broken',
        where: 'p2core/registration/new-name',
      },
    ]);
    expect(rescoredText([run])).toMatch(/held → non-conformant\n {2}P2-REG-10: SHOULD broken → MUST broken/);
    expect(connections).toBe(0);
  });

  it('is untouched by the level of a duty that it kept', () => {
    const { summary, moved } = rescored([['P2-REG-01', 'SHOULD']]);
    expect(summary.verdict).toBe('held');
    expect(moved).toEqual([{ id: 'P2-REG-01', old: 'MUST held', new: 'SHOULD held' }]);
  });
});

describe('the answer', () => {
  it('counts servers in words', () => {
    const fine = rescored([]);
    const failing = rescored([['P2-REG-10', 'MUST']]);
    const lastLine = (runs: readonly Rescored[]) => rescoredText(runs).trimEnd().split('\n').at(-1);
    expect(lastLine([fine, failing, fine, failing, fine, failing, fine])).toBe(
      'Three of seven recorded servers would fail.',
    );
    expect(lastLine([fine])).toBe('None of one recorded server would fail.');
    expect(lastLine(Array.from({ length: 20 }, () => failing))).toBe('20 of 20 recorded servers would fail.');
  });

  it('shows nothing of a target that a terminal would obey', () => {
    const hostile = { ...rescored([]), target: 'a\u001b[2Jb' };
    expect(rescoredText([hostile])).toContain('a\\x1b[2Jb');
  });
});

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';
import { loadRegistry } from './registry.ts';
import { loadTombstones, successors, tombstoneProblems } from './tombstones.ts';

const SMALL = fileURLToPath(new URL('fixtures/small', import.meta.url));
const LIVING = ['TY-DOOR-01', 'TY-DOOR-02'];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kammerton-tombstones-'));
  cpSync(SMALL, root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const load = (text: string) => {
  writeFileSync(join(root, 'specs/tiny/tombstones.yaml'), text);
  return loadTombstones(root, ['tiny']);
};
const stone = (id: string, next = '') =>
  `${id}: { text: It opens., reason: Renamed., replacedBy: [${next}] }\n`;

describe('tombstones', () => {
  it('are read with what took their place', async () => {
    expect(await load(stone('TY-DOOR-09', 'TY-DOOR-01'))).toEqual([
      {
        id: 'TY-DOOR-09',
        profile: 'tiny',
        text: 'It opens.',
        reason: 'Renamed.',
        replacedBy: ['TY-DOOR-01'],
        at: 'specs/tiny/tombstones.yaml:1',
      },
    ]);
    expect(await loadTombstones(SMALL, ['tiny'])).toEqual([]);
  });

  it('are refused without a reason', async () => {
    await expect(load('TY-DOOR-09: { text: It opens. }')).rejects.toThrow(
      /tombstones\.yaml:1: TY-DOOR-09\.?/,
    );
  });

  it('are in order in our own profiles', async () => {
    const registry = await loadRegistry();
    const own = await loadTombstones(packageRoot(), registry.profiles.keys());
    expect(tombstoneProblems(own, registry.requirementIds())).toEqual([]);
  });

  it.each([
    ['TY-DOOR-01', '', 'TY-DOOR-01 is in use'],
    ['TY-DOOR-09', 'TY-DOOR-03', 'TY-DOOR-09 was replaced by TY-DOOR-03, which nobody knows'],
    ['TY-DOOR-09', 'TY-DOOR-09', 'TY-DOOR-09 was replaced by itself in the end'],
  ])('are wrong: %s, replaced by "%s"', async (id, next, message) => {
    expect(tombstoneProblems(await load(stone(id, next)), LIVING).map((one) => one.message)).toEqual([
      message,
    ]);
  });

  it('are wrong where two profiles bury the same id', async () => {
    const [one] = await load(stone('TY-DOOR-09'));
    if (one === undefined) throw new Error('the text holds a tombstone');
    const problems = tombstoneProblems([one, { ...one, at: 'specs/other/tombstones.yaml:1' }], LIVING);
    expect(problems).toEqual([
      {
        where: 'specs/other/tombstones.yaml:1',
        message: 'TY-DOOR-09 has a tombstone already',
        fix: 'delete one of them',
      },
    ]);
  });
});

it('finds what stands for an id today', async () => {
  const stones = await load(
    stone('TY-DOOR-07', 'TY-DOOR-08') + stone('TY-DOOR-08', 'TY-DOOR-01, TY-DOOR-02') + stone('TY-DOOR-09'),
  );
  const living = (id: string) => LIVING.includes(id);
  expect(successors('TY-DOOR-01', stones, living)).toEqual(['TY-DOOR-01']);
  expect(successors('TY-DOOR-07', stones, living)).toEqual(['TY-DOOR-01', 'TY-DOOR-02']);
  expect(successors('TY-DOOR-09', stones, living)).toEqual([]);
  expect(successors('TY-DOOR-33', stones, living)).toEqual([]);
});

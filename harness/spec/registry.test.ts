import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { RegistryError, readLocatedYaml } from './located-yaml.ts';
import { loadRegistry, type Registry } from './registry.ts';
import { requirementsSchema } from './registry-schema.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** `topic: how many requirements, how many of them MUST`. */
function census(registry: Registry, profile: string): Record<string, readonly [number, number]> {
  const counts: Record<string, readonly [number, number]> = {};
  for (const { topic, level } of registry.profiles.get(profile)?.requirements.values() ?? []) {
    const [all, musts] = counts[topic] ?? [0, 0];
    counts[topic] = [all + 1, musts + (level === 'MUST' ? 1 : 0)];
  }
  return counts;
}

async function problemsOf(root: string): Promise<readonly string[]> {
  return loadRegistry(root).then(
    () => [],
    (error: unknown) => {
      if (error instanceof RegistryError) return error.problems;
      throw error;
    },
  );
}

it('holds every requirement and decision of p2core', async () => {
  const registry = await loadRegistry();
  expect(census(registry, 'p2core')).toEqual({
    registration: [11, 8],
    challenge: [7, 6],
    identify: [26, 22],
    session: [15, 13],
    keys: [15, 12],
    'key-packages': [7, 6],
    events: [8, 6],
    general: [7, 4],
    'not-tested': [6, 6],
  });
  const decisions = [...(registry.profiles.get('p2core')?.decisions.keys() ?? [])];
  expect(decisions).toEqual(Array.from({ length: 22 }, (_, n) => `D${n}`));
});

it('holds every requirement and decision of external-identity', async () => {
  const registry = await loadRegistry();
  expect(census(registry, 'external-identity')).toEqual({
    identity: [5, 4],
    alias: [9, 6],
    keys: [5, 4],
    discovery: [3, 3],
    inbox: [24, 15],
    delivery: [1, 1],
    general: [1, 0],
  });
  const decisions = [...(registry.profiles.get('external-identity')?.decisions.keys() ?? [])];
  expect(decisions).toEqual(Array.from({ length: 11 }, (_, n) => `X${n}`));
});

it('numbers the requirements of a topic without a gap', async () => {
  const ids = (await loadRegistry()).requirementIds();
  const numbers = new Map<string, number[]>();
  for (const id of ids) {
    const topic = id.slice(0, -3);
    numbers.set(topic, [...(numbers.get(topic) ?? []), Number(id.slice(-2))]);
  }
  for (const [topic, found] of numbers) expect([topic, found]).toEqual([topic, found.map((_, n) => n + 1)]);
});

it('gives requirements, decisions and places by id', async () => {
  const registry = await loadRegistry(fixture('small'));
  expect(registry.requirement('TY-DOOR-03')).toEqual({
    id: 'TY-DOOR-03',
    profile: 'tiny',
    topic: 'doors',
    level: 'SHOULD',
    text: 'The key is made of brass.',
    why: 'Iron rusts.',
    basis: 'seed',
    source: {
      file: 'tiny.md',
      section: '1. PUT Lock door',
      phrase: 'made of brass',
      hash: '3f7879c6b0889e27',
    },
    optional: 'brass',
  });
  expect(registry.decision('D1')?.dialect).toEqual({ key: 'keyMaterial', values: ['brass', 'iron'] });
  expect(registry.decision('D2')?.setting).toBe('accounts');
  expect(registry.requirement('TY-DOOR-99')).toBeUndefined();
  expect(registry.locate('TY-DOOR-02')).toBe('specs/tiny/requirements/doors.yaml:10');
  expect(registry.schemaRequirement('tiny')).toBe('TY-DOOR-02');
  expect(registry.unwritten.get('tiny')?.operations).toEqual([
    { id: 'openDoor', at: 'specs/tiny/unwritten.yaml:4' },
  ]);
});

it('says of each malformed field where it stands and what it must be', async () => {
  const file = 'specs/tiny/requirements/doors.yaml';
  expect(await problemsOf(fixture('broken-form'))).toEqual([
    `${file}:3: requirements.TY-DOOR-1: a requirement id reads like P2-REG-01`,
    `${file}:10: requirements.TY-DOOR-02.level: Invalid option: expected one of "MUST"|"SHOULD"|"MAY"`,
    `${file}:11: requirements.TY-DOOR-02.text: must not be empty`,
    `${file}:17: requirements.TY-DOOR-02.source.phrase: at most 8 words, so that no sentence is copied`,
    `${file}:18: requirements.TY-DOOR-02.source.hash: Invalid input: expected string, received number`,
    `${file}:19: requirements.TY-DOOR-02.colour: Unrecognized key: "colour"`,
    `${file}:24: requirements.TY-DOOR-03.basis: a MUST on so weak a basis has to name its decision`,
  ]);
});

it('refuses references to what does not exist and an id given twice in a profile', async () => {
  expect(await problemsOf(fixture('broken-references'))).toEqual([
    'specs/tiny/requirements/doors.yaml:9: TY-DOOR-01.decision: there is no D7 in specs/tiny/decisions.yaml, but D1, D2',
    'specs/tiny/requirements/doors.yaml:8: TY-DOOR-01.source.in: must be one of book',
    'specs/tiny/requirements/windows.yaml:3: TY-DOOR-01: stands already at specs/tiny/requirements/doors.yaml:3; give it an id of its own',
    'specs/tiny/profile.yaml:3: schemaRequirement: there is no TY-DOOR-09 in specs/tiny/requirements',
  ]);
});

it('refuses an id that two profiles share', async () => {
  expect(await problemsOf(fixture('broken-twins'))).toEqual([
    'specs/twin/requirements/doors.yaml:3: TY-DOOR-02: stands already at specs/tiny/requirements/doors.yaml:3; give it an id of its own',
  ]);
});

it('refuses an id given twice in a file', () => {
  const text = 'topic: doors\nrequirements:\n  TY-DOOR-01: {}\n  TY-DOOR-01: {}\n';
  expect(() => readLocatedYaml(text, 'doors.yaml', requirementsSchema)).toThrow(
    'doors.yaml:4: Map keys must be unique',
  );
});

it('says which file of a profile is missing', async () => {
  await rm(join(await copyOfSmall(), DOORS));
  expect(await problemsOf(scratch)).toEqual(['specs/tiny/requirements: holds no .yaml file']);
});

it('gives the set of duties another hash when one is reworded, and only then', async () => {
  const setOf = async (root: string) => (await loadRegistry(root)).profiles.get('tiny')?.requirementSet;
  const small = await setOf(fixture('small'));
  expect(small).toMatch(/^[0-9a-f]{64}$/);
  await copyOfSmall();
  await rewrite(/why: Iron rusts/, 'why: Brass shines');
  expect(await setOf(scratch)).toBe(small);
  await rewrite(/level: SHOULD/, 'level: MUST');
  const heavier = await setOf(scratch);
  await rewrite(/locked at night\.$/m, 'locked by day.');
  expect(new Set([small, heavier, await setOf(scratch)]).size).toBe(3);
});

const DOORS = 'specs/tiny/requirements/doors.yaml';
let scratch = '';
afterEach(async () => {
  if (scratch !== '') await rm(scratch, { recursive: true });
  scratch = '';
});

async function copyOfSmall(): Promise<string> {
  scratch = await mkdtemp(join(tmpdir(), 'registry-'));
  await cp(fixture('small'), scratch, { recursive: true });
  return scratch;
}

async function rewrite(pattern: RegExp, replacement: string): Promise<void> {
  const before = await readFile(join(scratch, DOORS), 'utf8');
  const after = before.replace(pattern, replacement);
  expect(after).not.toBe(before);
  await writeFile(join(scratch, DOORS), after);
}

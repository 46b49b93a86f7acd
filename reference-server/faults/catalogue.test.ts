import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { correctBehaviour } from '../behaviour/behaviour.ts';
import { FAULTS, findFault } from './catalogue.ts';
import { behaviourWith } from './faulty-behaviour.ts';
import { VARIANTS } from './variants.ts';

const specs = new URL('../../specs/', import.meta.url);

interface Listed {
  readonly level: string;
  readonly untestable?: string;
}

function requirementsOf(profile: string): readonly (readonly [string, Listed])[] {
  const folder = new URL(`${profile}/requirements/`, specs);
  return readdirSync(folder).flatMap((file): readonly [string, Listed][] =>
    Object.entries(parse(readFileSync(new URL(file, folder), 'utf8')).requirements),
  );
}

function operationsOf(profile: string): readonly string[] {
  const { paths } = parse(readFileSync(new URL(`${profile}/openapi.yaml`, specs), 'utf8'));
  return Object.values<Record<string, { readonly operationId?: string }>>(paths).flatMap((path) =>
    Object.values(path).flatMap(({ operationId }) => operationId ?? []),
  );
}

const p2core = requirementsOf('p2core');
const requirements = new Map([...p2core, ...requirementsOf('external-identity')]);
const operations = [...operationsOf('p2core'), ...operationsOf('external-identity')];
const decisions = new Set(
  ['p2core', 'external-identity'].flatMap((profile) =>
    Object.keys(parse(readFileSync(new URL(`${profile}/decisions.yaml`, specs), 'utf8'))),
  ),
);

describe('the catalogue of faults', () => {
  it('names each fault and each variant once, as area and wrong-doing', () => {
    const ids = [...FAULTS, ...VARIANTS].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  it('says what each breaks, where it shows and what comes of it', () => {
    for (const { breaks, effect, id, operations: shown, title } of FAULTS) {
      expect(breaks.length, id).toBeGreaterThan(0);
      expect(
        breaks.filter((requirement) => !requirements.has(requirement)),
        id,
      ).toEqual([]);
      expect(shown.length, id).toBeGreaterThan(0);
      expect(
        shown.filter((operation) => !operations.includes(operation)),
        id,
      ).toEqual([]);
      expect(effect, id).toMatch(/^[A-Z].*\.$/);
      expect(title, id).toMatch(/[^.]$/);
    }
  });

  it('breaks every MUST of p2core that can be tested', () => {
    const broken = new Set(FAULTS.flatMap(({ breaks }) => breaks));
    const unbroken = p2core.filter(
      ([id, { level, untestable }]) => level === 'MUST' && untestable === undefined && !broken.has(id),
    );
    expect(unbroken.map(([id]) => id)).toEqual([]);
  });

  it('says of every variant which decision it reads otherwise, or which freedom it takes', () => {
    for (const { freedom, id } of VARIANTS) {
      const isDecision = /^[DX][0-9]+$/.test(freedom);
      expect(isDecision ? decisions.has(freedom) : freedom.length > 10, id).toBe(true);
    }
  });

  it.each([...FAULTS, ...VARIANTS].map(({ id }) => id))('replaces decisions for %s', (id) => {
    const changed = findFault(id) ? behaviourWith([id], []) : behaviourWith([], [id]);
    const areas = Object.entries(changed).filter(
      ([area, decided]) => decided !== Object.entries(correctBehaviour).find(([name]) => name === area)?.[1],
    );
    expect(areas.length).toBeGreaterThan(0);
    for (const [area, decided] of areas) {
      const correct = new Map(Object.entries(correctBehaviour)).get(area) ?? {};
      const names = Object.keys(decided);
      expect(names.sort()).toEqual(Object.keys(correct).sort());
      expect(Object.entries(decided)).not.toEqual(Object.entries(correct));
    }
  });

  it('keeps what one server remembers of its faults from the next', () => {
    const behaviours = [1, 2].map(() => behaviourWith(['challenge.comes-from-small-pool'], []));
    const texts = behaviours.map(({ challenge }, index) =>
      challenge.text({
        now: new Date(0),
        randomness: { bytes: (count) => new Uint8Array(count).fill(index) },
      }),
    );
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('refuses an unknown id and shows the known ones of its area', () => {
    expect(() => behaviourWith(['challenge.never-expire'], [])).toThrow(/challenge\.never-expires/);
    expect(() => behaviourWith([], ['nonsense'])).toThrow('unknown variant "nonsense"');
  });
});

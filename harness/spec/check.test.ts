import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CheckedScenario, checkSpec, type SpecCheckInput, sourceFiles } from './check.ts';
import { loadRegistry, type Registry } from './registry.ts';

const SMALL = fileURLToPath(new URL('./fixtures/small', import.meta.url));
const UNWRITTEN = 'specs/tiny/unwritten.yaml';

/** With these the small registry is in order: one MUST tested, one listed as not written, one untestable. */
const locks: CheckedScenario = {
  id: 'tiny/doors/locks',
  file: 'suites/tiny/doors/locks.yaml',
  requirements: ['TY-DOOR-01'],
  operations: ['shutDoor'],
};
const operations = new Map([['tiny', ['openDoor', 'shutDoor']]]);

let registry: Registry;
let book: string;
beforeAll(async () => {
  registry = await loadRegistry(SMALL);
  book = await readFile(join(SMALL, 'sources', 'tiny.md'), 'utf8');
});

const check = (change: Partial<SpecCheckInput>) =>
  checkSpec({ registry, scenarios: [locks], operations, ...change });

describe('scenarios and duties', () => {
  it('finds nothing where all is in order', () => {
    expect(check({ sources: new Map([['tiny.md', book]]) })).toEqual([]);
  });

  it('misses a scenario for a MUST and for an operation', () => {
    expect(check({ scenarios: [] })).toEqual([
      {
        where: 'specs/tiny/requirements/doors.yaml:3',
        message: 'TY-DOOR-01 is a MUST that no scenario checks',
        fix: `write a scenario that checks it, give a reason under "untestable", or list it in ${UNWRITTEN}`,
      },
      {
        where: 'specs/tiny/openapi.yaml',
        message: 'no scenario calls shutDoor',
        fix: `write a scenario that calls it, or list it in ${UNWRITTEN}`,
      },
    ]);
  });

  it('refuses a check of a requirement that nobody demands', () => {
    expect(check({ scenarios: [{ ...locks, requirements: ['TY-DOOR-01', 'TY-DOR-03'] }] })).toEqual([
      {
        where: 'suites/tiny/doors/locks.yaml',
        message: 'checks TY-DOR-03, which no profile demands',
        fix: 'did you mean TY-DOOR-03?',
      },
    ]);
  });

  it('does not count calls made by the scenarios of another profile', () => {
    const foreign = { ...locks, id: 'large/doors/locks' };
    expect(check({ scenarios: [foreign] }).map(({ message }) => message)).toEqual([
      'no scenario calls shutDoor',
    ]);
  });
});

describe('the list of what is not written', () => {
  it('refuses what has a scenario by now', () => {
    const scenarios = [
      { ...locks, requirements: ['TY-DOOR-01', 'TY-DOOR-02'], operations: ['openDoor', 'shutDoor'] },
    ];
    expect(check({ scenarios })).toEqual([
      { where: `${UNWRITTEN}:2`, message: 'TY-DOOR-02 has a scenario by now', fix: 'delete this line' },
      { where: `${UNWRITTEN}:4`, message: 'openDoor has a scenario by now', fix: 'delete this line' },
    ]);
  });

  it.each([
    [
      'an unknown id',
      'TY-DOR-02',
      'TY-DOR-02 is not known here',
      'delete this line; did you mean TY-DOOR-02?',
    ],
    ['an id twice', 'TY-DOOR-02', 'TY-DOOR-02 is listed twice', 'delete this line'],
    [
      'a SHOULD',
      'TY-DOOR-03',
      'TY-DOOR-03 needs no scenario: it is no MUST, or untestable',
      'delete this line',
    ],
    [
      'an untestable MUST',
      'TY-DOOR-04',
      'TY-DOOR-04 needs no scenario: it is no MUST, or untestable',
      'delete this line',
    ],
  ])('refuses %s', (_title, id, message, fix) => {
    const listed = registry.unwritten.get('tiny');
    if (listed === undefined) throw new Error('the fixture has lost its list');
    const requirements = [...listed.requirements, { id, at: `${UNWRITTEN}:9` }];
    const unwritten = new Map([['tiny', { ...listed, requirements }]]);
    expect(check({ registry: { ...registry, unwritten } })).toEqual([
      { where: `${UNWRITTEN}:9`, message, fix },
    ]);
  });
});

describe('sentences', () => {
  it('notices a sentence that has changed, prints it and its new hash', () => {
    const sources = new Map([['tiny.md', book.replace('locked at night!', 'locked at night and by day!')]]);
    expect(check({ sources })).toEqual([
      {
        where: 'specs/tiny/requirements/doors.yaml:3',
        message: expect.stringMatching(
          /^TY-DOOR-01: its sentence in tiny\.md has hash [0-9a-f]{16}, not fb0b325b36afb7e2$/,
        ),
        fix: 'read the sentence again: "The door must be locked at night and by day!"; if the requirement still holds, set the hash',
      },
    ]);
  });

  it('notices a sentence that is gone and a document that is missing', () => {
    const gone = check({ sources: new Map([['tiny.md', book.replace('brass', 'iron')]]) });
    expect(gone).toEqual([
      {
        where: 'specs/tiny/requirements/doors.yaml:16',
        message: 'TY-DOOR-03: tiny.md: section "1. PUT Lock door" has no sentence with "made of brass"',
        fix: 'read the source again, then correct section and phrase',
      },
    ]);
    expect(check({ sources: new Map() }).map(({ message }) => message)).toEqual(
      registry.requirementIds().map((id) => `${id}: tiny.md is missing`),
    );
  });
});

/** The documents are not part of this repository; who has them names their folder. */
const documents = process.env.KAMMERTON_SOURCES;

it.skipIf(documents === undefined)(
  'finds every sentence that our requirements point at, unchanged',
  async () => {
    const ours = await loadRegistry();
    const sources = new Map<string, string>();
    for (const file of sourceFiles(ours))
      sources.set(file, await readFile(join(documents ?? '', file), 'utf8'));
    const unwritten = new Map(
      [...ours.unwritten].map(([id, list]) => [id, { ...list, requirements: [], operations: [] }]),
    );
    const all = { ...locks, requirements: ours.requirementIds() };
    const problems = checkSpec({
      registry: { ...ours, unwritten },
      scenarios: [all],
      operations: new Map(),
      sources,
    });
    expect(problems).toEqual([]);
  },
);

it('names every source document once', () => {
  expect(sourceFiles(registry)).toEqual(['tiny.md']);
});

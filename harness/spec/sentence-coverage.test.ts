import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';
import { loadRegistry, type Registry } from './registry.ts';
import { coverDocument, summarizeCoverage } from './sentence-coverage.ts';
import { loadSentenceNotes, noteProblems, type SentenceNote } from './sentence-notes.ts';

const SMALL = fileURLToPath(new URL('fixtures/small', import.meta.url));
const BOOK = readFileSync(join(SMALL, 'sources', 'tiny.md'), 'utf8');

let registry: Registry;
let notes: readonly SentenceNote[];
beforeAll(async () => {
  registry = await loadRegistry(SMALL);
  notes = await loadSentenceNotes(SMALL, 'tiny');
});

function cover(tested: readonly string[], document = BOOK, noted = notes) {
  const requirements = [...(registry.profiles.get('tiny')?.requirements.values() ?? [])];
  return coverDocument({
    file: 'tiny.md',
    document,
    requirements,
    notes: noted,
    isTested: (id) => tested.includes(id),
  });
}

describe('the sentences of a document', () => {
  it('are tested, without a scenario, not testable, uncovered or prose', () => {
    const told = cover(['TY-DOOR-01', 'TY-DOOR-02']).map(({ line, coverage, requirements }) => {
      const ids = requirements.map(({ id }) => id).join(' ');
      return `${line} ${coverage} ${ids}`.trim();
    });
    expect(told.filter((line) => !line.endsWith('prose'))).toEqual([
      '4 tested TY-DOOR-01',
      '8 tested TY-DOOR-02',
      '10 uncovered',
      '15 tested TY-DOOR-02',
      '24 untested TY-DOOR-03',
      '28 untestable TY-DOOR-04',
    ]);
    expect(told).toHaveLength(19);
  });

  it('belong to a requirement of their own section only', () => {
    const red = cover([]).filter(({ text }) => text === 'A door is red.');
    expect(red.map(({ sections, coverage }) => [sections.at(-1), coverage])).toEqual([
      ['1. PUT Lock door', 'prose'],
      ['2. Windows', 'untestable'],
    ]);
  });

  it.each(['must', 'SHOULD', 'May', 'required', 'shall'])('are normative with the word %s', (word) => {
    const [sentence] = cover([], `A door ${word} do.`);
    expect(sentence).toMatchObject({ normative: true, coverage: 'uncovered', line: 1 });
  });

  it('are not normative for words that only begin so', () => {
    expect(cover([], 'Mustard, mayhem and a shoulder.')[0]).toMatchObject({ normative: false });
  });

  it('are set aside with a reason', () => {
    const [note] = notes;
    if (note === undefined) throw new Error('the fixture has a note');
    const aside = { ...note, requirements: [], reason: 'Keys are no doors.' };
    const sentence = cover([], BOOK, [aside]).find(({ line }) => line === 8);
    expect(sentence).toMatchObject({ coverage: 'aside', reason: 'Keys are no doors.' });
  });

  it('are counted, the uncovered ones by section', () => {
    expect(summarizeCoverage(cover(['TY-DOOR-01', 'TY-DOOR-02']))).toEqual({
      normative: 3,
      counts: { tested: 2, untested: 0, untestable: 0, aside: 0, uncovered: 1, prose: 0 },
      uncovered: [{ section: '1. PUT Lock door', lines: [10] }],
    });
  });

  it('begin in the line that holds their first word', () => {
    const lines = cover([], 'One door\nis red. Two\ndoors are green. Three.').map(({ line }) => line);
    expect(lines).toEqual([1, 2, 3]);
  });
});

describe('notes', () => {
  const ids = () => registry.requirementIds();

  it('are in order in the fixture and in our own profiles', async () => {
    expect(noteProblems(notes, ids(), new Map([['tiny.md', BOOK]]))).toEqual([]);
    const ours = await loadRegistry();
    expect(
      noteProblems(await loadSentenceNotes(packageRoot(), 'p2core'), ours.requirementIds(), undefined),
    ).toEqual([]);
  });

  it('are none where a profile has no such file', async () => {
    expect(await loadSentenceNotes(SMALL, 'nowhere')).toEqual([]);
  });

  it('name a requirement that exists', () => {
    const [problem] = noteProblems(notes, ['TY-DOOR-20'], undefined);
    expect(problem).toMatchObject({
      where: 'specs/tiny/sentences.yaml:1',
      message: 'there is no requirement TY-DOOR-02',
      fix: 'did you mean TY-DOOR-20?',
    });
  });

  it('notice that their sentence changed or went', () => {
    const changed = new Map([['tiny.md', BOOK.replace('must\n  fit', 'must fit well')]]);
    expect(noteProblems(notes, ids(), changed)).toHaveLength(1);
    const [gone] = noteProblems(notes, ids(), new Map([['tiny.md', '# Doors\nNothing.']]));
    expect(gone?.message).toBe('tiny.md: section "Doors" has no sentence with "key must fit"');
  });
});

const documents = process.env.KAMMERTON_SOURCES;

it.skipIf(documents === undefined)('finds every sentence that our notes point at, unchanged', async () => {
  const ours = await loadSentenceNotes(packageRoot(), 'p2core');
  const files = [...new Set(ours.map(({ file }) => file))];
  const sources = new Map(files.map((file) => [file, readFileSync(join(documents ?? '', file), 'utf8')]));
  const known = ours.flatMap(({ requirements }) => requirements);
  expect(noteProblems(ours, known, sources)).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { specDiffMarkdown, specDiffText } from '../report/spec-diff.ts';
import { diffDocuments, diffEditions, type Edition } from '../spec/diff/spec-diff.ts';
import type { SuiteParts } from '../spec/diff/touched.ts';
import type { CallStep, Check } from '../suite/model.ts';
import { loadEdition } from './spec-editions.ts';

const HOUSE = fileURLToPath(new URL('fixtures/house', import.meta.url));
const DOORS = 'specs/tiny/requirements/doors.yaml';
const API = 'specs/tiny/openapi.yaml';

const at = { file: 'suites/tiny/doors/locks.yaml', line: 1, column: 1 };
const check = (requirement: string): Check => ({
  requirement,
  expectation: { kind: 'refused', peerAtFault: false },
  at,
});
const call = (operation: string, checks: readonly string[], control = false): CallStep => ({
  kind: 'call',
  name: `1 ${operation}`,
  at,
  operation,
  control,
  again: false,
  parameters: { path: [], query: [], headers: [] },
  save: [],
  checks: checks.map(check),
});
const SUITE: SuiteParts = {
  scenarios: [
    {
      id: 'tiny/doors/locks',
      steps: [call('lockDoor', []), call('openDoor', ['TY-DOOR-02'], true)],
      afterwards: [],
      cases: ['no-key', 'bent-key'].map((slug) => ({
        slug,
        title: slug,
        change: [],
        peers: new Map(),
        checks: [check('TY-DOOR-01')],
        at,
      })),
    },
    { id: 'tiny/doors/opens', steps: [call('openDoor', ['TY-DOOR-02'])], afterwards: [], cases: [] },
  ],
  faults: [
    { id: 'door.never-locks', breaks: ['TY-DOOR-01'] },
    { id: 'door.hides-colour', breaks: ['TY-DOOR-02'] },
  ],
};

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kammerton-diff-'));
  cpSync(HOUSE, scratch, { recursive: true });
});
afterEach(() => rmSync(scratch, { recursive: true }));

function edit(file: string, old: string, now: string): void {
  const path = join(scratch, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(old)) throw new Error(`${file} does not hold ${old}`);
  writeFileSync(path, text.replace(old, now));
}

const named = (edition: Edition, name: string): Edition => ({ ...edition, name });

async function diff() {
  const [old, now] = [await loadEdition(HOUSE), await loadEdition(scratch)];
  return diffEditions(named(old, 'old'), named(now, 'new'), SUITE);
}

const DOOR_03 = `  TY-DOOR-03:
    level: MUST
    text: A door shuts.
    why: It is cold outside.
    basis: seed
    source: { in: book, section: 2. Day, phrase: should name, hash: c413470946f4f588 }
`;
const DOOR_02 = /\n {2}TY-DOOR-02:\n(?: {4}.*\n)*/;

const EDITS: readonly (readonly [title: string, file: string, old: string, now: string])[] = [
  ['one word', DOORS, 'locked at night,', 'bolted at night,'],
  ['a level raised', DOORS, 'level: SHOULD', 'level: MUST'],
  ['a level lowered', DOORS, 'level: MUST', 'level: SHOULD'],
  ['a decision dropped', DOORS, '    decision: D1\n', ''],
  ['a moved section', DOORS, 'section: 1. Night', 'section: 3. Dusk'],
  ['a requirement added', DOORS, '  TY-DOOR-04:', `${DOOR_03}  TY-DOOR-04:`],
  ['a decision read otherwise', 'specs/tiny/decisions.yaml', 'at eight.', 'at nine.'],
  ['a type in an answer', API, 'hinges: { type: integer }', 'hinges: { type: string }'],
  ['a type that answers may have', API, 'hinges: { type: integer }', 'hinges: { type: number }'],
  ['a member that answers need', API, 'required: [colour]', 'required: [colour, hinges]'],
  ['a value that answers may have', API, '[red, green]', '[red, green, blue]'],
  ['a member that requests need', API, 'required: [name]', 'required: [name, key]'],
  ['a longer text in requests', API, 'maxLength: 64', 'maxLength: 128'],
  ['a status added', API, "        '403'", "        '202': { description: Soon. }\n        '403'"],
  ['a moved route', API, '  /doors/lock:', '  /doors/bolt:'],
  ['words of no weight', API, 'operationId: lockDoor', 'operationId: lockDoor\n      summary: Locks it'],
  [
    'a removed route',
    API,
    "  /doors/lock:\n    put:\n      operationId: lockDoor\n      responses:\n        '204': { description: It is locked. }\n",
    '',
  ],
];

describe('an edit of specs/', () => {
  it.each(EDITS)('is reported exactly: %s', async (_, file, old, now) => {
    edit(file, old, now);
    expect(specDiffText(await diff())).toMatchSnapshot();
  });

  it('is reported exactly: a requirement removed, and then given a tombstone', async () => {
    edit(DOORS, DOOR_02.exec(readFileSync(join(scratch, DOORS), 'utf8'))?.[0] ?? 'nothing', '\n');
    expect(specDiffText(await diff())).toMatchSnapshot();
    const stone =
      'TY-DOOR-02: { text: A door names its colour., reason: Said twice., replacedBy: [TY-DOOR-04] }\n';
    writeFileSync(join(scratch, 'specs/tiny/tombstones.yaml'), stone);
    expect((await diff()).requirements[0]).toMatchObject({ change: 'removed', replacedBy: ['TY-DOOR-04'] });
  });

  it('is nothing where only the order or the layout changed', async () => {
    edit(
      DOORS,
      '    level: SHOULD\n    text: A door names its colour.',
      '    text: A door names its colour.\n    level: SHOULD',
    );
    edit(API, '{ type: string, enum: [red, green] }', '{ enum: [red, green], type: string }');
    expect(specDiffText(await diff())).toBe('old → new\nno difference\n');
  });

  it('reads as Markdown too, whatever the words hold', async () => {
    edit(DOORS, 'locked at night,', '<b>`locked`</b> at *night*,');
    expect(specDiffMarkdown(await diff())).toMatchSnapshot();
  });
});

describe('an edit of a source document', () => {
  const BOOK = readFileSync(join(HOUSE, 'doors.md'), 'utf8');
  const compare = async (old: string, now: string) => {
    if (!BOOK.includes(old)) throw new Error(`the book does not hold ${old}`);
    const { registry } = await loadEdition(HOUSE);
    const requirements = [...(registry.profiles.get('tiny')?.requirements.values() ?? [])];
    const before = { name: 'doors.md', text: BOOK };
    const after = { name: 'doors.md', text: BOOK.replace(old, now) };
    return specDiffText(diffDocuments(before, after, requirements, SUITE));
  };

  it.each([
    ['one word', 'must be locked', 'should be locked'],
    ['a section renamed', '## 1. Night', '## 1. Late night'],
    ['a sentence added', 'It may creak.', 'It may creak. It shall not fall.'],
    ['a sentence removed', 'A door must be locked at night. ', ''],
  ])('is reported exactly: %s', async (_, old, now) => {
    expect(await compare(old, now)).toMatchSnapshot();
  });

  it('follows a sentence into another section', async () => {
    const report = await compare(
      'A door must be locked at night. It may creak.\n\n## 2. Day\n\n',
      'It may creak.\n\n## 2. Day\n\nA door must be locked at night. ',
    );
    expect(report).toMatchSnapshot();
  });
});

describe('the two sides', () => {
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: scratch });

  it('may be git revisions', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    edit(DOORS, 'level: SHOULD', 'level: MUST');
    git('commit', '-qam', 'two');
    const [old, now] = [await loadEdition('HEAD~1', scratch), await loadEdition('HEAD', scratch)];
    expect(diffEditions(old, now, SUITE)).toMatchObject({
      old: 'HEAD~1',
      new: 'HEAD',
      requirements: [{ id: 'TY-DOOR-02', change: 'changed', fields: [{ field: 'level' }] }],
    });
    await expect(loadEdition('nowhere', scratch)).rejects.toThrow(/neither a folder nor a git revision/);
    await expect(loadEdition('--output=x', scratch)).rejects.toThrow(/neither a folder nor a git revision/);
  });

  it('may be specs/ itself, or a folder of profiles by another name', async () => {
    cpSync(join(scratch, 'specs'), join(scratch, 'edition'), { recursive: true });
    for (const folder of ['specs', 'edition']) {
      const { registry, apis } = await loadEdition(folder, scratch);
      expect(registry.requirementIds()).toHaveLength(3);
      expect([...apis.keys()]).toEqual(['tiny']);
    }
  });
});

/** The house rules that a machine can hold: the direction of imports, file sizes, names. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const MAX_LINES = 400;
const NAMELESS = /(^|\/)(utils?|helpers?|common|misc|shared|manager)(\/|\.[a-z]+$)/i;

/** A room may import itself and the rooms listed; anything else goes against the arrows. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'reference-server/protocol': [],
  'reference-server/behaviour': ['reference-server/protocol'],
  'reference-server/store': ['reference-server/protocol', 'reference-server/behaviour'],
  'reference-server/p2core': [
    'reference-server',
    'reference-server/protocol',
    'reference-server/behaviour',
    'reference-server/store',
  ],
  'reference-server/external-identity': [
    'reference-server',
    'reference-server/protocol',
    'reference-server/behaviour',
    'reference-server/store',
  ],
  'reference-server/faults': [
    'reference-server/protocol',
    'reference-server/behaviour',
    'reference-server/store',
  ],
  'reference-server': [
    'reference-server/protocol',
    'reference-server/behaviour',
    'reference-server/store',
    'reference-server/p2core',
    'reference-server/external-identity',
    'reference-server/faults',
  ],
  'harness/spec': [],
  'harness/suite': ['harness/spec'],
  'harness/verdict': ['harness/spec', 'harness/suite'],
  harness: ['harness/verdict'],
  'harness/actors': ['harness/spec', 'harness/suite', 'harness/verdict'],
  'harness/peers': ['harness/spec', 'harness/suite', 'harness/actors', 'reference-server'],
  'harness/target': [
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/actors',
    'harness/peers',
    'reference-server',
  ],
  'harness/steps': [
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/actors',
    'harness/peers',
    'harness/target',
  ],
  'harness/preflight': [
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/actors',
    'harness/peers',
    'harness/target',
    'harness/steps',
  ],
  'harness/schedule': [
    'harness',
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/actors',
    'harness/peers',
    'harness/target',
    'harness/steps',
  ],
  'harness/report': ['harness', 'harness/spec', 'harness/verdict'],
  'harness/rescore': ['harness', 'harness/spec', 'harness/suite', 'harness/verdict', 'harness/report'],
  'harness/proof': [
    'harness',
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/peers',
    'harness/target',
    'harness/schedule',
    'harness/report',
    'reference-server',
  ],
  'harness/cli': [
    'harness',
    'harness/spec',
    'harness/suite',
    'harness/verdict',
    'harness/actors',
    'harness/peers',
    'harness/target',
    'harness/steps',
    'harness/preflight',
    'harness/schedule',
    'harness/report',
    'harness/rescore',
    'harness/proof',
    'reference-server',
  ],
};

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');
const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.config.ts'));
/** What others may rely on; benches measure every room and are no part of one. */
const product = sources.filter((file) => !/\.test\.ts$|^harness\/e2e\/|^bench\//.test(file));

const roomOf = (file: string): string => dirname(file).split('/').slice(0, 2).join('/');

function importsOf(file: string): readonly { readonly target: string; readonly typeOnly: boolean }[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    target: relative(ROOT, join(ROOT, dirname(file), match[2] ?? match[3] ?? '')),
    typeOnly: match[1] !== undefined,
  }));
}

it('lets every import follow the arrows', () => {
  const against = product.flatMap((file) =>
    importsOf(file)
      .filter(({ target, typeOnly }) => !(typeOnly && target.endsWith('/model.ts')))
      .filter(
        ({ target }) => roomOf(target) !== roomOf(file) && !ARROWS[roomOf(file)]?.includes(roomOf(target)),
      )
      .map(({ target }) => `${file} → ${target}`),
  );
  expect(against).toEqual([]);
});

it('opens the reference server by its door alone', () => {
  const aroundTheDoor = sources
    .filter((file) => file.startsWith('harness/'))
    .flatMap((file) =>
      importsOf(file)
        .filter(
          ({ target }) => target.startsWith('reference-server/') && target !== 'reference-server/index.ts',
        )
        .map(({ target }) => `${file} → ${target}`),
    );
  expect(aroundTheDoor).toEqual([]);
});

it('lets no file of a room import a file that imports it', () => {
  const edges = new Map(
    product.map((file) => [
      file,
      importsOf(file)
        .filter(({ typeOnly }) => !typeOnly)
        .map(({ target }) => target),
    ]),
  );
  const cycles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (finished.has(file) || path.includes(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of product) visit(file, []);
  expect(cycles).toEqual([]);
});

it(`keeps every source file within ${MAX_LINES} lines`, () => {
  const long = sources.filter(
    (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > MAX_LINES + 1,
  );
  expect(long).toEqual([]);
});

it('gives every file a name that says something', () => {
  expect(files.filter((file) => NAMELESS.test(file))).toEqual([]);
});

it('names no registry in the lock file', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

it('has nothing at the top level but what belongs there', () => {
  const allowed =
    /^(package(-lock)?\.json|tsconfig(\.build)?\.json|suites|harness|reference-server|specs|reports|README\.md|\.[a-z].*|action\.yml|LICENSE|CONTRIBUTING\.md|examples|bench|biome\.json|knip\.json|vitest\.config\.ts)$/;
  const top = new Set(files.map((file) => file.split('/')[0] ?? ''));
  expect([...top].filter((name) => !allowed.test(name))).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURE_WORDS } from './fixtures/spec-words.ts';
import { loadScenario } from './load.ts';
import { formatProblem } from './suite-problem.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'invalid');
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .sort();

function problemsOf(name: string) {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return loadScenario({ file: `p2core/fixture/${name}`, text, words: FIXTURE_WORDS }).problems;
}

describe('a scenario file with one mistake', () => {
  it.each(names)('%s is told once', (name) => {
    expect(problemsOf(name)).toHaveLength(1);
  });

  it('is told in words that read well', async () => {
    const texts = names.flatMap((name) => problemsOf(name).map((problem) => formatProblem(problem)));
    await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot(join(FOLDER, '..', 'invalid.txt'));
  });
});

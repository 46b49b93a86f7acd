/** `kammerton rescore`: recorded runs under other levels, another requirement set or the present suite. */

import { closest } from 'fastest-levenshtein';
import { readRun } from '../report/read-run.ts';
import type { Present } from '../rescore/rejudge.ts';
import { rescoreRun, withLevels } from '../rescore/rescore.ts';
import { rescoredText } from '../rescore/text.ts';
import type { Level, RequirementId } from '../spec/model.ts';
import { packageRoot } from '../spec/package-root.ts';
import type { Registry } from '../spec/registry.ts';
import { registryUnderSets } from '../spec/requirement-set.ts';
import { loadTombstones } from '../spec/tombstones.ts';
import { EXIT, type ExitCode } from '../verdict/run-verdict.ts';
import { loadConformanceData } from './conformance-data.ts';
import { readRequirementSets } from './requirement-sets.ts';
import { UsageError } from './usage-error.ts';

export interface RescoreWords {
  /** `P2-CHAL-07=MUST` each. */
  readonly level?: readonly string[];
  readonly requirementSet?: readonly string[];
  /** Judges by the present checks of the suite too. */
  readonly suite?: true;
  readonly format: 'text' | 'json';
}

/** Prints what becomes of each run; exit code 1 where a MUST would fail. */
export async function rescore(files: readonly string[], words: RescoreWords): Promise<ExitCode> {
  const data = await loadConformanceData();
  const sets = readRequirementSets(words.requirementSet ?? [], data.registry);
  const levels = readLevels(words.level ?? [], data.registry);
  const registry = withLevels(registryUnderSets(data.registry, sets), levels);
  const scenarios = new Map(data.scenarios.map((scenario) => [scenario.id, scenario]));
  const present: Present = {
    requirement: registry.requirement,
    decision: registry.decision,
    tombstones: await loadTombstones(packageRoot(), registry.profiles.keys()),
    ...(words.suite === true ? { scenario: (id: string) => scenarios.get(id) } : {}),
    accepts: (operation, status) => data.apis.operation(operation)?.accepts(status) === true,
  };
  const profiles = [...data.registry.profiles.values()];
  const runs = files.map((file) => rescoreRun(file, readRun(file, profiles), registry, present));
  process.stdout.write(words.format === 'json' ? `${JSON.stringify(runs, null, 2)}\n` : rescoredText(runs));
  const fails = runs.some(({ summary }) => summary.verdict === 'non-conformant');
  return fails ? EXIT.mustFailed : EXIT.ok;
}

function readLevels(words: readonly string[], registry: Registry): ReadonlyMap<RequirementId, Level> {
  return new Map(
    words.map((word): readonly [RequirementId, Level] => {
      const [, id = '', level] = /^([^=]+)=(MUST|SHOULD|MAY)$/.exec(word) ?? [];
      if (level !== 'MUST' && level !== 'SHOULD' && level !== 'MAY') {
        throw new UsageError(
          `--level ${word} cannot be read`,
          'write --level P2-CHAL-07=MUST, SHOULD or MAY',
        );
      }
      if (registry.requirement(id) === undefined) {
        const near = closest(id, [...registry.requirementIds()]);
        throw new UsageError(`there is no requirement ${id}`, `did you mean ${near}?`);
      }
      return [id, level];
    }),
  );
}

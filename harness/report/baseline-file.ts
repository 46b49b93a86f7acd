/** The file of known failures: YAML, kept by people, read with line numbers, written on request. */

import { stringify } from 'yaml';
import { z } from 'zod';
import { RegistryError, readLocatedYaml } from '../spec/located-yaml.ts';
import type { Baseline, BaselineEntry } from '../verdict/model.ts';
import { baselineKey, placeOfCheck } from './baseline.ts';
import type { RecordedRun } from './recorded-run.ts';

const BASELINE_FORMAT = 'kammerton-baseline/1';

const fileSchema = z.strictObject({
  format: z.literal(BASELINE_FORMAT, `must be ${BASELINE_FORMAT}`),
  failures: z.array(
    z.strictObject({
      requirement: z.string(),
      scenario: z.string(),
      case: z.string().optional(),
      reason: z.string().min(1, 'must say why the failure is tolerated'),
      link: z.url({ protocol: /^https?$/ }).optional(),
      expires: z.iso.date('must be a day such as 2030-01-31').optional(),
    }),
  ),
});

/** Whether the suite has such a check. */
export type IsKnownCheck = (place: Pick<BaselineEntry, 'requirement' | 'scenario' | 'case'>) => boolean;

/** @throws RegistryError naming file, line and field. */
export function parseBaseline(text: string, file: string, isKnown: IsKnownCheck): Baseline {
  const { value, at } = readLocatedYaml(text, file, fileSchema);
  const entries = value.failures.map((failure, index): BaselineEntry => {
    const { case: slug, link, expires, ...rest } = failure;
    const place = { ...rest, ...(slug === undefined ? {} : { case: slug }) };
    return {
      ...place,
      ...(link === undefined ? {} : { link }),
      ...(expires === undefined ? {} : { expires }),
      line: Number(at(['failures', index]).split(':').at(-1)),
      ...(isKnown(place) ? {} : { unknown: true }),
    };
  });
  const first = new Map<string, BaselineEntry>();
  for (const entry of entries) {
    const earlier = first.get(baselineKey(entry));
    if (earlier !== undefined) {
      throw new RegistryError([
        `${file}:${entry.line}: ${baselineKey(entry)} stands already in line ${earlier.line}; delete one of them`,
      ]);
    }
    first.set(baselineKey(entry), entry);
  }
  return { file, entries };
}

/** The list that would make this run green: what still fails keeps its words, what holds again or is unknown goes. */
export function renewedEntries(run: RecordedRun): readonly Omit<BaselineEntry, 'line'>[] {
  const { baseline, startedAt } = run.summary;
  const kept = (baseline?.entries ?? []).filter(({ state }) => state !== 'holds' && state !== 'unknown');
  const entries = new Map<string, Omit<BaselineEntry, 'line'>>(
    kept.map(({ state: _, line: __, ...entry }) => [baselineKey(entry), entry]),
  );
  for (const result of run.scenarios()) {
    for (const check of result.checks) {
      const place = placeOfCheck(result, check);
      if (check.verdict !== 'failed' || entries.has(baselineKey(place))) continue;
      entries.set(baselineKey(place), {
        ...place,
        reason: `not explained yet; failed on ${startedAt.slice(0, 10)}`,
      });
    }
  }
  return [...entries.values()].sort((left, right) => (baselineKey(left) < baselineKey(right) ? -1 : 1));
}

/** The text of a file with these entries, one a line. */
export function formatBaseline(entries: readonly Omit<BaselineEntry, 'line'>[]): string {
  const lines = entries.map(({ requirement, scenario, case: slug, reason, link, expires }) => {
    const entry = { requirement, scenario, case: slug, reason, link, expires };
    const text = stringify(entry, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true });
    return `  - ${text.trim()}`;
  });
  return [
    '# Known failures: each has a reason, may have a link and a day on which it expires, and has to go when it holds again.',
    `format: ${BASELINE_FORMAT}`,
    lines.length === 0 ? 'failures: []' : 'failures:',
    ...lines,
    '',
  ].join('\n');
}

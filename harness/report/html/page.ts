/** The report as one page that needs nothing else: no network, no server; details are drawn when they are opened. */

import type { Profile } from '../../spec/model.ts';
import type { Verdict } from '../../verdict/model.ts';
import { shorten } from '../escape.ts';
import { escapeMarkup, escapeMarkupLines } from '../markup.ts';
import { byScenario, type RecordedRun } from '../recorded-run.ts';
import { pageAssets } from './assets.ts';
import { compareGroups, GROUP_TONES, groupOf, groupOfVerdict, type ScenarioGroup } from './groups.ts';
import { requirementsPart, requirementTexts } from './requirements-part.ts';
import { exceptionsPart, headerPart, profilesPart } from './summary-part.ts';

const FINDING_SHOWN = 240;

/** A scenario of the list, and the line of the data that holds its results. */
interface Listed extends ScenarioGroup {
  readonly line: number;
}

/** Everything of the run stands as text or in one block of data, a scenario a line. */
export function* renderHtml(run: RecordedRun, profiles: readonly Profile[]): Generator<string> {
  const { summary } = run;
  const { style, script, policy } = pageAssets();
  const listed: Listed[] = [];
  for (const results of byScenario(run.scenarios())) {
    // The first line of the data is what requirements say.
    listed.push({ ...groupOf(results), line: listed.length + 1 });
  }
  listed.sort(compareGroups);
  const title = escapeMarkup(`${summary.verdict}: ${summary.target.name}`);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#scenarios">Skip to the scenarios</a>
${headerPart(summary)}<main>
${failuresPart(listed)}${profilesPart(summary, profiles)}${exceptionsPart(summary)}${FILTERS}${requirementsPart(summary, profiles)}<section aria-labelledby="scenarios">
<h2 id="scenarios">Scenarios (${listed.length})</h2>
<noscript><p class="alarm">The inside of scenarios is drawn by a script, which this browser does not run.</p></noscript>
`;
  for (const one of listed) yield scenarioRow(one);
  yield `</section>
</main>
<footer><p>Written by ${escapeMarkup(summary.tool.name)} ${escapeMarkup(summary.tool.version)}. <kbd>/</kbd> leads to the search.</p></footer>
<script type="application/json" id="data">
${dataLine(requirementTexts(summary, profiles))}`;
  for (const results of byScenario(run.scenarios())) yield dataLine(results);
  yield `</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that no parser of markup can mistake for anything else, and no editor shows out of order. */
function dataLine(value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[<>&\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}

const FILTERS = `<search class="filters" aria-label="Requirements and scenarios">
<input type="search" placeholder="Search ids, titles, requirements" aria-label="Search">
<button type="button" value="failed" aria-pressed="false">failed</button>
<button type="button" value="warning" aria-pressed="false">warnings</button>
<button type="button" value="untested" aria-pressed="false">not tested</button>
<button type="button" value="other" aria-pressed="false">not offered</button>
<button type="button" value="held" aria-pressed="false">held</button>
<select aria-label="Level"><option value="">every level</option><option>MUST</option><option>SHOULD</option><option>MAY</option></select>
<output aria-live="polite"></output>
</search>
`;

/** One entry for each broken requirement, with the first place where that was seen. */
function failuresPart(listed: readonly Listed[]): string {
  const all = listed.flatMap(({ id, failures }) => failures.map((failure) => ({ id, ...failure })));
  const byRequirement = new Map<string, typeof all>();
  for (const failure of all) {
    const { requirement } = failure.check;
    byRequirement.set(requirement, [...(byRequirement.get(requirement) ?? []), failure]);
  }
  if (all.length === 0) return '';
  const items = [...byRequirement]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([requirement, [first, ...others]]) => {
      const place = first?.slug === undefined ? first?.id : `${first.id}#${first.slug}`;
      const more = others.length === 0 ? '' : ` and ${others.length} more`;
      return `<li><a href="#${escapeMarkup(requirement)}">${escapeMarkup(requirement)}</a> in <a href="#${escapeMarkup(place ?? '')}"><code>${escapeMarkup(place ?? '')}</code></a>${more}<span class="reason">${escapeMarkupLines(shorten(first?.check.message ?? '', FINDING_SHOWN))}</span></li>`;
    });
  return `<section aria-labelledby="failures">
<h2 id="failures">What failed: ${items.length} ${items.length === 1 ? 'requirement' : 'requirements'}</h2>
<ol>
${items.join('\n')}
</ol>
</section>
`;
}

function scenarioRow({ id, title, verdict, cases, requirements, levels, line }: Listed): string {
  const group = groupOfVerdict(verdict);
  return `<details class="scenario" id="${escapeMarkup(id)}" data-kind="scenario" data-line="${line}" data-group="${group}" data-levels="${levels.join(' ')}" data-tests="${escapeMarkup(requirements.join(' '))}"><summary><span><span class="tag ${GROUP_TONES[group]}">${verdict}</span></span><code>${escapeMarkup(id)}</code><span>${escapeMarkup(title)}</span><span class="quiet">${casesText(cases)}</span></summary></details>
`;
}

function casesText(cases: ReadonlyMap<Verdict, number>): string {
  const total = [...cases.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return '';
  const broken = [...cases].filter(([verdict]) => verdict !== 'passed');
  const all = total === 1 ? '1 case' : `${total} cases`;
  return [all, ...broken.map(([verdict, count]) => `${count} ${verdict}`)].join(', ');
}

/** The top of the page: the verdict, and how many MUSTs hold, by profile and topic. */

import type { Profile } from '../../spec/model.ts';
import type { RunVerdict } from '../../verdict/model.ts';
import { countMusts } from '../../verdict/run-verdict.ts';
import { baselineLines } from '../baseline.ts';
import { incompleteness, mustSums } from '../findings.ts';
import { escapeMarkup } from '../markup.ts';
import type { ProfileResult, RunSummary } from '../results.ts';
import type { Tone } from './groups.ts';

const TONES: Readonly<Record<RunVerdict, Tone>> = {
  conformant: 'good',
  held: 'good',
  incomplete: 'warn',
  inconclusive: 'warn',
  'non-conformant': 'bad',
};

const MEANINGS: Readonly<Record<RunVerdict, string>> = {
  conformant: 'Every MUST that applies was tested, and held.',
  held: 'Every MUST in this selection was tested, and held. Nothing else was looked at.',
  incomplete: 'No MUST failed, but not all were tested.',
  inconclusive: 'Nothing can be concluded from this run.',
  'non-conformant': 'At least one MUST is broken.',
};

export function headerPart(summary: RunSummary): string {
  const { verdict, target } = summary;
  const { held, tested, total } = mustSums(summary);
  const cut = incompleteness(summary);
  return `<header>
<section class="banner ${TONES[verdict]}" aria-labelledby="verdict">
<h1 id="verdict">${verdict}</h1>
<p>${MEANINGS[verdict]} ${total} MUSTs apply, ${tested} were tested, ${held} held.</p>
<p><strong>${escapeMarkup(target.name)}</strong> at <code>${escapeMarkup(target.url)}</code></p>
</section>
${cut === undefined ? '' : `<p class="alarm" role="note">This is ${escapeMarkup(cut)}.</p>\n`}${factList(summary)}
</header>
`;
}

function factList(summary: RunSummary): string {
  const { tool, target, startedAt, durationMs, seed, runId, selection, dialect, counts } = summary;
  const results = Object.entries(counts).filter(([, count]) => count > 0);
  const facts: readonly (readonly [string, string])[] = [
    ['domain', target.domain],
    ['run at', startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['took', durationMs === 0 ? 'unknown' : `${(durationMs / 1000).toFixed(1)} s`],
    ['results', results.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none'],
    ['seed', String(seed)],
    ['run', runId],
    ['kammerton', tool.version],
    ...(selection.length === 0 ? [] : [['selection', selection.join(' ')] as const]),
  ];
  const declared = Object.entries(dialect).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const terms = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`);
  return `<dl class="facts">
${terms.join('\n')}
</dl>
<details class="quiet"><summary>dialect of the target (${declared.length})</summary>
<ul>${declared.map((text) => `<li><code>${escapeMarkup(text)}</code></li>`).join('')}</ul>
</details>`;
}

/** A card for each profile, with its topics. */
export function profilesPart(summary: RunSummary, profiles: readonly Profile[]): string {
  const cards = summary.profiles.map((result) => profileCard(result, summary, profiles));
  return `<section aria-labelledby="musts">
<h2 id="musts">MUSTs tested and held</h2>
<div class="profiles">
${cards.join('\n')}
</div>
</section>
`;
}

function profileCard(result: ProfileResult, summary: RunSummary, profiles: readonly Profile[]): string {
  const profile = profiles.find(({ id }) => id === result.id);
  const byTopic = new Map<string, RunSummary['requirements'][number][]>();
  for (const requirement of summary.requirements) {
    if (requirement.profile !== result.id || requirement.scored === false) continue;
    const topic = profile?.requirements.get(requirement.id)?.topic ?? 'other';
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), requirement]);
  }
  const rows = [...byTopic].flatMap(([topic, requirements]) => {
    const must = countMusts(requirements.map((one) => ({ ...one, selected: true })));
    if (must.total === 0) return [];
    const label = `${topic}: ${must.held} of ${must.total} held`;
    return `<tr><th scope="row">${escapeMarkup(topic)}</th><td><meter min="0" max="${must.total}" value="${must.held}" aria-label="${escapeMarkup(label)}"></meter></td><td class="number">${must.held}</td><td class="number">${must.tested}</td><td class="number">${must.total}</td></tr>`;
  });
  const { must } = result;
  const set = result.set === undefined ? '' : `, scored by the frozen set ${result.set}`;
  return `<section class="card" aria-label="${escapeMarkup(result.id)}">
<h3>${escapeMarkup(profile?.title ?? result.id)} <span class="tag ${TONES[result.verdict]}">${result.verdict}</span></h3>
<p>${must.held} of ${must.total} held, ${must.tested} tested</p>
<table><thead><tr><th scope="col">topic</th><th scope="col"><span class="unseen">share</span></th><th scope="col" class="number">held</th><th scope="col" class="number">tested</th><th scope="col" class="number">apply</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
<p class="quiet">version ${escapeMarkup(result.version)}${escapeMarkup(set)}; requirement set <code>${escapeMarkup(result.requirementSet.slice(0, 12))}</code></p>
</section>`;
}

/** Waivers and known failures, by name; empty where there are none. */
export function exceptionsPart({ waivers, baseline }: RunSummary): string {
  const waived = Object.entries(waivers).map(
    ([id, reason]) =>
      `<li><a href="#${escapeMarkup(id)}">${escapeMarkup(id)}</a>: ${escapeMarkup(reason)}</li>`,
  );
  const known = (baseline?.entries ?? []).map((entry) => {
    const place = entry.case === undefined ? entry.scenario : `${entry.scenario}#${entry.case}`;
    const link = /^https?:\/\//.test(entry.link ?? '')
      ? ` <a href="${escapeMarkup(entry.link ?? '')}" rel="noreferrer">${escapeMarkup(entry.link ?? '')}</a>`
      : '';
    const expiry = entry.expires === undefined ? '' : `, until ${escapeMarkup(entry.expires)}`;
    return `<li><span class="tag ${entry.state === 'fails' ? 'calm' : 'warn'}">${entry.state}</span> <a href="#${escapeMarkup(entry.requirement)}">${escapeMarkup(entry.requirement)}</a> in <a href="#${escapeMarkup(place)}">${escapeMarkup(place)}</a>: ${escapeMarkup(entry.reason)}${link}${expiry}</li>`;
  });
  const list = (id: string, title: string, lead: string, items: readonly string[]): string =>
    items.length === 0
      ? ''
      : `<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${lead}<ul>
${items.join('\n')}
</ul>
</section>
`;
  const lines = baseline === null ? [] : baselineLines(baseline);
  const lead = lines.map((line) => `<p>${escapeMarkup(line)}</p>\n`).join('');
  return (
    list('waived', `Waived (${waived.length})`, '', waived) +
    list('known', `Known failures (${known.length})`, lead, known)
  );
}

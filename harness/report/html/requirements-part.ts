/** The table of requirements: what became of each, and where that was seen. */

import type { Decision, Profile, Requirement } from '../../spec/model.ts';
import { escapeMarkup, escapeMarkupLines, escapeProse } from '../markup.ts';
import type { RequirementResult } from '../requirement-status.ts';
import type { RunSummary } from '../results.ts';
import { GROUP_TONES, groupOfRequirement } from './groups.ts';

const SCENARIOS_SHOWN = 3;

/** What the registry of this program says of a requirement; it may be younger or older than the run. */
interface Known {
  readonly requirement: Requirement | undefined;
  readonly decision: Decision | undefined;
}

/** Looks up requirements, and the decisions on which they rest. */
function lookUp(profiles: readonly Profile[], { id, profile: profileId }: RequirementResult): Known {
  const profile = profiles.find((one) => one.id === profileId);
  const requirement = profile?.requirements.get(id);
  return { requirement, decision: profile?.decisions.get(requirement?.decision ?? '') };
}

export function requirementsPart(summary: RunSummary, profiles: readonly Profile[]): string {
  const order = ['failed', 'warning', 'untested', 'other', 'held'];
  const sorted = [...summary.requirements].sort(
    (left, right) => order.indexOf(groupOfRequirement(left)) - order.indexOf(groupOfRequirement(right)),
  );
  return `<section aria-labelledby="requirements">
<h2 id="requirements">Requirements</h2>
<table class="requirements">
<thead><tr><th scope="col">requirement</th><th scope="col">status</th><th scope="col">what it demands</th><th scope="col">scenarios</th></tr></thead>
<tbody>
${sorted.map((result) => row(result, lookUp(profiles, result))).join('\n')}
</tbody>
</table>
</section>
`;
}

function row(result: RequirementResult, known: Known): string {
  const { id, level, text, status, reason, scored } = result;
  const group = groupOfRequirement(result);
  const unscored = scored === false ? ' <span class="tag calm">not scored</span>' : '';
  const why =
    reason === undefined || status === 'held'
      ? ''
      : `<span class="reason">${escapeMarkupLines(reason)}</span>`;
  return `<tr id="${escapeMarkup(id)}" data-kind="requirement" data-group="${group}" data-levels="${level}"><th scope="row"><a href="#${escapeMarkup(id)}">${escapeMarkup(id)}</a><span class="level">${level}</span></th><td><span class="tag ${GROUP_TONES[group]}">${status}</span>${unscored}</td><td>${escapeProse(text)}${why}${background(known)}</td><td>${scenarioLinks(result)}</td></tr>`;
}

function background({ requirement, decision }: Known): string {
  if (requirement === undefined) return '';
  const { file, section, phrase } = requirement.source;
  const lines = [
    `<p><strong>Why:</strong> ${escapeProse(requirement.why)}</p>`,
    `<p><strong>Source:</strong> ${escapeMarkup(`${file} § ${section} (“${phrase}”), basis: ${requirement.basis}`)}</p>`,
    ...(decision === undefined
      ? []
      : [
          `<p><strong>Decision ${escapeMarkup(decision.id)}:</strong> ${escapeProse(decisionText(decision))}</p>`,
        ]),
  ];
  const rests = decision === undefined ? '' : `, decision ${escapeMarkup(decision.id)}`;
  return `<details><summary>why, source${rests}</summary>${lines.join('')}</details>`;
}

function decisionText({ hole, decision, dialect }: Decision): string {
  const settle = dialect === undefined ? '' : ` (dialect ${dialect.key}: ${dialect.values.join(' | ')})`;
  return `${hole} ${decision}${settle}`;
}

function scenarioLinks({ scenarios }: RequirementResult): string {
  const link = (id: string): string =>
    `<li><a href="#${escapeMarkup(id)}"><code>${escapeMarkup(id.split('/').slice(1).join('/'))}</code></a></li>`;
  if (scenarios.length === 0) return '';
  const rest = scenarios.slice(SCENARIOS_SHOWN);
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${rest.length} more</summary><ul>${rest.map(link).join('')}</ul></details>`;
  return `<ul>${scenarios.slice(0, SCENARIOS_SHOWN).map(link).join('')}</ul>${more}`;
}

/** What a scenario's failures show of the requirements: id → text, why, decision. */
export function requirementTexts(
  summary: RunSummary,
  profiles: readonly Profile[],
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    summary.requirements.map((result) => {
      const { requirement, decision } = lookUp(profiles, result);
      return [
        result.id,
        {
          text: result.text,
          ...(requirement === undefined ? {} : { why: requirement.why }),
          ...(decision === undefined ? {} : { decision: `${decision.id}: ${decisionText(decision)}` }),
        },
      ];
    }),
  );
}

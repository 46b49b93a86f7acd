// The inside of a scenario: what was found, why it matters, how to repeat it, and the story with each of its cases.

import { conversations, toneOf } from './conversation.js';
import { command, make, onFirstOpen } from './dom.js';
import { comparison } from './pretty.js';

/** `results`: the scenario's own first, then those of its cases; `known`: what the registry says of requirements. */
export function scenarioBody(results, known) {
  const own = results.find((result) => result.case === undefined);
  const cases = results.filter((result) => result.case !== undefined);
  const isBroken = (result) => result.verdict !== 'passed';
  return make(
    'div',
    { class: 'body' },
    own === undefined ? '' : resultBody(own, known),
    cases.length === 0 ? '' : make('h3', {}, `Cases (${cases.length})`),
    [...cases.filter(isBroken), ...cases.filter((result) => !isBroken(result))].map((result) =>
      caseDetails(result, known),
    ),
  );
}

function caseDetails(result, known) {
  const details = make(
    'details',
    { class: 'case', id: `${result.id}#${result.case}` },
    make(
      'summary',
      {},
      make('span', { class: `tag ${toneOf(result.verdict)}` }, result.verdict),
      ' ',
      make('code', {}, result.case),
      ` ${result.title}`,
    ),
  );
  details.open = result.verdict === 'failed';
  onFirstOpen(details, () => [make('div', { class: 'inside' }, resultBody(result, known))]);
  return details;
}

function resultBody(result, known) {
  const isHeld = ({ verdict }) => verdict === 'passed';
  const held = result.checks.filter(isHeld);
  const name = result.case === undefined ? result.id : `${result.id}#${result.case}`;
  return [
    result.reason === undefined ? '' : make('p', {}, make('strong', {}, 'Reason: '), result.reason),
    result.checks.filter((check) => !isHeld(check)).map((check) => finding(check, known[check.requirement])),
    held.length === 0
      ? ''
      : make(
          'p',
          { class: 'held' },
          'Held: ',
          held.flatMap((check, index) => [
            index === 0 ? '' : ', ',
            make('a', { href: `#${check.requirement}` }, check.requirement),
            ` in ${check.step}`,
          ]),
        ),
    command('rerun', result.rerun),
    ...conversations(result),
    make(
      'p',
      { class: 'quiet' },
      `suites/${result.file} · ${result.durationMs} ms · `,
      make('a', { href: `#${name}` }, 'link to this'),
    ),
  ];
}

function finding(check, requirement) {
  const compared = check.expected === undefined ? undefined : comparison(check.expected, check.actual ?? '');
  const row = (label, ...content) => [make('dt', {}, label), make('dd', {}, content)];
  return make(
    'div',
    { class: `finding ${toneOf(check.verdict)}` },
    make(
      'h4',
      {},
      make('a', { href: `#${check.requirement}` }, check.requirement),
      ` ${check.level} `,
      make('span', { class: `tag ${toneOf(check.verdict)}` }, check.verdict),
    ),
    requirement === undefined ? '' : make('p', {}, requirement.text),
    make(
      'dl',
      {},
      row('step', check.step),
      check.message === undefined ? [] : row('finding', check.message),
      compared === undefined
        ? []
        : [...row('expected', compared.expected), ...row('actual', compared.actual)],
      requirement?.decision === undefined ? [] : row('decision', requirement.decision),
      requirement === undefined ? [] : row('why', requirement.why),
    ),
  );
}

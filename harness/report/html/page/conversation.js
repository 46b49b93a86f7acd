// A story as a sequence diagram: a lane for each party, an arrow for each message, the messages themselves behind it.

import { curlOf } from './curl.js';
import { command, make, onFirstOpen } from './dom.js';
import { leftOut, messageText } from './pretty.js';

const EXCHANGES_SHOWN = 10;
const PARTS = [
  ['control before', 'The same story as it must be accepted, before'],
  ['setup', 'Set up'],
  ['story', 'The story'],
  ['control after', 'The same story as it must be accepted, after'],
];

/** Every part of a result that has steps; the story itself is open. */
export function conversations({ steps, checks, changed }) {
  const judged = new Map();
  for (const check of checks) judged.set(check.step, [...(judged.get(check.step) ?? []), check]);
  const changedStep = changed === undefined ? undefined : checks[0]?.step;
  return PARTS.flatMap(([part, title]) => {
    const own = steps.filter((step) => step.part === part);
    if (own.length === 0) return [];
    const view = part === 'story' ? { judged, changed, changedStep } : { judged: new Map() };
    const details = make('details', { class: 'case' }, make('summary', {}, `${title} (${own.length})`));
    details.open = part === 'story';
    onFirstOpen(details, () => [diagram(own, view)]);
    return [details];
  });
}

function diagram(steps, view) {
  const parties = [...new Set(steps.flatMap(({ from, to }) => [from, to]))];
  parties.sort((left, right) => rank(left) - rank(right));
  const element = make(
    'div',
    { class: 'conversation' },
    parties.map((_, lane) => {
      const line = make('div', { class: 'lane', 'aria-hidden': 'true' });
      line.style.setProperty('--lane', String(lane));
      return line;
    }),
    make(
      'ul',
      { class: 'parties', 'aria-label': 'Parties' },
      parties.map((party) => make('li', {}, make('span', {}, party))),
    ),
    make(
      'ol',
      { class: 'steps', role: 'list' },
      steps.map((step) => stepRow(step, parties, view)),
    ),
  );
  element.style.setProperty('--lanes', String(parties.length));
  return element;
}

/** The target stands right of whoever speaks to it, peers right of the target. */
function rank(party) {
  if (party === 'target') return 1;
  return ['alpha', 'beta', 'gamma', 'delta', 'newcomer', 'absent'].includes(party) ? 2 : 0;
}

function stepRow(step, parties, { judged, changed = [], changedStep }) {
  const { name, from, to, exchanges, note } = step;
  const marks = name === changedStep ? changed : [];
  const row = (exchange) => exchangeRow(exchange, { from, to, parties, marks });
  const rest = exchanges.slice(EXCHANGES_SHOWN);
  const checks = judged.get(name) ?? [];
  return make(
    'li',
    { class: 'step' },
    make('p', {}, name, exchanges.length > 1 ? `, ${exchanges.length} times` : ''),
    note === undefined ? '' : make('p', { class: 'note' }, make('span', {}, note)),
    exchanges.slice(0, EXCHANGES_SHOWN).map(row),
    rest.length === 0 ? '' : remaining(rest, row),
    checks.length === 0
      ? ''
      : make(
          'p',
          { class: 'verdicts' },
          checks.map((check) =>
            make('span', { class: `tag ${toneOf(check.verdict)}` }, `${check.requirement} ${check.verdict}`),
          ),
        ),
  );
}

function remaining(exchanges, row) {
  const details = make('details', {}, make('summary', {}, `${exchanges.length} more`));
  onFirstOpen(details, () => exchanges.map(row));
  return details;
}

function exchangeRow(exchange, { from, to, parties, marks }) {
  const { request, response, failure, durationMs } = exchange;
  const path = pathOf(request.url);
  const status = response === undefined ? (failure?.kind ?? 'no answer') : String(response.status);
  const details = make(
    'details',
    { class: 'exchange' },
    make(
      'summary',
      {},
      arrow(from, to, parties, `${request.method} ${path}`, 'asks', marks.length > 0),
      arrow(to, from, parties, `${status} · ${Math.round(durationMs)} ms`, 'answers', false),
    ),
  );
  onFirstOpen(details, () => [panes(exchange, marks)]);
  return details;
}

function arrow(from, to, parties, label, verb, isChanged) {
  const [start, end] = [parties.indexOf(from), parties.indexOf(to)];
  const direction = start > end ? ' leftward' : '';
  const element = make(
    'span',
    { class: `arrow${direction}${verb === 'answers' ? ' answer' : ''}` },
    make('span', { class: 'unseen' }, `${from} ${verb}${verb === 'asks' ? ` ${to}` : ''}: `),
    make('span', {}, isChanged ? make('mark', {}, label) : label),
  );
  element.style.setProperty('--start', String(Math.min(start, end)));
  element.style.setProperty('--end', String(Math.max(start, end)));
  return element;
}

function panes({ request, response, failure }, marks) {
  const missing = leftOut(marks, request.body);
  const changes =
    marks.length === 0
      ? ''
      : make(
          'p',
          { class: 'reason' },
          `This case changes ${marks.map((path) => (missing.includes(path) ? `${path} (left out)` : path)).join(', ')}`,
        );
  const answer =
    response === undefined
      ? make(
          'p',
          {},
          failure === undefined
            ? 'no complete answer'
            : `no complete answer: ${failure.kind}: ${failure.message}`,
        )
      : messageText(`${response.status}`, response);
  return make(
    'div',
    { class: 'panes' },
    make(
      'section',
      {},
      make('h5', {}, 'Request'),
      changes,
      messageText(`${request.method} ${request.url}`, request, marks),
    ),
    make('section', {}, make('h5', {}, 'Answer'), answer),
    command('curl', curlOf(request)),
  );
}

function pathOf(url) {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '') || '/';
}

/** Which colours a verdict of a check or a scenario has. */
export function toneOf(verdict) {
  if (verdict === 'passed') return 'good';
  if (verdict === 'failed' || verdict === 'error') return 'bad';
  return verdict === 'warning' || verdict === 'inconclusive' ? 'warn' : 'calm';
}

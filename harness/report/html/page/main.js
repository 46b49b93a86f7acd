// Puts the page together: data on demand, filters, and links into it.

import { make, onFirstOpen } from './dom.js';
import { startFilters } from './filter.js';
import { scenarioBody } from './scenario.js';

// One line for what requirements say, then one for each scenario; a line is read when its scenario is opened.
const lines = document.getElementById('data').textContent.trim().split('\n');
const known = JSON.parse(lines[0]);

for (const details of document.querySelectorAll('.scenario')) {
  onFirstOpen(details, () => {
    try {
      return [scenarioBody(JSON.parse(lines[Number(details.dataset.line)]), known)];
    } catch (error) {
      return [make('p', {}, `This scenario cannot be shown: ${error}`)];
    }
  });
}

const filters = startFilters(document.querySelector('.filters'));

/** Opens what the address names: a requirement, a scenario, or a case of one. */
function follow() {
  const name = decode(location.hash.slice(1));
  if (name === '') return;
  const scenario = document.getElementById(name.split('#', 1)[0]);
  if (scenario === null) return;
  if (scenario.hidden) filters.clear();
  if (!scenario.matches('.scenario')) {
    scenario.scrollIntoView();
    return;
  }
  openNow(scenario);
  const found = document.getElementById(name) ?? scenario;
  openNow(found);
  found.scrollIntoView();
  found.querySelector('summary')?.focus({ preventScroll: true });
}

/** The browser tells of an opening later; whoever links into the inside needs it at once. */
function openNow(details) {
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

addEventListener('hashchange', follow);
follow();

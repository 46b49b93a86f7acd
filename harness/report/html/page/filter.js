// Search and filters: one search field for requirements and scenarios alike.

/** Watches the toolbar; `rows`: every table row and scenario with its `data-` words. */
export function startFilters(toolbar) {
  const [search, level] = [toolbar.querySelector('input'), toolbar.querySelector('select')];
  const chips = [...toolbar.querySelectorAll('button')];
  const output = toolbar.querySelector('output');
  const rows = [...document.querySelectorAll('[data-group]')].map((element) => ({
    element,
    text: (element.querySelector(':scope > summary') ?? element).textContent.toLowerCase(),
    tested: (element.dataset.tests ?? '').toLowerCase(),
    kind: element.dataset.kind,
  }));
  const apply = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = chips
      .filter((chip) => chip.getAttribute('aria-pressed') === 'true')
      .map((chip) => chip.value);
    const shown = { requirement: 0, scenario: 0 };
    for (const { element, text, tested, kind } of rows) {
      const isShown =
        (groups.length === 0 || groups.includes(element.dataset.group)) &&
        (level.value === '' || element.dataset.levels.split(' ').includes(level.value)) &&
        wanted.every((word) => text.includes(word) || tested.includes(word));
      element.hidden = !isShown;
      if (isShown) shown[kind] += 1;
    }
    output.textContent = `${shown.requirement} requirements and ${shown.scenario} scenarios shown`;
  };
  search.addEventListener('input', apply);
  level.addEventListener('change', apply);
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      apply();
    });
  }
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target?.tagName ?? '');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
  });
  apply();
  return {
    /** Clears whatever would hide what a link leads to. */
    clear() {
      search.value = '';
      level.value = '';
      for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
      apply();
    },
  };
}

// Elements are made of text nodes alone: nothing of the data is ever read as markup.

/** Everything but line feeds that could move, hide or reorder text. */
export const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/** Shows controls and reordering marks as escapes; line feeds stay. */
export function visible(text) {
  return String(text).replace(UNSAFE, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

/** Children are elements or texts; empty ones are left out. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name === 'class') element.className = value;
    else element.setAttribute(name, visible(value));
  }
  const present = children.flat(2).filter((child) => child !== undefined && child !== '');
  element.append(...present.map((child) => (typeof child === 'string' ? visible(child) : child)));
  return element;
}

/** Builds the inside when it is first opened. */
export function onFirstOpen(details, build) {
  let isBuilt = false;
  const fill = () => {
    if (isBuilt || !details.open) return;
    isBuilt = true;
    details.append(...build());
  };
  details.addEventListener('toggle', fill);
  fill();
}

/** The text to copy, and the button that copies it. */
export function command(label, text) {
  const button = make('button', { type: 'button' }, `Copy ${label}`);
  button.addEventListener('click', async () => {
    const isCopied = await copy(text);
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl+C';
    if (!isCopied) getSelection()?.selectAllChildren(shown);
    setTimeout(() => {
      button.textContent = `Copy ${label}`;
    }, 2000);
  });
  const shown = make('code', {}, text);
  return make('div', { class: 'command' }, make('pre', { tabindex: '0' }, shown), button);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where a page from a file may not use the clipboard. */
function copyBySelection(text) {
  const area = make('textarea', { class: 'unseen' });
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}
